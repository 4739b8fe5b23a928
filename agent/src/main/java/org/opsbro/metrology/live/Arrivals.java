package org.opsbro.metrology.live;

import java.util.Arrays;

/**
 * What comes into a {@link SeriesStore} from now on, for a reader that takes it from time to time. Whoever stores never waits for the reader: it finds room for so many
 * samples, and what comes beyond them before they are taken is missed, and counted. For one reader.
 */
public final class Arrivals implements AutoCloseable {
    private static final int LEAST = 1024;
    private static final int SPARSE = 8;

    private final SeriesStore store;
    private final int most;
    // guarded by the store
    private Batch filling = new Batch();
    private Batch spare = new Batch();
    private long missed;

    /** Samples in the order in which they came; valid until the next are taken. */
    public static final class Batch {
        private Series[] series = new Series[LEAST];
        private long[] times = new long[LEAST];
        private double[] values = new double[LEAST];
        private int count;

        public int count() {
            return count;
        }

        public Series series(int at) {
            return series[at];
        }

        /** Seconds since 1970. */
        public long time(int at) {
            return times[at];
        }

        public double value(int at) {
            return values[at];
        }

        private void size(int size) {
            series = Arrays.copyOf(series, size);
            times = Arrays.copyOf(times, size);
            values = Arrays.copyOf(values, size);
        }

        private void clear() {
            if (series.length > LEAST && count < series.length / SPARSE) size(LEAST);
            count = 0;
        }
    }

    Arrivals(SeriesStore store, int most) {
        this.store = store;
        this.most = Math.max(LEAST, most);
    }

    /** By the store. */
    void add(Series series, long time, double value) {
        var into = filling;
        if (into.count == into.series.length) {
            if (into.count >= most) {
                missed++;
                return;
            }
            into.size(Math.min(most, 2 * into.count));
        }
        into.series[into.count] = series;
        into.times[into.count] = time;
        into.values[into.count++] = value;
    }

    /** What came since the last time. */
    public Batch take() {
        synchronized (store) {
            var taken = filling;
            filling = spare;
            filling.clear();
            spare = taken;
            return taken;
        }
    }

    /** How many samples found no room. */
    public long missed() {
        synchronized (store) {
            return missed;
        }
    }

    /** Nothing comes any more. */
    @Override
    public void close() {
        store.forget(this);
    }
}
