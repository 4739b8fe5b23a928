package org.opsbro.agent.shared;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.opsbro.model.Event;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Turn;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.monitoring.Troubles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was wrong with each node, in the store of the zone, for when the node cannot be asked any more. A node writes it when something else is wrong than it
 * wrote last, soon, and later and later where that goes on, up to two minutes: ten thousand nodes with a change an hour each are three writes a second, and 80 where
 * all change all the time. Where nothing is wrong there is no key. As a turn it writes.
 */
public final class LastTroubles implements Turn {
    static final String PREFIX = StoredKeys.OURS + "troubles/";
    private static final Logger LOG = LoggerFactory.getLogger(LastTroubles.class);
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);
    /** After so long without a change the next one is told soon again. */
    private static final Duration QUIET = Duration.ofMinutes(5);

    /** After which that of a node that is gone for good is forgotten. */
    private static final Duration KEPT = Duration.ofDays(7);

    private static final Duration RENEWED = Duration.ofDays(1);

    private final ZoneStore store;
    private final RandomGenerator random;
    private Optional<String> written = Optional.empty();
    private Duration pause = SHORTEST_PAUSE;
    private long due;
    private long renewal;

    public LastTroubles(ZoneStore store, RandomGenerator random) {
        this.store = store;
        this.random = random;
    }

    @Override
    public String name() {
        return "monitoring/last";
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public List<Event> take(World now) {
        var nanos = System.nanoTime();
        if (!store.isThere()) {
            written = Optional.empty(); // another one may come
            return List.of();
        }
        if (due != 0 && nanos < due) return List.of();
        var troubles = Troubles.of(now);
        var gist = Troubles.gist(troubles);
        try {
            var key = PREFIX + now.self().uuid();
            if (written.isEmpty()) written = Optional.of(gist(store.get(key)));
            if (written.get().equals(gist) && (renewal == 0 || nanos < renewal)) return List.of();
            // each node at a moment of its own, also when all lose the same thing at once
            if (nanos - due > QUIET.toNanos()) pause = SHORTEST_PAUSE;
            due = nanos + (long) (pause.toNanos() * (0.5 + random.nextDouble()));
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            if (isNothing(troubles)) store.delete(key);
            else store.put(key, troubles, KEPT);
            written = Optional.of(gist);
            renewal = isNothing(troubles) ? 0 : nanos + RENEWED.toNanos();
        } catch (IOException failed) {
            LOG.debug("monitoring: what is wrong is not in the store reason={}", failed.getMessage());
        }
        return List.of();
    }

    private static boolean isNothing(Value.Fields troubles) {
        return ZoneStore.items(troubles.get("bad")).isEmpty();
    }

    private static String gist(Optional<Value.Fields> troubles) {
        return Troubles.gist(troubles.orElse(Value.object().with("more", 0).end()));
    }

    /** What a node told last; empty where nothing was wrong, or there is no store. */
    Optional<Value.Fields> of(NodeId node) throws IOException {
        return store.isThere() ? store.get(PREFIX + node.uuid()) : Optional.empty();
    }

    /** Forgets what nodes told that left for good: a duty. */
    void forget(World now) throws IOException {
        for (var id : all().keySet()) {
            var node = now.nodes().get(id);
            if (node != null && node.state() == Node.State.LEAVE) store.delete(PREFIX + id.uuid());
        }
    }

    /** That of all nodes where something was wrong. */
    Map<NodeId, Value.Fields> all() throws IOException {
        if (!store.isThere()) return Map.of();
        var all = new HashMap<NodeId, Value.Fields>();
        store.all(PREFIX).forEach((key, value) -> {
            var id = key.substring(PREFIX.length());
            if (id.matches("[^/]{1,64}")) all.put(new NodeId(id), value);
        });
        return all;
    }
}
