package org.opsbro.metrology.live;

import org.jspecify.annotations.Nullable;
import org.opsbro.metrology.Head;

/** A series that a {@link SeriesStore} knows; a handle to give it samples without looking up its name. What changes in it is guarded by the store. */
public final class Series {
    final int id;
    final String name;

    @Nullable
    Head head;

    long lastTime;
    double lastValue = Double.NaN;
    long step;
    boolean gone;

    Series(int id, String name) {
        this.id = id;
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Small, and of no other series as long as this one is known; then of another one. */
    public int number() {
        return id;
    }

    /** A new sample came. */
    void saw(long time, double value) {
        if (time < lastTime) return;
        if (time > lastTime && lastTime > 0) step = time - lastTime;
        lastTime = time;
        lastValue = value;
    }
}
