package org.opsbro.discovery.dns;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.opsbro.model.CheckCounts;
import org.opsbro.model.CheckState;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.NodeService;
import org.opsbro.model.Profile;

/** Nodes for tests, by name; the first is the one that answers. */
public final class Town {
    public static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private final Map<String, Node> nodes = new LinkedHashMap<>();

    /** Two web servers, a database and one far away. */
    public static Town usual() {
        return new Town()
                .with("web-1", "10.0.0.1", "paris", "web", "linux")
                .with("web-2", "10.0.0.2", "paris", "web", "linux")
                .with("db-1", "2001:db8::5", "paris", "db", "linux")
                .with("web-9", "10.9.0.9", "lyon", "web")
                .offering("web-1", "http", 8080, CheckState.OK)
                .offering("web-2", "http", 8081, CheckState.OK)
                .offering("db-1", "sql", 5432, CheckState.WARNING);
    }

    public Town with(String name, String address, String zone, String... groups) {
        var profile =
                Profile.named(name, zone).at(address, 6768).withGroups(new TreeSet<>(List.of(groups)), new TreeSet<>());
        var id = new NodeId("%08x-0000-4000-8000-%012x".formatted(nodes.size() + 1, nodes.size() + 1));
        nodes.put(name, new Node(id, profile, Node.State.ALIVE, 1, NOON, false));
        return this;
    }

    public Town change(String name, UnaryOperator<Node> how) {
        nodes.compute(name, (key, node) -> how.apply(node == null ? node(key) : node));
        return this;
    }

    public Town offering(String name, String service, int port, CheckState state) {
        return profile(name, profile -> {
            var all = new HashMap<>(profile.services());
            all.put(service, new NodeService(service, port, state, new TreeSet<>()));
            return profile.withServices(all);
        });
    }

    public Town profile(String name, UnaryOperator<Profile> how) {
        return change(name, node -> node.with(how.apply(node.profile())));
    }

    public Town state(String name, Node.State state) {
        return change(name, node -> node.withState(state, NOON));
    }

    public Town critical(String name) {
        return profile(name, profile -> profile.withChecks(new CheckCounts(3, 0, 1, 0)));
    }

    public Node node(String name) {
        var node = nodes.get(name);
        if (node == null) throw new IllegalArgumentException("no node " + name);
        return node;
    }

    public Collection<Node> nodes() {
        return nodes.values();
    }

    public NodeId self() {
        return nodes.values().iterator().next().id();
    }

    public Map<NodeId, Node> byId() {
        Map<NodeId, Node> all = new HashMap<>();
        nodes.values().forEach(node -> all.put(node.id(), node));
        return all;
    }
}
