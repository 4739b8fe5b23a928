package org.opsbro.discovery;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opsbro.model.NodeId;

/**
 * Members that come and go too often: more than {@value #MOST} changes between living and not in ten minutes. People are told once that a member does, and
 * once how it is when it no longer does.
 */
final class Flaps {
    static final int MOST = 3;
    private static final long WINDOW = 600_000_000_000L;

    private final Map<NodeId, ArrayDeque<Long>> changes = new HashMap<>();
    private final Set<NodeId> told = new HashSet<>();

    /** Counts one change. */
    void change(NodeId id, long now) {
        var times = changes.computeIfAbsent(id, ignored -> new ArrayDeque<>());
        times.addLast(now);
        if (times.size() > MOST + 1) times.removeFirst();
    }

    boolean flaps(NodeId id, long now) {
        var times = changes.get(id);
        return times != null && times.size() > MOST && times.getFirst() >= now - WINDOW;
    }

    /** Whether people are still to be told that it flaps; asked once. */
    boolean isNews(NodeId id) {
        return told.add(id);
    }

    /** All that flap now. */
    Set<NodeId> flapping(long now) {
        if (told.isEmpty()) return Set.of();
        var all = new HashSet<>(told);
        all.removeIf(id -> !flaps(id, now));
        return all;
    }

    /** Those that were told to flap, and do no longer; each once. */
    List<NodeId> settled(long now) {
        changes.values().removeIf(times -> times.getLast() < now - WINDOW);
        var settled = told.stream().filter(id -> !flaps(id, now)).toList();
        settled.forEach(told::remove);
        return settled;
    }
}
