package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/** Services that their manager has given up on: {@code manager}, {@code units} (names), {@code count}. Source: systemd over D-Bus, rc-status(8). */
@AutoService(Collector.class)
public final class FailedUnits implements Collector {
    @Override
    public String name() {
        return "failedunits";
    }

    @Override
    public String doc() {
        return "Services that systemd or OpenRC has given up on.";
    }

    @Override
    public List<String> keys() {
        return List.of("manager", "units", "count");
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var services = host.services();
        var manager = services.manager();
        if (!manager.equals("systemd") && !manager.equals("openrc"))
            return new Collected.NotEligible("no service manager runs here that could tell");
        var failed = services.failed();
        return new Collected.Facts(Value.object()
                .with("manager", manager)
                .with("units", Value.texts(failed))
                .with("count", failed.size())
                .end());
    }
}
