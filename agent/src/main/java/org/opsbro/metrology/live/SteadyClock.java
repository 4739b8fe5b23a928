package org.opsbro.metrology.live;

import java.time.Duration;

/** Whether the wall clock can be trusted with what is dropped by age: it has gone with the one that only goes forward for an hour. */
final class SteadyClock {
    private static final long JUMP_SECONDS = 60;
    private static final long LONG_ENOUGH = Duration.ofHours(1).toNanos();

    private long wall;
    private long nanos;
    private volatile long since;

    SteadyClock(long wall, long nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.since = nanos;
    }

    /** Whether it was steady, and the wall clock, in seconds, has jumped since the last call. */
    boolean jumped(long nowWall, long nowNanos) {
        var off = nowWall - wall - Duration.ofNanos(nowNanos - nanos).toSeconds();
        wall = nowWall;
        nanos = nowNanos;
        if (Math.abs(off) <= JUMP_SECONDS) return false;
        var was = isSteady(nowNanos);
        since = nowNanos;
        return was;
    }

    boolean isSteady(long nowNanos) {
        return nowNanos - since >= LONG_ENOUGH;
    }
}
