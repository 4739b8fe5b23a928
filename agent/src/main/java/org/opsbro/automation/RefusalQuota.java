package org.opsbro.automation;

import java.time.Duration;
import java.time.Instant;

/**
 * How many refusals are written down: whoever can open a stream can send nonsense, and must not fill the disk with it. {@value #MOST} at once, and one
 * more every {@value #SECONDS_FOR_ONE} seconds.
 *
 * @param left how many may be written now
 * @param unwritten how many were not since the last that was
 * @param at when it was counted last
 */
public record RefusalQuota(int left, long unwritten, Instant at) {
    private static final int MOST = 60;
    private static final int SECONDS_FOR_ONE = 10;

    public static RefusalQuota full(Instant now) {
        return new RefusalQuota(MOST, 0, now);
    }

    /** What is left after one more refusal; it is written if {@link #unwritten} is 0 then. */
    public RefusalQuota after(Instant now) {
        var grown = Math.max(0, Duration.between(at, now).toSeconds() / SECONDS_FOR_ONE);
        var room = (int) Math.min(MOST, left + grown);
        var counted = grown > 0 || now.isBefore(at) ? now : at;
        return room > 0 ? new RefusalQuota(room - 1, 0, counted) : new RefusalQuota(0, unwritten + 1, counted);
    }
}
