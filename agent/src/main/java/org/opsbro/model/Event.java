package org.opsbro.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/** Something that happened: the World is the fold of its Events. */
public sealed interface Event {
    Instant at();

    /** A collector ran. */
    record FactsCollected(Instant at, CollectorReport report) implements Event {}

    /** Collectors that no longer exist: their pack left or changed. */
    record CollectorsGone(Instant at, Set<String> names) implements Event {}

    /** The detectors decided the whole set of detected groups of this node. */
    record GroupsDetected(Instant at, SortedSet<String> groups) implements Event {}

    /**
     * What this node says of itself by configuration: name, display name, address, port, zone, relay and defined groups are taken; detected groups,
     * services and checks stay what they are.
     */
    record SelfDescribed(Instant at, Profile described) implements Event {}

    /** This node raised its incarnation. */
    record IncarnationRaised(Instant at, long incarnation) implements Event {}

    /** The services of this node, all of them, by id. */
    record ServicesChanged(Instant at, Map<String, NodeService> services) implements Event {}

    /** How this relay finds its links, all of them, by the zone at the other end. */
    record LinksChanged(Instant at, SortedMap<String, ZoneLink> links) implements Event {}

    /**
     * The zone beside ours is seen again, or lost: told once by each node, whatever the number of its nodes.
     *
     * @param before how it was seen: none, ok or lost; {@code after} is one of them too
     * @param since when it was seen last, or is seen again
     */
    record ZoneSeen(Instant at, String zone, String before, String after, Instant since) implements Event {}

    /** Other nodes that are new or differ. */
    record NodesChanged(Instant at, List<NodeChange> changes) implements Event {}

    /**
     * One node as it was, empty if it was unknown, and as it is.
     *
     * @param why what made it so, for the history: {@code restarted}, {@code suspicion of web-2 confirmed by db-1}; may be empty
     * @param quiet whether people were told enough of it, as it changes too often: it is no history, and no handler hears of it
     */
    record NodeChange(Optional<Node> before, Node after, String why, boolean quiet) {
        public NodeChange(Optional<Node> before, Node after, String why) {
            this(before, after, why, false);
        }
    }

    /** Nodes that are forgotten. */
    record NodesGone(Instant at, Set<NodeId> ids) implements Event {}

    /** An event of the cluster reached this node, or began here. */
    record EventHeard(Instant at, ClusterEvent heard) implements Event {}

    /** Checks that ran in one turn, whatever their result. */
    record ChecksRun(Instant at, List<Status> ran) implements Event {}

    /** A check whose state, hard state or flapping differs from before; its new status is told by {@link ChecksRun} too. */
    record CheckChanged(Instant at, Status before, Status after) implements Event {}

    /** Checks that no longer apply to this node. */
    record ChecksGone(Instant at, Set<String> names) implements Event {}

    /** What is known of a generator differs from before: its state, its reason, or it wrote its file. */
    record GeneratorChanged(Instant at, GeneratorStatus before, GeneratorStatus after) implements Event {}

    /** Generators that are no more. */
    record GeneratorsGone(Instant at, Set<String> names) implements Event {}

    /** Compliances that were looked at and differ in something from before. */
    record ComplianceChecked(Instant at, List<ComplianceStatus> checked) implements Event {}

    /** A rule has another state, or its first one; its compliance is told by {@link ComplianceChecked} too. */
    record RuleChanged(Instant at, ComplianceStatus compliance, RuleStatus before, RuleStatus after) implements Event {}

    /** Compliances that are no more. */
    record CompliancesGone(Instant at, Set<String> ids) implements Event {}

    /** Keys of the store that the packs read differ, or they read others: all of them, as they are now. */
    record KeysChanged(Instant at, KeyTree keys) implements Event {}

    /** The packs were read: at start, or again after files changed. */
    record PacksLoaded(Instant at, int packs, List<Problem> problems) implements Event {}

    /** A turn threw: a bug or a broken machine. The agent goes on. */
    record TurnFailed(Instant at, String turn, String reason) implements Event {}
}
