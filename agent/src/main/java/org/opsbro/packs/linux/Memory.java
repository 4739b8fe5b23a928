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
 * Memory and swap: every key of /proc/meminfo in lower case (kB), and {@code phys_used}, {@code swap_used} in percent. Memory is used when nobody could
 * have it: caches that the kernel would give back (MemAvailable) are free. Without swap there is no {@code swap_used}. Source: proc_meminfo(5).
 */
@AutoService(Collector.class)
public final class Memory implements Collector {
    private final KeptText file = new KeptText("/proc/meminfo");
    private final KeyReader keys = new KeyReader("phys_total", "phys_free", "phys_used", "swap_free", "swap_used");

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String doc() {
        return "Memory and swap in kB, and how much is in use in percent, of /proc/meminfo.";
    }

    @Override
    public List<String> keys() {
        return keys.keys();
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        if (!file.read(host)) return new Collected.NotEligible("there is no /proc/meminfo");
        keys.begin(host.nanos());
        while (file.text().line()) keys.take(file.text(), ':');
        var total = keys.value("memtotal");
        var available = keys.value("memavailable");
        var free = Double.isNaN(available)
                ? keys.value("memfree") + keys.value("buffers") + keys.value("cached")
                : available;
        keys.figure(0, total);
        keys.figure(1, free);
        keys.figure(2, 100 * (total - free) / total);
        var swap = keys.value("swaptotal");
        if (swap > 0) {
            keys.figure(3, keys.value("swapfree"));
            keys.figure(4, 100 * (swap - keys.value("swapfree")) / swap);
        }
        return new Collected.Facts(keys.end());
    }
}
