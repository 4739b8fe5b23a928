package org.opsbro.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.opsbro.metrology.Points;
import org.opsbro.metrology.live.Limits;
import org.opsbro.metrology.live.Series;
import org.opsbro.metrology.live.SeriesStore;
import org.opsbro.model.Value;

/**
 * A process that gives a store samples whose values can be foretold, each slot of ten seconds in as little time as it takes, and prints how far all is on
 * the disk. Its clock goes with the slots: a day is over after 8,640 of them. Its words: {@code write FOLDER FIRST}, to be killed, or {@code full FOLDER}, which
 * fills the disk and makes room again.
 */
final class SeriesWriter {
    static final int SERIES = 40;
    static final int STEP = 10;
    static final long BEGIN = 1_795_046_400;
    static final Limits LIMITS = new Limits(1_000, 1 << 20, 1L << 30, 7, 31, 400, Limits.Sync.SECOND);

    private final SeriesStore store;
    private final AtomicLong slots = new AtomicLong();
    private final Series[] all = new Series[SERIES];
    private final long[] times = new long[SERIES];
    private final double[] values = new double[SERIES];

    private SeriesWriter(Path folder, long first) throws IOException {
        slots.set(first);
        store = new SeriesStore(folder, LIMITS, () -> Instant.ofEpochSecond(time(slots.get())), System::nanoTime);
        for (var i = 0; i < SERIES; i++) all[i] = Objects.requireNonNull(store.series("crash." + i));
    }

    public static void main(String[] words) throws IOException {
        if (words[0].equals("write")) new SeriesWriter(Path.of(words[1]), Long.parseLong(words[2])).write();
        else new SeriesWriter(Path.of(words[1]), 0).fillDisk(Path.of(words[1]).resolveSibling("filler"));
    }

    static long time(long slot) {
        return BEGIN + slot * STEP;
    }

    static double value(int series, long slot) {
        return switch (series % 4) {
            case 0 -> series;
            case 1 -> slot * 1000.0 + slot * series % 97;
            case 2 -> (slot * 7919 + series) % 1000 / 10.0;
            default -> slot / 3.0;
        };
    }

    private void write() {
        var first = slots.get();
        var before = taken();
        while (true) {
            for (var i = 0; i < 200; i++) next();
            var wrote = store.sync();
            check(
                    taken() - before == (slots.get() - first) * SERIES,
                    "all was taken: " + store.toValue().get("refused"));
            if (wrote) System.out.println(slots);
        }
    }

    private long taken() {
        return ((Value.Int) store.toValue().get("samples")).number();
    }

    private void next() {
        var slot = slots.get();
        for (var i = 0; i < SERIES; i++) {
            times[i] = time(slot);
            values[i] = value(i, slot);
        }
        store.add(all, times, values, SERIES);
        slots.incrementAndGet();
    }

    private void fillDisk(Path filler) throws IOException {
        for (var i = 0; i < 2_000; i++) next();
        check(store.sync(), "it was written");
        fill(filler);
        while (store.sync()) for (var i = 0; i < 500; i++) next();
        check(store.trouble().contains("No space left"), store.trouble());
        for (var i = 0; i < 500; i++) next();
        check(count(store) == slots.get(), "what came meanwhile is there too");
        Files.delete(filler);
        for (var tries = 0; !store.sync() && tries < 100; tries++) pause();
        check(store.trouble().isEmpty(), store.trouble());
        store.close();
        var all = slots.get();
        try (var again = new SeriesWriter(filler.resolveSibling("series"), all).store) {
            check(count(again) == all, count(again) + " of " + all + " slots after the restart");
        }
        System.out.println("well");
    }

    /** To the last byte. */
    private static void fill(Path filler) throws IOException {
        try (var out = Files.newOutputStream(filler)) {
            var bytes = new byte[1024];
            while (true) out.write(bytes);
        } catch (IOException full) {
            check(String.valueOf(full.getMessage()).contains("No space left"), full.toString());
        }
    }

    private static long count(SeriesStore store) throws IOException {
        var least = Long.MAX_VALUE;
        for (var i = 0; i < SERIES; i++)
            least = Math.min(least, checked(store, i).count());
        return least;
    }

    /** The samples of a series, each with the value that it must have. */
    static Points checked(SeriesStore store, int series) throws IOException {
        var points = store.raw(store.find("crash." + series).orElseThrow(), 0, Points.LAST_TIME);
        for (var at = 0; at < points.count(); at++) {
            var slot = (points.time(at) - BEGIN) / STEP;
            check(
                    Double.doubleToRawLongBits(points.value(at)) == Double.doubleToRawLongBits(value(series, slot)),
                    "series " + series + " has " + points.value(at) + " in slot " + slot + ", want "
                            + value(series, slot));
        }
        return points;
    }

    private static void check(boolean holds, String what) {
        if (!holds) throw new IllegalStateException(what);
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
