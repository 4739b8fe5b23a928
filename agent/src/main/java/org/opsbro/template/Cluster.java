package org.opsbro.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.opsbro.model.Node;
import org.opsbro.model.Value;
import org.opsbro.model.World;

/** The nodes of the World as templates see them, always in the order of their uuids, so that a file changes only when they do. */
final class Cluster {
    private static final Comparator<Node> BY_UUID =
            Comparator.comparing(node -> node.id().uuid());

    private Cluster() {}

    /** Every known node by its uuid, whatever its state. */
    static Value nodes(World world) {
        Map<String, Value> nodes = new LinkedHashMap<>();
        for (var node : sorted(world)) nodes.put(node.id().uuid(), new NodeFields(node));
        return Value.fields(nodes);
    }

    /** The alive nodes of a group; of all groups where its name is empty. */
    static List<Value> alive(World world, String group) {
        List<Value> alive = new ArrayList<>();
        for (var node : sorted(world))
            if (node.state() == Node.State.ALIVE && (group.isEmpty() || node.isIn(group)))
                alive.add(new NodeFields(node));
        return alive;
    }

    /** The alive nodes of each group by its name. */
    static Value groups(World world) {
        Map<String, List<Value>> groups = new TreeMap<>();
        for (var node : sorted(world)) {
            if (node.state() != Node.State.ALIVE) continue;
            for (var group : node.groups())
                groups.computeIfAbsent(group, name -> new ArrayList<>()).add(new NodeFields(node));
        }
        return lists(groups);
    }

    /** The alive nodes that offer each service, by its id. */
    static Value services(World world) {
        Map<String, List<Value>> services = new TreeMap<>();
        for (var node : sorted(world)) {
            if (node.state() != Node.State.ALIVE) continue;
            for (var service : node.services().keySet())
                services.computeIfAbsent(service, id -> new ArrayList<>()).add(new NodeFields(node));
        }
        return lists(services);
    }

    private static List<Node> sorted(World world) {
        var nodes = new ArrayList<>(world.nodes().values());
        nodes.sort(BY_UUID);
        return nodes;
    }

    private static Value lists(Map<String, List<Value>> byName) {
        Map<String, Value> lists = new LinkedHashMap<>();
        byName.forEach((name, all) -> lists.put(name, new Value.Items(all)));
        return Value.fields(lists);
    }
}
