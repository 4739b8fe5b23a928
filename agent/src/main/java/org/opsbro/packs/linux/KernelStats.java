package org.opsbro.packs.linux;

import com.google.auto.service.AutoService;
import java.util.List;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.sheet.KeptText;
import org.opsbro.detection.sheet.KeyReader;
import org.opsbro.host.Host;
import org.opsbro.pack.Parameters;

/**
 * Counters of the kernel: the lines of one value of /proc/stat (of {@code intr} and {@code softirq} the total) and all of /proc/vmstat, with rates of
 * those that people ask for. Source: proc_stat(5), proc_vmstat(5).
 */
@AutoService(Collector.class)
public final class KernelStats implements Collector {
    private static final String[] RATED = {
        "ctxt",
        "processes",
        "intr",
        "softirq",
        "pgfault",
        "pgmajfault",
        "pgpgin",
        "pgpgout",
        "pswpin",
        "pswpout",
        "oom_kill"
    };
    private final KeptText stat = new KeptText("/proc/stat");
    private final KeptText vmstat = new KeptText("/proc/vmstat");
    private final KeyReader keys = new KeyReader(rates());

    private static String[] rates() {
        var names = new String[RATED.length];
        for (var i = 0; i < names.length; i++) names[i] = RATED[i] + "/s";
        return names;
    }

    @Override
    public String name() {
        return "kernelstats";
    }

    @Override
    public String doc() {
        return "Context switches, forks, interrupts, paging and all of /proc/vmstat, with rates per second.";
    }

    @Override
    public List<String> keys() {
        return keys.keys();
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        if (!stat.read(host)) return new Collected.NotEligible("there is no /proc/stat");
        keys.begin(host.nanos());
        while (stat.text().line()) if (!stat.text().startsWith("cpu")) keys.take(stat.text(), ' ');
        if (vmstat.read(host)) while (vmstat.text().line()) keys.take(vmstat.text(), ' ');
        for (var i = 0; i < RATED.length; i++) keys.figure(i, keys.rate(RATED[i]));
        return new Collected.Facts(keys.end());
    }
}
