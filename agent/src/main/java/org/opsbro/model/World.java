package org.opsbro.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * All that this agent knows, at one instant: the fold of its {@link Event}s. Immutable; an event costs a few small objects however many nodes
 * and checks there are, because the maps are persistent and share all that did not change.
 *
 * @param self this node's id
 * @param nodes every known node, this one included
 * @param collectors by name
 * @param checks of this node, by {@code pack/check}
 * @param problems of the packs that were read last
 */
public record World(
        Instant at,
        NodeId self,
        Map<NodeId, Node> nodes,
        Map<String, CollectorReport> collectors,
        Map<String, Status> checks,
        List<Problem> problems) {
    public World {
        nodes = persistent(nodes);
        collectors = persistent(collectors);
        checks = persistent(checks);
        problems = List.copyOf(problems);
    }

    /** A world of one node that knows nothing yet. */
    public static World of(Node self, Instant at) {
        return new World(at, self.id(), Map.of(self.id(), self), Map.of(), Map.of(), List.of());
    }

    /** This node. */
    public Node node() {
        var node = nodes.get(self);
        if (node == null) throw new IllegalStateException("the world has lost its own node " + self);
        return node;
    }

    /** What {@code {{collector.…}}} reads: the facts of all collectors by name. */
    public Value.Fields facts() {
        return new CollectedFacts(collectors);
    }

    public World after(Event event) {
        return switch (event) {
            case Event.FactsCollected facts ->
                withCollectors(facts.at(), collectorMap().plus(facts.report().name(), facts.report()));
            case Event.CollectorsGone gone ->
                withCollectors(gone.at(), collectorMap().minusAll(gone.names()));
            case Event.GroupsDetected detected -> withNode(detected.at(), node().withDetectedGroups(detected.groups()));
            case Event.GroupsDefined defined -> withNode(defined.at(), node().withDefinedGroups(defined.groups()));
            case Event.NodesChanged changed -> {
                var next = nodeMap();
                for (var node : changed.nodes()) next = next.plus(node.id(), node);
                yield withNodes(changed.at(), next);
            }
            case Event.NodesGone gone -> withNodes(gone.at(), nodeMap().minusAll(gone.ids()));
            case Event.ChecksRun run -> {
                var next = checkMap();
                for (var status : run.ran()) next = next.plus(status.name(), status);
                yield withChecks(run.at(), next);
            }
            case Event.ChecksGone gone -> withChecks(gone.at(), checkMap().minusAll(gone.names()));
            case Event.PacksLoaded loaded -> new World(loaded.at(), self, nodes, collectors, checks, loaded.problems());
            case Event.CheckChanged told -> at(told.at());
            case Event.TurnFailed told -> at(told.at());
        };
    }

    private World at(Instant instant) {
        return new World(instant, self, nodes, collectors, checks, problems);
    }

    private World withNode(Instant instant, Node node) {
        return withNodes(instant, nodeMap().plus(node.id(), node));
    }

    private World withNodes(Instant instant, Map<NodeId, Node> next) {
        return new World(instant, self, next, collectors, checks, problems);
    }

    private World withCollectors(Instant instant, Map<String, CollectorReport> next) {
        return new World(instant, self, nodes, next, checks, problems);
    }

    private World withChecks(Instant instant, Map<String, Status> next) {
        return new World(instant, self, nodes, collectors, next, problems);
    }

    private PMap<NodeId, Node> nodeMap() {
        return persistent(nodes);
    }

    private PMap<String, CollectorReport> collectorMap() {
        return persistent(collectors);
    }

    private PMap<String, Status> checkMap() {
        return persistent(checks);
    }

    private static <K, V> PMap<K, V> persistent(Map<K, V> map) {
        return map instanceof PMap<K, V> already ? already : HashTreePMap.from(map);
    }
}
