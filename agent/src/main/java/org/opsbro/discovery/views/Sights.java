package org.opsbro.discovery.views;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.World;

/** Nodes as the views show them: in a stable order, each with an address and a name that no other one has. */
final class Sights {
    private static final Comparator<Node> ORDER =
            Comparator.comparing(Node::zone).thenComparing(Node::name).thenComparing(Node::id);
    private static final int TOLD_APART_BY = 8;

    private Sights() {}

    /** @param address where it is reached; empty where that is not known */
    record Sight(Node node, String name, String address) {}

    /** All nodes, by zone, name and id. */
    static List<Sight> of(World world) {
        var nodes = new ArrayList<>(world.nodes().values());
        nodes.sort(ORDER);
        var twice = namesHadTwice(nodes);
        List<Sight> sights = new ArrayList<>(nodes.size());
        for (var node : nodes)
            sights.add(new Sight(
                    node,
                    twice.contains(node.name()) ? node.name() + "-" + start(node.id()) : node.name(),
                    address(node, world)));
        return sights;
    }

    private static Set<String> namesHadTwice(Collection<Node> nodes) {
        Map<String, Integer> counts = new HashMap<>();
        for (var node : nodes) counts.merge(node.name(), 1, Integer::sum);
        var twice = new HashSet<String>();
        counts.forEach((name, count) -> {
            if (count > 1) twice.add(name);
        });
        return twice;
    }

    private static String start(NodeId id) {
        return id.uuid().substring(0, Math.min(TOLD_APART_BY, id.uuid().length()));
    }

    /** An agent that does not gossip knows no address of its own, and is reached from its own machine. */
    private static String address(Node node, World world) {
        return node.address().isEmpty() && node.id().equals(world.self()) ? "127.0.0.1" : node.address();
    }
}
