package org.opsbro.packs.linux;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/** Whether SELinux is {@code enabled}, and its {@code mode}: enforcing, permissive or disabled. Source: selinux(8), selinuxfs. */
@AutoService(Collector.class)
public final class SeLinux implements Collector {
    @Override
    public String name() {
        return "selinux";
    }

    @Override
    public String doc() {
        return "Whether SELinux enforces its policy.";
    }

    @Override
    public List<String> keys() {
        return List.of("enabled", "mode");
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var enforce = host.files().firstLine("/sys/fs/selinux/enforce");
        if (enforce.isEmpty() && !host.files().exists("/etc/selinux/config"))
            return new Collected.NotEligible("this system has no SELinux");
        var mode = enforce.map(text -> text.equals("1") ? "enforcing" : "permissive")
                .orElse("disabled");
        return new Collected.Facts(Value.object()
                .with("enabled", enforce.isPresent())
                .with("mode", mode)
                .end());
    }
}
