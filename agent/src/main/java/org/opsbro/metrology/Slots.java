package org.opsbro.metrology;

import java.util.HashMap;
import java.util.Map;

/**
 * Which second the figures of a source that speaks again and again are stored at: the beginning of a slot, each in the slot after the one before, although a
 * source may be a little early or late. Without that, one that speaks just at the border of two slots would leave holes, and sums over several sources dips.
 */
public final class Slots {
    /** Sources that speak less often keep their own seconds. */
    private static final int LONGEST = 60;

    private static final double TOLERANCE = 0.75;

    private final Map<String, Long> last = new HashMap<>();

    /**
     * The second.
     *
     * @param millis when it spoke, since 1970
     * @param every how often it speaks, in seconds
     */
    public long of(String source, long millis, long every) {
        if (every <= 1 || every > LONGEST) return Math.floorDiv(millis, 1000L);
        var before = last.get(source);
        var next = before == null ? 0 : before + every;
        // in the middle of its slot it is on time
        var off = millis / 1000.0 - (next + every / 2.0);
        var slot = before != null && Math.abs(off) <= TOLERANCE * every
                ? next
                : Math.floorDiv(Math.floorDiv(millis, 1000L), every) * every;
        last.put(source, slot);
        return slot;
    }
}
