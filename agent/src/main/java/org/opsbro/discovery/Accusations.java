package org.opsbro.discovery;

import java.util.HashMap;
import java.util.Map;
import org.opsbro.model.NodeId;

/** How many accusations each member made in the present minute. */
final class Accusations {
    private static final long MINUTE = 60_000_000_000L;

    private final Map<NodeId, Integer> counts = new HashMap<>();
    private long minute = Long.MIN_VALUE;

    /** Counts one, and tells whether its accuser has made more than the budget. */
    boolean isBeyond(NodeId accuser, int budget, long now) {
        var current = Math.floorDiv(now, MINUTE);
        if (current != minute) {
            counts.clear();
            minute = current;
        }
        return counts.merge(accuser, 1, Integer::sum) > budget;
    }
}
