package org.opsbro.packs.linux;

import com.google.auto.service.AutoService;
import java.util.List;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.sheet.Columns;
import org.opsbro.detection.sheet.KeptText;
import org.opsbro.host.Host;
import org.opsbro.pack.Parameters;

/** How long the machine runs: {@code seconds days}. Source: proc_uptime(5). */
@AutoService(Collector.class)
public final class Uptime implements Collector {
    private final KeptText file = new KeptText("/proc/uptime");
    private final Columns columns = Columns.of("seconds", "days");

    @Override
    public String name() {
        return "uptime";
    }

    @Override
    public String doc() {
        return "How long the machine runs, of /proc/uptime.";
    }

    @Override
    public List<String> keys() {
        return columns.names();
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        if (!file.read(host) || !file.text().line()) return new Collected.NotEligible("there is no /proc/uptime");
        var seconds = file.text().decimal();
        return new Collected.Facts(columns.row(new double[] {seconds, seconds / 86_400}));
    }
}
