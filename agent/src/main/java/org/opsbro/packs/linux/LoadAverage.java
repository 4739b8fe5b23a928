package org.opsbro.packs.linux;

import com.google.auto.service.AutoService;
import java.util.List;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.sheet.Columns;
import org.opsbro.detection.sheet.KeptText;
import org.opsbro.host.Host;
import org.opsbro.pack.Parameters;

/** How many tasks ran or waited for a disk: {@code load1 load5 load15}, means over minutes. Source: proc_loadavg(5). */
@AutoService(Collector.class)
public final class LoadAverage implements Collector {
    private final KeptText file = new KeptText("/proc/loadavg");
    private final Columns columns = Columns.of("load1", "load5", "load15");

    @Override
    public String name() {
        return "loadaverage";
    }

    @Override
    public String doc() {
        return "Tasks that ran or waited for a disk, over 1, 5 and 15 minutes, of /proc/loadavg.";
    }

    @Override
    public List<String> keys() {
        return columns.names();
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        if (!file.read(host) || !file.text().line()) return new Collected.NotEligible("there is no /proc/loadavg");
        var values = new double[columns.size()];
        for (var i = 0; i < values.length; i++) values[i] = file.text().decimal();
        return new Collected.Facts(columns.row(values));
    }
}
