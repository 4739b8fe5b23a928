package org.opsbro.packs.linux;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.sheet.Columns;
import org.opsbro.detection.sheet.KeptText;
import org.opsbro.host.Files.Space;
import org.opsbro.host.Host;
import org.opsbro.pack.Parameters;

/**
 * Space of each local file system, by mount point: {@code total used free} (MiB), {@code pct_used} as df(1) counts it, {@code inodes_total}
 * {@code inodes_pct_used} and {@code read_only} (1 or 0; ISO and squashfs images, which are meant to be, are left out). File systems of the network are
 * not asked: a server that hangs would hang the agent. Source: /proc/self/mounts, statvfs(3).
 */
@AutoService(Collector.class)
public final class DiskUsage implements Collector {
    private static final double MIB = 1024 * 1024;
    private static final Set<String> LOCAL_WITHOUT_DEVICE = Set.of("zfs", "btrfs", "bcachefs");
    private static final Set<String> IMAGES = Set.of("squashfs", "iso9660", "udf", "erofs", "cramfs");

    private final KeptText mounts = new KeptText("/proc/self/mounts");
    private final Columns columns =
            Columns.of("total#", "used#", "free#", "pct_used", "inodes_total#", "inodes_pct_used", "read_only#");

    private record Mount(String device, String path, boolean readOnly) {}

    @Override
    public String name() {
        return "diskusage";
    }

    @Override
    public String doc() {
        return "Space and inodes of each local file system, of /proc/self/mounts and statvfs.";
    }

    @Override
    public List<String> keys() {
        return columns.rowNames();
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        if (!mounts.read(host)) return new Collected.NotEligible("there is no /proc/self/mounts");
        var rows = new ArrayList<String>();
        var values = new ArrayList<double[]>();
        for (var mount : local()) {
            var space = host.files().space(mount.path());
            if (space.isEmpty() || space.get().totalBytes() == 0) continue;
            rows.add(mount.path());
            values.add(row(space.get(), mount.readOnly()));
        }
        if (rows.isEmpty()) return new Collected.NotEligible("no local file system is mounted");
        var all = new double[rows.size() * columns.size()];
        for (var i = 0; i < rows.size(); i++)
            System.arraycopy(values.get(i), 0, all, i * columns.size(), columns.size());
        return new Collected.Facts(columns.table(rows, all));
    }

    private static double[] row(Space space, boolean readOnly) {
        var used = space.totalBytes() - space.freeBytes();
        var usable = used + space.availableBytes();
        var inodes = (double) space.totalInodes();
        return new double[] {
            Math.round(space.totalBytes() / MIB),
            Math.round(used / MIB),
            Math.round(space.availableBytes() / MIB),
            usable == 0 ? 0 : 100.0 * used / usable,
            inodes == 0 ? Double.NaN : inodes,
            inodes == 0 ? Double.NaN : 100 * (inodes - space.freeInodes()) / inodes,
            readOnly ? 1 : 0
        };
    }

    /** One mount point for each device, the shortest: others are bind mounts or subvolumes of it. Sorted by path. */
    private List<Mount> local() {
        Map<String, Mount> byDevice = new LinkedHashMap<>();
        var text = mounts.text();
        while (text.line()) {
            var device = text.word();
            var path = unescaped(text.word());
            var type = text.word();
            var mount = new Mount(device, path, text.startsWith(" ro,") || text.startsWith(" ro "));
            if (isLocal(device, path, type))
                byDevice.merge(
                        device,
                        mount,
                        (one, other) -> one.path().length() <= other.path().length() ? one : other);
        }
        return byDevice.values().stream()
                .sorted(Comparator.comparing(Mount::path))
                .toList();
    }

    private static boolean isLocal(String device, String path, String type) {
        if (IMAGES.contains(type)) return false;
        // files that a container runtime binds into a container are on a device too
        if (path.startsWith("/etc/") || path.startsWith("/proc/")) return false;
        return device.startsWith("/dev/")
                || LOCAL_WITHOUT_DEVICE.contains(type)
                || (path.equals("/") && type.equals("overlay"));
    }

    /** Spaces and the like are written as octal numbers: {@code \040}. */
    private static String unescaped(String path) {
        if (path.indexOf('\\') < 0) return path;
        return path.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
