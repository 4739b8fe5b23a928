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
 * What network interfaces carry, but the loopback: since the run before {@code recv_} and {@code trans_} with {@code bytes packets errs drop fifo}
 * {@code frame compressed multicast} and {@code colls carrier}, and a second {@code recv_bytes/s recv_packets/s trans_bytes/s trans_packets/s}. Source:
 * /proc/net/dev, proc_pid_net(5).
 */
@AutoService(Collector.class)
public final class NetworkTraffic implements Collector {
    private static final int COUNTERS = 16;
    private static final int RECEIVED = 0;
    private static final int SENT = 8;
    private static final int SHOWN = COUNTERS + 4;

    private final KeptText file = new KeptText("/proc/net/dev");
    private final RowReader rows = new RowReader(
            Columns.of(
                    "recv_bytes#",
                    "recv_packets#",
                    "recv_errs#",
                    "recv_drop#",
                    "recv_fifo#",
                    "recv_frame#",
                    "recv_compressed#",
                    "recv_multicast#",
                    "trans_bytes#",
                    "trans_packets#",
                    "trans_errs#",
                    "trans_drop#",
                    "trans_fifo#",
                    "trans_colls#",
                    "trans_carrier#",
                    "trans_compressed#",
                    "recv_bytes/s",
                    "recv_packets/s",
                    "trans_bytes/s",
                    "trans_packets/s"),
            COUNTERS);

    @Override
    public String name() {
        return "networktraffic";
    }

    @Override
    public String doc() {
        return "Bytes, packets and errors of each network interface, of /proc/net/dev.";
    }

    @Override
    public List<String> keys() {
        return rows.keys();
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        if (!file.read(host)) return new Collected.NotEligible("there is no /proc/net/dev");
        var text = file.text();
        rows.begin(host.nanos());
        text.line();
        text.line(); // two lines of heading
        while (text.line()) {
            rows.row(text, ':');
            for (var counter = 0; counter < COUNTERS; counter++) {
                rows.set(SHOWN + counter, (double) text.number());
                rows.set(counter, rows.growth(SHOWN + counter));
            }
            rows.set(COUNTERS, rows.rate(SHOWN + RECEIVED));
            rows.set(COUNTERS + 1, rows.rate(SHOWN + RECEIVED + 1));
            rows.set(COUNTERS + 2, rows.rate(SHOWN + SENT));
            rows.set(COUNTERS + 3, rows.rate(SHOWN + SENT + 1));
            if (rows.name().equals("lo") || (rows.get(SHOWN + RECEIVED) == 0 && rows.get(SHOWN + SENT) == 0))
                rows.drop();
        }
        return new Collected.Facts(rows.end());
    }
}
