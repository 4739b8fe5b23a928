package org.opsbro.packs.timezone;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/** The time zone of the machine: {@code timezone}, such as Europe/Paris. Source: localtime(5), and /etc/timezone where that is no link. */
@AutoService(Collector.class)
public final class TimeZone implements Collector {
    private static final String ZONES = "/zoneinfo/";

    @Override
    public String name() {
        return "timezone";
    }

    @Override
    public String doc() {
        return "The time zone of the machine, of /etc/localtime or /etc/timezone.";
    }

    @Override
    public List<String> keys() {
        return List.of("timezone");
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var linked = host.files()
                .link("/etc/localtime")
                .filter(target -> target.contains(ZONES))
                .map(target -> target.substring(target.indexOf(ZONES) + ZONES.length()));
        var zone = linked.or(() -> host.files().firstLine("/etc/timezone")).orElse("UTC");
        return new Collected.Facts(Value.object()
                .with("timezone", zone.equals("Etc/UTC") ? "UTC" : zone)
                .end());
    }
}
