package org.opsbro.packs.linux;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/** How full the table of tracked connections of the firewall is: {@code count max pct_used}. Source: nf_conntrack-sysctl.rst of the kernel. */
@AutoService(Collector.class)
public final class Conntrack implements Collector {
    private static final String FOLDER = "/proc/sys/net/netfilter/nf_conntrack_";

    @Override
    public String name() {
        return "conntrack";
    }

    @Override
    public String doc() {
        return "Tracked connections of the firewall and how many it may hold.";
    }

    @Override
    public List<String> keys() {
        return List.of("count", "max", "pct_used");
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var count = number(host, "count");
        var max = number(host, "max");
        if (count.isEmpty() || max.isEmpty()) return new Collected.NotEligible("the kernel tracks no connections");
        return new Collected.Facts(Value.object()
                .with("count", count.get())
                .with("max", max.get())
                .with("pct_used", max.get() == 0 ? 0 : Math.rint(1e5 * count.get() / max.get()) / 1e3)
                .end());
    }

    private static Optional<Long> number(Host host, String name) {
        return host.files()
                .firstLine(FOLDER + name)
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::parseLong);
    }
}
