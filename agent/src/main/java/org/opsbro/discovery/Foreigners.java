package org.opsbro.discovery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.opsbro.discovery.Message.Foreign;
import org.opsbro.model.Event.NodeChange;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;

/** Nodes of other zones: copied facts that nobody here judges. The higher version is the newer. */
final class Foreigners {
    private static final class Entry {
        Foreign fact;
        boolean stale;

        Entry(Foreign fact) {
            this.fact = fact;
        }
    }

    private final Common common;
    private final Predicate<MemberRecord> admits;
    private final Map<NodeId, Entry> all = new LinkedHashMap<>();
    private long sum;

    Foreigners(Common common, Predicate<MemberRecord> admits) {
        this.common = common;
        this.admits = admits;
    }

    int size() {
        return all.size();
    }

    /** A sum of all that is known of them. */
    long sum() {
        return sum;
    }

    private static long part(Foreign fact) {
        return Hashes.of(Hashes.of(fact.record().id()), digest(fact));
    }

    private static long digest(Foreign fact) {
        return Hashes.of(fact.version(), 7);
    }

    /** One who moves into our zone is a member from then on. */
    void drop(NodeId id) {
        var entry = all.remove(id);
        if (entry != null) sum -= part(entry.fact);
    }

    /** @return whether it was news, which is told on */
    boolean hear(Foreign fact) {
        var record = fact.record();
        if (common.self.is(record.id()) || common.roster.get(record.id()) != null || !admits.test(record)) {
            common.counters.notAdmitted++;
            return false;
        }
        var entry = all.get(record.id());
        if (entry == null && all.size() + common.roster.size() >= Sync.MOST_MEMBERS) {
            common.counters.tooMany++;
            return false;
        }
        if (entry != null && entry.fact.version() >= fact.version()) return false;
        var before = entry == null ? Optional.<Node>empty() : Optional.of(node(entry));
        if (entry == null) {
            entry = new Entry(fact);
            all.put(record.id(), entry);
        }
        if (before.isPresent()) sum -= part(entry.fact);
        sum += part(fact);
        entry.fact = fact;
        entry.stale = false;
        common.out.add(new Effect.Changed(new NodeChange(before, node(entry), "told by its zone"), false));
        if (GossipCodec.size(fact) <= common.packetRoom) common.tell(record.id(), fact);
        return true;
    }

    /** The link to a zone is lost, or there again. */
    void stale(String zone, boolean stale) {
        for (var entry : all.values()) {
            if (!zone(entry).equals(zone) || entry.stale == stale) continue;
            var before = node(entry);
            entry.stale = stale;
            var why = stale ? "the link to its zone is lost" : "the link to its zone is there again";
            common.out.add(new Effect.Changed(new NodeChange(Optional.of(before), node(entry), why), true));
        }
    }

    void forget(Predicate<String> zone) {
        Set<NodeId> gone = new LinkedHashSet<>();
        all.values().removeIf(entry -> {
            if (!zone.test(zone(entry))) return false;
            sum -= part(entry.fact);
            return gone.add(entry.fact.record().id());
        });
        if (!gone.isEmpty()) common.out.add(new Effect.Forgotten(gone));
    }

    List<Foreign> facts() {
        List<Foreign> facts = new ArrayList<>(all.size());
        for (var entry : all.values()) facts.add(entry.fact);
        return facts;
    }

    List<Foreign> of(Set<Long> ids) {
        List<Foreign> facts = new ArrayList<>();
        if (ids.isEmpty()) return facts;
        all.forEach((id, entry) -> {
            if (ids.contains(Hashes.of(id))) facts.add(entry.fact);
        });
        return facts;
    }

    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>(all.size());
        for (var entry : all.values()) nodes.add(node(entry));
        return nodes;
    }

    interface Visitor {
        void visit(long id, long digest);
    }

    void forEach(Visitor visitor) {
        all.forEach((id, entry) -> visitor.visit(Hashes.of(id), digest(entry.fact)));
    }

    private static String zone(Entry entry) {
        return entry.fact.record().alive().profile().zone();
    }

    private static Node node(Entry entry) {
        var record = entry.fact.record();
        return new Node(
                record.id(),
                record.alive().profile(),
                record.state(),
                record.incarnation(),
                Instant.ofEpochMilli(record.since()),
                entry.stale);
    }
}
