package org.opsbro.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
 * @param generators of this node, by {@code pack/generator}
 * @param compliance of this node, by {@code pack/file}
 * @param problems of the packs that were read last
 * @param heard events of the cluster of the last {@link #EVENTS_KEPT}, oldest first, at most {@link #MOST_EVENTS}
 * @param kv keys of the store that the packs read, and no others
 */
public record World(
        Instant at,
        NodeId self,
        Map<NodeId, Node> nodes,
        Map<String, CollectorReport> collectors,
        Map<String, Status> checks,
        Map<String, GeneratorStatus> generators,
        Map<String, ComplianceStatus> compliance,
        List<Problem> problems,
        List<ClusterEvent> heard,
        KeyTree kv) {
    /** How long an event of the cluster is remembered. */
    public static final Duration EVENTS_KEPT = Duration.ofMinutes(5);

    /** How many of them, whatever their age. */
    public static final int MOST_EVENTS = 1000;

    /** Of the payloads of events together; the oldest beyond them are not kept. */
    private static final long MOST_LETTERS = 4 * 1024 * 1024;

    public World {
        nodes = persistent(nodes);
        collectors = persistent(collectors);
        checks = persistent(checks);
        generators = persistent(generators);
        compliance = persistent(compliance);
        problems = List.copyOf(problems);
        heard = List.copyOf(heard);
    }

    /** Without generators, compliance and keys. */
    public World(
            Instant at,
            NodeId self,
            Map<NodeId, Node> nodes,
            Map<String, CollectorReport> collectors,
            Map<String, Status> checks,
            List<Problem> problems,
            List<ClusterEvent> heard) {
        this(at, self, nodes, collectors, checks, Map.of(), Map.of(), problems, heard, KeyTree.EMPTY);
    }

    /** A world of one node that knows nothing yet. */
    public static World of(Node self, Instant at) {
        return new World(at, self.id(), Map.of(self.id(), self), Map.of(), Map.of(), List.of(), List.of());
    }

    /** This node. */
    public Node node() {
        var node = nodes.get(self);
        if (node == null) throw new IllegalStateException("the world has lost its own node " + self);
        return node;
    }

    /** The nodes of an id, a name, a display name or an address; names may be those of several. */
    public List<Node> called(String wanted) {
        return nodes.values().stream()
                .filter(node -> node.id().uuid().equals(wanted)
                        || node.name().equals(wanted)
                        || node.displayName().equals(wanted)
                        || node.address().equals(wanted))
                .toList();
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
            case Event.SelfDescribed told -> withNode(told.at(), described(told.described()));
            case Event.IncarnationRaised raised -> withNode(raised.at(), node().withIncarnation(raised.incarnation()));
            case Event.ServicesChanged changed ->
                withNode(changed.at(), node().with(node().profile().withServices(changed.services())));
            case Event.LinksChanged changed ->
                withNode(changed.at(), node().with(node().profile().withLinks(changed.links())));
            case Event.ZoneSeen told -> at(told.at());
            case Event.NodesChanged changed -> {
                var next = nodeMap();
                for (var change : changed.changes())
                    next = next.plus(change.after().id(), change.after());
                yield withNodes(changed.at(), next);
            }
            case Event.NodesGone gone -> withNodes(gone.at(), nodeMap().minusAll(gone.ids()));
            case Event.EventHeard told -> hearing(told.heard());
            case Event.ChecksRun run -> {
                var next = checkMap();
                var counts = node().checks();
                for (var status : run.ran()) {
                    counts = counts.minus(hardState(next.get(status.name()))).plus(status.hardState());
                    next = next.plus(status.name(), status);
                }
                yield withChecks(run.at(), next, counts);
            }
            case Event.ChecksGone gone -> {
                var counts = node().checks();
                for (var name : gone.names()) counts = counts.minus(hardState(checks.get(name)));
                yield withChecks(gone.at(), checkMap().minusAll(gone.names()), counts);
            }
            case Event.GeneratorChanged changed ->
                withGenerators(
                        changed.at(),
                        persistent(generators).plus(changed.after().name(), changed.after()));
            case Event.GeneratorsGone gone ->
                withGenerators(gone.at(), persistent(generators).minusAll(gone.names()));
            case Event.ComplianceChecked told -> {
                var next = persistent(compliance);
                for (var status : told.checked()) next = next.plus(status.id(), status);
                yield withCompliance(told.at(), next);
            }
            case Event.CompliancesGone gone ->
                withCompliance(gone.at(), persistent(compliance).minusAll(gone.ids()));
            case Event.RuleChanged told -> at(told.at());
            case Event.PacksLoaded loaded ->
                new World(
                        loaded.at(),
                        self,
                        nodes,
                        collectors,
                        checks,
                        generators,
                        compliance,
                        loaded.problems(),
                        heard,
                        kv);
            case Event.KeysChanged told ->
                new World(
                        told.at(),
                        self,
                        nodes,
                        collectors,
                        checks,
                        generators,
                        compliance,
                        problems,
                        heard,
                        told.keys());
            case Event.CheckChanged told -> at(told.at());
            case Event.TurnFailed told -> at(told.at());
        };
    }

    private World at(Instant instant) {
        return new World(instant, self, nodes, collectors, checks, generators, compliance, problems, heard, kv);
    }

    private World withNode(Instant instant, Node node) {
        return withNodes(instant, nodeMap().plus(node.id(), node));
    }

    private World withNodes(Instant instant, Map<NodeId, Node> next) {
        return new World(instant, self, next, collectors, checks, generators, compliance, problems, heard, kv);
    }

    private World withCollectors(Instant instant, Map<String, CollectorReport> next) {
        return new World(instant, self, nodes, next, checks, generators, compliance, problems, heard, kv);
    }

    private World withGenerators(Instant instant, Map<String, GeneratorStatus> next) {
        return new World(instant, self, nodes, collectors, checks, next, compliance, problems, heard, kv);
    }

    private World withCompliance(Instant instant, Map<String, ComplianceStatus> next) {
        return new World(instant, self, nodes, collectors, checks, generators, next, problems, heard, kv);
    }

    private static CheckState hardState(@Nullable Status status) {
        return status == null ? CheckState.PENDING : status.hardState();
    }

    private World withChecks(Instant instant, PMap<String, Status> next, CheckCounts counts) {
        var same = counts.equals(node().checks());
        var all =
                same ? nodes : nodeMap().plus(self, node().with(node().profile().withChecks(counts)));
        return new World(instant, self, all, collectors, next, generators, compliance, problems, heard, kv);
    }

    private Node described(Profile told) {
        var now = node().profile();
        return node().with(told.withGroups(told.definedGroups(), now.detectedGroups())
                .withServices(now.services())
                .withChecks(now.checks())
                .withLinks(now.links()));
    }

    private World hearing(ClusterEvent event) {
        var oldest = event.at().minus(EVENTS_KEPT);
        List<ClusterEvent> kept = new ArrayList<>(heard.size() + 1);
        for (var each : heard) if (each.at().isAfter(oldest)) kept.add(each);
        kept.add(event);
        var surplus = Math.max(0, kept.size() - MOST_EVENTS);
        var letters = 0L;
        for (var at = kept.size() - 1; at >= surplus; at--) {
            letters += kept.get(at).payload().length();
            if (letters > MOST_LETTERS) surplus = at + 1;
        }
        return new World(
                event.at(),
                self,
                nodes,
                collectors,
                checks,
                generators,
                compliance,
                problems,
                kept.subList(surplus, kept.size()),
                kv);
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
