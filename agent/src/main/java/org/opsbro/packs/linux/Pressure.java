package org.opsbro.packs.linux;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.List;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.sheet.Columns;
import org.opsbro.detection.sheet.KeptText;
import org.opsbro.host.Host;
import org.opsbro.pack.Parameters;

/**
 * Percent of the time in which tasks waited for a resource: rows {@code cpu io memory}, keys {@code some_avg10 some_avg60 some_avg300} (at least one task)
 * and {@code full_…} (all tasks). Source: /proc/pressure, Documentation/accounting/psi.rst of the kernel.
 */
@AutoService(Collector.class)
public final class Pressure implements Collector {
    private static final List<String> RESOURCES = List.of("cpu", "io", "memory");
    private final List<KeptText> files = RESOURCES.stream()
            .map(name -> new KeptText("/proc/pressure/" + name))
            .toList();
    private final Columns columns =
            Columns.of("some_avg10", "some_avg60", "some_avg300", "full_avg10", "full_avg60", "full_avg300");

    @Override
    public String name() {
        return "pressure";
    }

    @Override
    public String doc() {
        return "Percent of the time in which tasks waited for processors, disks or memory, of /proc/pressure.";
    }

    @Override
    public List<String> keys() {
        return columns.rowNames();
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var values = new double[RESOURCES.size() * columns.size()];
        Arrays.fill(values, Double.NaN);
        for (var row = 0; row < RESOURCES.size(); row++) {
            if (!files.get(row).read(host)) return new Collected.NotEligible("this kernel keeps no pressure (PSI)");
            var text = files.get(row).text();
            while (text.line()) {
                var from = row * columns.size() + (text.startsWith("full") ? 3 : 0);
                for (var i = 0; i < 3; i++) {
                    text.skipPast('=');
                    values[from + i] = text.decimal();
                }
            }
        }
        return new Collected.Facts(columns.table(RESOURCES, values));
    }
}
