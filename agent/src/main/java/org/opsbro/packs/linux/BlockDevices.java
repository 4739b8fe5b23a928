package org.opsbro.packs.linux;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/** Disks: {@code vendor model size} (sectors of 512 bytes) {@code rotational} by device; empty ones, such as spare loop devices, and those in memory are left out. Source: /sys/block. */
@AutoService(Collector.class)
public final class BlockDevices implements Collector {
    @Override
    public String name() {
        return "blockdevice";
    }

    @Override
    public String doc() {
        return "Disks with their size, vendor and model, of /sys/block.";
    }

    @Override
    public List<String> keys() {
        return List.of("*.vendor", "*.model", "*.size", "*.rotational");
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(10);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var facts = Value.object();
        var found = false;
        for (var device : host.files().names("/sys/block")) {
            var folder = "/sys/block/" + device + "/";
            var size = host.files().firstLine(folder + "size").orElse("0");
            if (!size.matches("[0-9]{1,18}") || size.equals("0") || device.matches("ram[0-9]+")) continue;
            found = true;
            facts.with(
                    device,
                    Value.object()
                            .with(
                                    "vendor",
                                    host.files()
                                            .firstLine(folder + "device/vendor")
                                            .orElse(""))
                            .with(
                                    "model",
                                    host.files()
                                            .firstLine(folder + "device/model")
                                            .orElse(""))
                            .with("size", Long.parseLong(size))
                            .with(
                                    "rotational",
                                    host.files()
                                            .firstLine(folder + "queue/rotational")
                                            .orElse("")
                                            .equals("1"))
                            .end());
        }
        return found ? new Collected.Facts(facts.end()) : new Collected.NotEligible("there is no disk in /sys/block");
    }
}
