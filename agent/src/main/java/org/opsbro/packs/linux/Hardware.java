package org.opsbro.packs.linux;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/** What the firmware says of the machine, a key for each readable file of /sys/class/dmi/id, serial numbers and ids left out. Source: sysfs(5). */
@AutoService(Collector.class)
public final class Hardware implements Collector {
    private static final String FOLDER = "/sys/class/dmi/id";

    @Override
    public String name() {
        return "dmidecode";
    }

    @Override
    public String doc() {
        return "Maker, product and firmware of the machine, of /sys/class/dmi/id.";
    }

    @Override
    public List<String> keys() {
        return List.of("*");
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(10);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var facts = Value.object();
        var found = false;
        for (var name : host.files().names(FOLDER)) {
            // a serial number identifies a customer to the maker: it is nobody's business but the owner's
            if (name.endsWith("serial") || name.endsWith("uuid") || name.equals("modalias") || name.equals("uevent"))
                continue;
            var path = FOLDER + "/" + name;
            if (host.files().isDirectory(path)) continue;
            var line = host.files().firstLine(path).filter(text -> !text.isEmpty());
            line.ifPresent(text -> facts.with(name, text));
            found |= line.isPresent();
        }
        return found ? new Collected.Facts(facts.end()) : new Collected.NotEligible("this machine has no DMI table");
    }
}
