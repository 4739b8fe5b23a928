package org.opsbro.discovery;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.opsbro.model.NodeId;

/** Members that come and go too often: more than {@value #MOST} changes between living and not in ten minutes. */
final class Flaps {
    static final int MOST = 3;
    private static final long WINDOW = 600_000_000_000L;

    private final Map<NodeId, ArrayDeque<Long>> changes = new HashMap<>();

    /** Counts one change. */
    void change(NodeId id, long now) {
        var times = changes.computeIfAbsent(id, ignored -> new ArrayDeque<>());
        times.addLast(now);
        if (times.size() > MOST + 2) times.removeFirst();
    }

    /** How many changes lie in the last ten minutes. */
    int recent(NodeId id, long now) {
        var times = changes.get(id);
        if (times == null) return 0;
        while (!times.isEmpty() && times.getFirst() < now - WINDOW) times.removeFirst();
        if (times.isEmpty()) changes.remove(id);
        return times.size();
    }

    void tidy(long now) {
        changes.values().removeIf(times -> times.isEmpty() || times.getLast() < now - WINDOW);
    }
}
