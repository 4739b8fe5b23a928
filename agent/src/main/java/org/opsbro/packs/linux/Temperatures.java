package org.opsbro.packs.linux;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * Temperatures in degrees Celsius, by sensor: {@code CHIP-LABEL.celsius}, with {@code critical} where the chip tells its limit. Source: /sys/class/hwmon,
 * Documentation/hwmon/sysfs-interface.rst of the kernel.
 */
@AutoService(Collector.class)
public final class Temperatures implements Collector {
    private static final String FOLDER = "/sys/class/hwmon";

    @Override
    public String name() {
        return "temperatures";
    }

    @Override
    public String doc() {
        return "Temperatures that the sensors of the machine tell, of /sys/class/hwmon.";
    }

    @Override
    public List<String> keys() {
        return List.of("*.celsius", "*.critical");
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var facts = Value.object();
        var found = false;
        for (var chip : host.files().names(FOLDER)) {
            var folder = FOLDER + "/" + chip + "/";
            var name = host.files().firstLine(folder + "name").orElse(chip);
            for (var file : host.files().names(FOLDER + "/" + chip)) {
                if (!file.matches("temp[0-9]{1,3}_input")) continue;
                var sensor = file.substring(0, file.indexOf('_'));
                var degrees = degrees(host, folder + file);
                if (Double.isNaN(degrees)) continue;
                found = true;
                var told = Value.object().with("celsius", degrees);
                var critical = degrees(host, folder + sensor + "_crit");
                if (!Double.isNaN(critical)) told.with("critical", critical);
                var label = host.files().firstLine(folder + sensor + "_label").orElse(sensor);
                facts.with((name + "-" + label).replace(' ', '-').toLowerCase(Locale.ROOT), told.end());
            }
        }
        return found
                ? new Collected.Facts(facts.end())
                : new Collected.NotEligible("this machine has no sensors of temperature");
    }

    /** The kernel writes thousandths. */
    private static double degrees(Host host, String path) {
        return host.files()
                .firstLine(path)
                .filter(text -> text.matches("-?[0-9]{1,9}"))
                .map(text -> Long.parseLong(text) / 1000.0)
                .orElse(Double.NaN);
    }
}
