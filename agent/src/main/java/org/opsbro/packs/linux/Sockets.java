package org.opsbro.packs.linux;

import com.google.auto.service.AutoService;
import java.util.List;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.sheet.Columns;
import org.opsbro.detection.sheet.KeptText;
import org.opsbro.host.Host;
import org.opsbro.pack.Parameters;

/**
 * Sockets in use: {@code used tcp_inuse tcp_orphan tcp_timewait udp_inuse}, and file handles of the whole system {@code files_used files_max}. Source:
 * /proc/net/sockstat and /proc/sys/fs/file-nr, proc_pid_net(5), proc_sys_fs(5).
 */
@AutoService(Collector.class)
public final class Sockets implements Collector {
    private final KeptText sockstat = new KeptText("/proc/net/sockstat");
    private final KeptText handles = new KeptText("/proc/sys/fs/file-nr");
    private final Columns columns = Columns.of(
            "used#", "tcp_inuse#", "tcp_orphan#", "tcp_timewait#", "udp_inuse#", "files_used#", "files_max#");

    @Override
    public String name() {
        return "sockets";
    }

    @Override
    public String doc() {
        return "Sockets and file handles in use, of /proc/net/sockstat and /proc/sys/fs/file-nr.";
    }

    @Override
    public List<String> keys() {
        return columns.names();
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        if (!sockstat.read(host)) return new Collected.NotEligible("there is no /proc/net/sockstat");
        var values = new double[columns.size()];
        var text = sockstat.text();
        while (text.line()) {
            if (text.startsWith("sockets:")) values[0] = behind(2);
            else if (text.startsWith("TCP:")) {
                values[1] = behind(2);
                values[2] = behind(1);
                values[3] = behind(1);
            } else if (text.startsWith("UDP:")) values[4] = behind(2);
        }
        if (handles.read(host) && handles.text().line()) {
            var allocated = handles.text().number();
            values[5] = allocated - handles.text().number();
            // no limit is written as the largest number
            var most = handles.text().number();
            values[6] = most >= 1L << 53 ? Double.NaN : most;
        } else {
            values[5] = Double.NaN;
            values[6] = Double.NaN;
        }
        return new Collected.Facts(columns.row(values));
    }

    private double behind(int words) {
        sockstat.text().skipWords(words);
        return sockstat.text().number();
    }
}
