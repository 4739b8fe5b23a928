package org.opsbro.packs.linux;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/** Network interfaces that are up, but the loopback: {@code addresses mac mtu state} by name. Source: the kernel's list, /sys/class/net. */
@AutoService(Collector.class)
public final class Interfaces implements Collector {
    @Override
    public String name() {
        return "interfaces";
    }

    @Override
    public String doc() {
        return "Network interfaces with their addresses.";
    }

    @Override
    public List<String> keys() {
        return List.of("*.addresses", "*.mac", "*.mtu", "*.state");
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var facts = Value.object();
        var addresses = host.network().addresses();
        addresses.forEach((device, all) -> {
            var folder = "/sys/class/net/" + device + "/";
            facts.with(
                    device,
                    Value.object()
                            .with("addresses", Value.texts(all))
                            .with(
                                    "mac",
                                    host.files().firstLine(folder + "address").orElse(""))
                            .with(
                                    "mtu",
                                    host.files()
                                            .firstLine(folder + "mtu")
                                            .filter(text -> text.matches("[0-9]{1,9}"))
                                            .map(Long::parseLong)
                                            .orElse(0L))
                            .with(
                                    "state",
                                    host.files().firstLine(folder + "operstate").orElse(""))
                            .end());
        });
        return addresses.isEmpty()
                ? new Collected.NotEligible("no interface but the loopback is up")
                : new Collected.Facts(facts.end());
    }
}
