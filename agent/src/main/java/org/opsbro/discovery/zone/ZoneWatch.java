package org.opsbro.discovery.zone;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.opsbro.model.Node;

/**
 * How the zones beside ours are seen, from what the relays of our zone say of their links. Every node comes to the same answer by itself: a zone is
 * {@code ok} while one living relay has a link that answers, {@code degraded} for half a minute without, then {@code lost}.
 */
public final class ZoneWatch {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How a zone is seen. */
    public enum State {
        /** No relay ever had a link to it. */
        NONE,
        OK,
        DEGRADED,
        LOST;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A zone beside ours.
     *
     * @param since when it was seen last; where it is ok, since when
     * @param links how many living relays of ours have a link that answers
     * @param relays how many relays of ours live
     */
    public record Sight(State state, Instant since, int links, int relays) {}

    /** A zone was lost, or is seen again. */
    public record Change(String zone, State before, Sight after) {}

    private final Map<String, Sight> sights = new TreeMap<>();
    private final Map<String, State> told = new TreeMap<>();
    private final Map<String, Instant> lastOk = new TreeMap<>();
    private final Instant begun;

    public ZoneWatch(Instant begun) {
        this.begun = begun;
    }

    /** Looks, and answers what is worth telling: of a degraded zone nothing. */
    public List<Change> look(ZoneTree tree, String ours, Collection<Node> nodes, Instant now) {
        var beside = new TreeSet<>(tree.children(ours));
        tree.parent(ours).ifPresent(beside::add);
        sights.keySet().retainAll(beside);
        told.keySet().retainAll(beside);
        var relays = nodes.stream()
                .filter(node -> node.zone().equals(ours)
                        && (node.relay() || !node.profile().links().isEmpty()))
                .toList();
        List<Change> changes = new ArrayList<>();
        for (var zone : beside) {
            var known = nodes.stream().anyMatch(node -> node.zone().equals(zone));
            var sight = sight(zone, relays, known, now);
            sights.put(zone, sight);
            var before = told.getOrDefault(zone, State.NONE);
            if (sight.state() == before || sight.state() == State.DEGRADED) continue;
            told.put(zone, sight.state());
            changes.add(new Change(zone, before, sight));
        }
        return changes;
    }

    private Sight sight(String zone, List<Node> relays, boolean known, Instant now) {
        var living = 0;
        var links = 0;
        var last = lastSeen(zone, known);
        for (var relay : relays) {
            if (relay.living()) living++;
            var link = relay.profile().links().get(zone);
            if (link == null) continue;
            if (relay.living() && link.ok()) links++;
            last = later(last, link.ok() ? relay.since() : link.since(), now);
        }
        var before = sights.get(zone);
        if (links > 0) {
            var since = before != null && before.state() == State.OK ? before.since() : now;
            lastOk.put(zone, now);
            return new Sight(State.OK, since, links, living);
        }
        if (last.equals(Instant.EPOCH)) return new Sight(State.NONE, last, 0, living);
        var lost = !now.isBefore(last.plus(PATIENCE));
        return new Sight(lost ? State.LOST : State.DEGRADED, last, 0, living);
    }

    /** Of a zone whose nodes are known from the run before it was seen when we began, at the latest. */
    private Instant lastSeen(String zone, boolean known) {
        return lastOk.getOrDefault(zone, known ? begun : Instant.EPOCH);
    }

    private static Instant later(Instant one, Instant other, Instant most) {
        var capped = other.isAfter(most) ? most : other;
        return capped.isAfter(one) ? capped : one;
    }

    /** As it was seen last, by zone. */
    public Map<String, Sight> sights() {
        return Map.copyOf(sights);
    }

    /** The zones whose nodes are the last that was heard: those that are lost, and those behind them. */
    public Set<String> stale(ZoneTree tree, String ours) {
        var stale = new TreeSet<String>();
        sights.forEach((zone, sight) -> {
            if (sight.state() != State.LOST) return;
            stale.add(zone);
            if (!tree.parent(ours).filter(zone::equals).isPresent()) stale.addAll(tree.descendants(zone));
        });
        return stale;
    }
}
