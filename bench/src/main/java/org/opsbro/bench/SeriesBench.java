package org.opsbro.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.opsbro.metrology.Tier;
import org.opsbro.metrology.live.Limits;
import org.opsbro.metrology.live.Series;
import org.opsbro.metrology.live.SeriesStore;

/**
 * The store with a day of {@link Fleet}, slot by slot as samples come: processor time of this process for each sample, log and segments included, bytes on the
 * disk once the day is made, and how long it takes to read a day. Its words: a folder that is empty, and how many series. The peer is VictoriaMetrics: see
 * {@code bench/series-beside-victoria-metrics}.
 */
public final class SeriesBench {
    private static final int ROUNDS = 300;
    private static final int PAUSE_MILLIS = 100;
    private static final int MOST_PAUSES = 600;

    private final Path folder;
    private final double[][] fleet;
    private volatile long now = Fleet.FIRST;

    private SeriesBench(Path folder, int series) {
        this.folder = folder;
        this.fleet = new double[series][Fleet.DAY];
        for (var i = 0; i < series; i++) Fleet.fill(i, fleet[i]);
    }

    public static void main(String[] words) throws Exception {
        new SeriesBench(Path.of(words[0]), Integer.parseInt(words[1])).run();
    }

    private void run() throws IOException, InterruptedException {
        var limits = new Limits(fleet.length, 64 << 20, 8L << 30, 7, 31, 400, Limits.Sync.SECOND);
        try (var store = new SeriesStore(folder, limits, () -> Instant.ofEpochSecond(now), System::nanoTime)) {
            var all = new Series[fleet.length];
            for (var i = 0; i < all.length; i++) all[i] = Objects.requireNonNull(store.series(Fleet.name(i)));
            var before = processor();
            take(store, all);
            var taking = (double) (processor() - before) / fleet.length / Fleet.DAY;
            System.out.printf("opsbro takes a sample in %.0f ns of processor time%n", taking);
            before = processor();
            awaitDay(store);
            System.out.printf("opsbro makes the day in %.2f s of processor time%n", (processor() - before) / 1e9);
            for (var tier : Tier.values())
                System.out.printf("opsbro %s: %.3f bytes a sample%n", tier.word(), bytes(tier));
            ask(store, all, 1);
            ask(store, all, Math.min(160, all.length));
        }
    }

    private void take(SeriesStore store, Series[] all) {
        var times = new long[all.length];
        var values = new double[all.length];
        for (var slot = 0; slot < Fleet.DAY; slot++) {
            now = Fleet.FIRST + (long) slot * Fleet.STEP;
            Arrays.fill(times, now);
            for (var i = 0; i < all.length; i++) values[i] = fleet[i][slot];
            store.add(all, times, values, all.length);
            if (slot % 10 == 9) store.sync();
        }
    }

    private void awaitDay(SeriesStore store) throws IOException, InterruptedException {
        now = Fleet.FIRST + 86_400 + 1_000;
        store.sync();
        for (var pause = 0; pause < MOST_PAUSES && files(Tier.RAW) == 0; pause++) Thread.sleep(PAUSE_MILLIS);
    }

    private long files(Tier tier) throws IOException {
        try (var all = Files.list(folder.resolve(tier.word()))) {
            return all.filter(each -> each.toString().endsWith(".blocks")).count();
        }
    }

    private double bytes(Tier tier) throws IOException {
        var sum = 0L;
        try (var all = Files.list(folder.resolve(tier.word()))) {
            for (var each : all.toList()) sum += Files.size(each);
        }
        return (double) sum / fleet.length / Fleet.DAY;
    }

    private static void ask(SeriesStore store, Series[] all, int series) throws IOException {
        var took = new long[ROUNDS];
        var samples = 0L;
        for (var round = 0; round < ROUNDS; round++) {
            var begin = System.nanoTime();
            for (var i = 0; i < series; i++)
                samples += store.raw(all[(round * 7 + i) % all.length], Fleet.FIRST, Fleet.FIRST + 86_400)
                        .count();
            took[round] = System.nanoTime() - begin;
        }
        Arrays.sort(took);
        System.out.printf(
                "opsbro reads a day of %d series (%d samples) in %.2f ms, median of %d%n",
                series, samples / ROUNDS, took[ROUNDS / 2] / 1e6, ROUNDS);
    }

    /** Of this process, in nanoseconds. */
    private static long processor() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
