package org.opsbro.agent;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.opsbro.discovery.live.ZoneLinks.Link;
import org.opsbro.discovery.live.ZoneLinks.NoLink;
import org.opsbro.discovery.zone.ZoneTree;
import org.opsbro.discovery.zone.ZoneWatch.Sight;
import org.opsbro.discovery.zone.ZoneWatch.State;
import org.opsbro.model.Node;
import org.opsbro.model.Value;
import org.opsbro.model.World;

/**
 * What is to be said of a zone: how many of its nodes are known, how it is seen, and what is wrong where it is not.
 *
 * @param hasKey whether there is a key of a zone here
 * @param failures why calls to relays of the parent failed, by address
 * @param ended why the last link of a zone below ended
 * @param ourCertificate in words
 */
record ZoneReport(
        World world,
        ZoneTree tree,
        Predicate<String> hasKey,
        Map<String, Sight> sights,
        List<Link> links,
        SortedMap<String, NoLink> failures,
        Function<String, Optional<NoLink>> ended,
        Function<String, String> ourCertificate) {
    private String ours() {
        return world.node().zone();
    }

    private boolean isParent(String zone) {
        return tree.parent(ours()).filter(zone::equals).isPresent();
    }

    private boolean isChild(String zone) {
        return tree.parent(zone).filter(ours()::equals).isPresent();
    }

    /**
     * Keys: relation (ours, parent, child, below, none), nodes and living (counts), link (ok, degraded, lost, none; empty for zones that are not beside
     * ours), seen, relays and linked_relays (of ours), stale, certificate, problem, streams (of this relay).
     */
    Value.Fields of(String zone) {
        var nodes = world.nodes().values().stream()
                .filter(node -> node.zone().equals(zone))
                .toList();
        var sight = sights.get(zone);
        var streams = links.stream().filter(link -> link.zone().equals(zone)).toList();
        return Value.object()
                .with("relation", relation(zone))
                .with("nodes", nodes.size())
                .with("living", nodes.stream().filter(Node::living).count())
                .with("link", sight == null ? "" : sight.state().word())
                .with(
                        "seen",
                        sight == null || sight.state() == State.NONE
                                ? ""
                                : sight.since().toString())
                .with("relays", sight == null ? 0 : sight.relays())
                .with("linked_relays", sight == null ? 0 : sight.links())
                .with("stale", nodes.stream().anyMatch(Node::stale))
                .with("certificate", certificate(zone, streams))
                .with("problem", sight == null ? "" : problem(zone, sight, streams))
                .with("streams", streams(streams))
                .end();
    }

    private String relation(String zone) {
        if (zone.equals(ours())) return "ours";
        if (isParent(zone)) return "parent";
        if (isChild(zone)) return "child";
        return tree.isBelow(zone, ours()) ? "below" : "none";
    }

    private String certificate(String zone, List<Link> streams) {
        if (zone.equals(ours()))
            return world.node().relay() && !tree.children(zone).isEmpty() ? ourCertificate.apply(zone) : "";
        if (!isParent(zone)) return "";
        return streams.stream()
                .map(Link::proof)
                .sorted(Comparator.reverseOrder())
                .findFirst()
                .orElse("");
    }

    private String problem(String zone, Sight sight, List<Link> streams) {
        var strange = streams.stream().filter(link -> link.refused() > 0).findFirst();
        if (strange.isPresent())
            return "nodes of the zone " + strange.get().refusedZone()
                    + " are refused: no file here says that it is below " + zone;
        var unproven = isParent(zone) ? unprovenAbove() : unprovenBelow(zone, streams);
        if (unproven.isPresent()) return unproven.get();
        if (sight.state() == State.OK) return "";
        if (sight.relays() == 0) return "no relay: no living node of " + ours() + " has proxy-node: true";
        if (!world.node().relay())
            return "no relay of ours has a link to it: see opsbro gossip zone list on " + relays();
        return isParent(zone) ? upward(zone) : downward(zone);
    }

    /** Who calls itself a relay of the parent and cannot prove it is told even where another relay has a link. */
    private Optional<String> unprovenAbove() {
        return failures.entrySet().stream()
                .filter(failed -> failed.getValue().unproven())
                .map(failed -> failed.getKey() + " is refused as a relay: "
                        + failed.getValue().why())
                .findFirst();
    }

    private Optional<String> unprovenBelow(String zone, List<Link> streams) {
        return streams.isEmpty() ? ended.apply(zone).filter(NoLink::unproven).map(NoLink::why) : Optional.empty();
    }

    private String relays() {
        return String.join(
                ", ",
                world.nodes().values().stream()
                        .filter(node -> node.zone().equals(ours()) && node.relay() && node.living())
                        .map(Node::name)
                        .sorted()
                        .limit(3)
                        .toList());
    }

    private String upward(String zone) {
        if (!hasKey.test(ours()))
            return "our zone has no key, and a link is never in clear: opsbro gossip zone key generate";
        if (failures.isEmpty()) return "no way there: parent_seeds in agent.yml names no relay of " + zone;
        var first = failures.firstEntry();
        return first.getKey() + ": " + first.getValue().why();
    }

    private String downward(String zone) {
        if (!hasKey.test(zone)) return "no key of it here: opsbro gossip zone key import --zone " + zone;
        return ended.apply(zone)
                .map(last -> "its last link ended: " + last.why())
                .orElse("no relay of it has called: see opsbro gossip zone list there");
    }

    private Value.Items streams(List<Link> streams) {
        return new Value.Items(streams.stream().<Value>map(this::stream).toList());
    }

    private Value stream(Link link) {
        var node = world.nodes().get(link.node());
        var fields = Value.object()
                .with("zone", link.zone())
                .with("node", node == null ? "" : node.name())
                .with("uuid", link.node().uuid())
                .with("state", link.ok() ? "ok" : "degraded")
                .with("since", link.since().toString())
                .with("proof", link.proof())
                .with("refused_records", link.refused())
                .with("refused_events", link.refusedEvents());
        link.roundTrip().ifPresent(time -> fields.with("round_trip", time.toNanos() / 1e9));
        return fields.end();
    }

    /** All streams of this relay. */
    Value.Items streams() {
        return streams(links);
    }
}
