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
 * What disks and partitions do, by device: {@code reads/s reads_merged/s writes/s writes_merged/s read_bytes/s write_bytes/s util%}, the mean time of a
 * request {@code await_ms} and {@code in_flight}. Devices that were never used, such as spare loop devices, are left out. Source: /proc/diskstats,
 * Documentation/admin-guide/iostats.rst of the kernel; a sector is 512 bytes there whatever the disk says.
 */
@AutoService(Collector.class)
public final class IoStats implements Collector {
    private static final int SECTOR = 512;
    private static final int SHOWN = 9;
    // the hidden counters, in the order of the file
    private static final int READS = SHOWN;
    private static final int READ_SECTORS = SHOWN + 2;
    private static final int READ_MILLIS = SHOWN + 3;
    private static final int WRITES = SHOWN + 4;
    private static final int WRITE_SECTORS = SHOWN + 6;
    private static final int WRITE_MILLIS = SHOWN + 7;
    private static final int IN_FLIGHT = SHOWN + 8;
    private static final int BUSY_MILLIS = SHOWN + 9;
    private static final int COUNTERS = 10;

    private final KeptText file = new KeptText("/proc/diskstats");
    private final RowReader rows = new RowReader(
            Columns.of(
                    "reads/s",
                    "reads_merged/s",
                    "writes/s",
                    "writes_merged/s",
                    "read_bytes/s",
                    "write_bytes/s",
                    "util%",
                    "await_ms",
                    "in_flight#"),
            COUNTERS);

    @Override
    public String name() {
        return "iostats";
    }

    @Override
    public String doc() {
        return "Requests, bytes and busy time of each disk a second, of /proc/diskstats.";
    }

    @Override
    public List<String> keys() {
        return rows.keys();
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        if (!file.read(host)) return new Collected.NotEligible("there is no /proc/diskstats");
        var text = file.text();
        rows.begin(host.nanos());
        while (text.line()) {
            text.skipWords(2);
            rows.row(text, ' ');
            for (var counter = 0; counter < COUNTERS; counter++) rows.set(SHOWN + counter, (double) text.number());
            if (rows.get(READS) + rows.get(WRITES) == 0) rows.drop();
            else figures();
        }
        return new Collected.Facts(rows.end());
    }

    private void figures() {
        rows.set(0, rows.rate(READS));
        rows.set(1, rows.rate(READS + 1));
        rows.set(2, rows.rate(WRITES));
        rows.set(3, rows.rate(WRITES + 1));
        rows.set(4, rows.rate(READ_SECTORS) * SECTOR);
        rows.set(5, rows.rate(WRITE_SECTORS) * SECTOR);
        rows.set(6, Math.min(100, rows.rate(BUSY_MILLIS) / 10));
        var requests = rows.growth(READS) + rows.growth(WRITES);
        rows.set(7, requests == 0 ? 0 : (rows.growth(READ_MILLIS) + rows.growth(WRITE_MILLIS)) / requests);
        rows.set(8, rows.get(IN_FLIGHT));
    }
}
