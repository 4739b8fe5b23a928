package org.opsbro.packs.linux;

import com.google.auto.service.AutoService;
import java.util.List;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.sheet.Columns;
import org.opsbro.detection.sheet.KeptText;
import org.opsbro.detection.sheet.RowReader;
import org.opsbro.host.Host;
import org.opsbro.pack.Parameters;

/**
 * Time of the processors by mode, in percent of the time since the run before: rows {@code cpu_all}, {@code cpu0}…, keys {@code %user %nice %system %idle
 * %iowait %irq %softirq %steal %guest %guest_nice}. Source: /proc/stat, proc_stat(5); the ticks cancel out, so that their rate does not matter.
 */
@AutoService(Collector.class)
public final class CpuStats implements Collector {
    private static final int MODES = 10;
    /** Guest time is in user time already. */
    private static final int COUNTED = 8;

    private final KeptText stat = new KeptText("/proc/stat");
    private final RowReader rows = new RowReader(
            Columns.of(
                    "%user",
                    "%nice", "%system", "%idle", "%iowait", "%irq", "%softirq", "%steal", "%guest", "%guest_nice"),
            MODES,
            name -> name.equals("cpu") ? "cpu_all" : name);

    @Override
    public String name() {
        return "cpustats";
    }

    @Override
    public String doc() {
        return "Percent of the processors' time by mode, together and each, of /proc/stat.";
    }

    @Override
    public List<String> keys() {
        return rows.keys();
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        if (!stat.read(host)) return new Collected.NotEligible("there is no /proc/stat");
        var text = stat.text();
        rows.begin(host.nanos());
        while (text.line() && text.startsWith("cpu")) {
            rows.row(text, ' ');
            for (var mode = 0; mode < MODES; mode++) rows.set(MODES + mode, (double) text.number());
            var total = 0.0;
            for (var mode = 0; mode < COUNTED; mode++) total += rows.growth(MODES + mode);
            for (var mode = 0; mode < MODES; mode++) rows.set(mode, 100 * rows.growth(MODES + mode) / total);
        }
        return new Collected.Facts(rows.end());
    }
}
