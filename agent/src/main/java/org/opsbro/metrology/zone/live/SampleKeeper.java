package org.opsbro.metrology.zone.live;

import org.jspecify.annotations.Nullable;
import org.opsbro.metrology.Shares;
import org.opsbro.metrology.graphite.Samples;
import org.opsbro.metrology.live.Series;
import org.opsbro.metrology.live.SeriesKeeper;
import org.opsbro.metrology.live.SeriesStore;

/** Stores samples that other nodes took. */
final class SampleKeeper implements Onward.Keeper, Samples.Sink {
    private final SeriesKeeper series;
    private final long seed;
    // guarded by this
    private @Nullable SeriesStore store;
    private Samples samples;

    SampleKeeper(SeriesKeeper series, long seed) {
        this.series = series;
        this.seed = seed;
        this.samples = new Samples(this, Shares.NONE, seed);
    }

    @Override
    public synchronized boolean keep(byte[] lines, int length) {
        var now = series.store().orElse(null);
        if (now == null) return false;
        if (now != store) samples = new Samples(this, Shares.NONE, seed);
        store = now;
        samples.packet(lines, length, Long.MAX_VALUE);
        return true;
    }

    @Override
    public synchronized @Nullable Object series(String name) {
        return store == null ? null : store.series(name);
    }

    @Override
    public synchronized boolean put(Object known, long second, double value) {
        return store != null && known instanceof Series there && store.add(there, second, value);
    }
}
