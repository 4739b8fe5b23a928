package org.opsbro.packs.core;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;

/**
 * Counts nodes, and remembers the counts while the nodes are the same; when some changed it looks at these only. So many checks of each second count a
 * cluster of ten thousand once. For any thread; two that ask at once may both count.
 */
final class Census {
    static final String LIVING = "living";
    private static final int MOST_REMEMBERED = 256;

    private static final Found NOTHING = new Found(List.of(), new BitSet());

    private volatile Known known = new Known(Map.of(), List.of(), Map.of());

    /** @param all the nodes once more, as a list that is quick to walk */
    private record Known(Map<NodeId, Node> nodes, List<Node> all, Map<Choice, Found> found) {}

    /** Which nodes of a list are chosen, one bit each. */
    private record Found(List<Node> all, BitSet chosen) {}

    /** Which nodes; an empty text chooses all. */
    record Choice(String group, String state, String zone, String service) {
        boolean takes(Node node) {
            return (state.isEmpty()
                            || (state.equals(LIVING)
                                    ? node.living()
                                    : node.state().word().equals(state)))
                    && (zone.isEmpty() || node.zone().equals(zone))
                    && (group.isEmpty() || node.isIn(group))
                    && (service.isEmpty() || offers(node));
        }

        private boolean offers(Node node) {
            return node.services().values().stream()
                    .anyMatch(each -> each.name().equals(service) && each.passes());
        }
    }

    Value count(Choice choice, World world) {
        return Value.of(found(choice, world).chosen().cardinality());
    }

    Value names(Choice choice, World world) {
        var found = found(choice, world);
        return Value.texts(found.chosen().stream()
                .mapToObj(at -> found.all().get(at).name())
                .sorted()
                .toList());
    }

    @SuppressWarnings("ReferenceEquality") // the World shares its nodes while nothing in them changes
    private Found found(Choice choice, World world) {
        var last = known;
        var all = last.nodes() == world.nodes()
                ? last.all()
                : List.copyOf(world.nodes().values());
        var before = last.found().get(choice);
        if (before != null && before.all() == all) return before;
        var now = new Found(all, chosen(choice, all, before == null ? NOTHING : before));
        known = new Known(world.nodes(), all, with(last.found(), choice, now));
        return now;
    }

    /** A node that stands where it stood and is the same is chosen or not as before: the order of a World's nodes is stable. */
    @SuppressWarnings("ReferenceEquality") // an equal node of another instance is looked at once more
    private static BitSet chosen(Choice choice, List<Node> all, Found before) {
        var chosen = new BitSet(all.size());
        for (var at = 0; at < all.size(); at++) {
            var node = all.get(at);
            var same =
                    before != null && at < before.all().size() && before.all().get(at) == node;
            if (same ? before.chosen().get(at) : choice.takes(node)) chosen.set(at);
        }
        return chosen;
    }

    private static Map<Choice, Found> with(Map<Choice, Found> found, Choice choice, Found now) {
        if (found.size() >= MOST_REMEMBERED && !found.containsKey(choice)) return Map.of(choice, now);
        var next = new HashMap<>(found);
        next.put(choice, now);
        return next;
    }
}
