package org.opsbro.discovery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
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

        Entry(Foreign fact, boolean stale) {
            this.fact = fact;
            this.stale = stale;
        }
    }

    private final Common common;
    private final Predicate<MemberRecord> admits;
    private final Map<NodeId, Entry> all = new LinkedHashMap<>();
    private final Set<String> lost = new HashSet<>();
    private List<Foreign> taken = List.of();
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

    /** Whether a node that was a member lives in another zone now: what we still hear of it here is older. */
    boolean movedAway(NodeId id, long incarnation) {
        var entry = all.get(id);
        if (entry == null) return false;
        var record = entry.fact.record();
        return record.state() == Node.State.ALIVE && incarnation <= record.incarnation();
    }

    /** Those of the run before: the last that was heard of them. */
    void take(List<Foreign> kept) {
        taken = kept;
    }

    void start() {
        for (var fact : taken) {
            var record = fact.record();
            var id = record.id();
            if (common.self.is(id) || common.roster.get(id) != null || isPast(record) || !admits.test(record)) continue;
            if (all.containsKey(id) || isFull()) continue;
            var entry = add(fact);
            common.out.add(new Effect.Changed(new NodeChange(Optional.empty(), node(entry), ""), true));
        }
        taken = List.of();
    }

    private Entry add(Foreign fact) {
        var entry = new Entry(fact, lost.contains(fact.zone()));
        all.put(fact.record().id(), entry);
        sum += part(fact);
        return entry;
    }

    private boolean isFull() {
        return all.size() + common.roster.size() >= Sync.MOST_MEMBERS;
    }

    private boolean isPast(MemberRecord record) {
        return record.state() != Node.State.ALIVE
                && record.since()
                        < common.wall.toEpochMilli()
                                - common.settings.keepDead().toMillis();
    }

    /** @return whether it was news, which is told on */
    boolean hear(Foreign fact) {
        var record = fact.record();
        var id = record.id();
        var member = common.roster.get(id);
        if (common.self.is(id) || isPast(record) || (member != null && !isNewer(record, member))) return false;
        if (!admits.test(record)) {
            common.counters.notAdmitted++;
            return false;
        }
        var entry = all.get(id);
        if (entry == null && member == null && isFull()) {
            common.counters.tooMany++;
            return false;
        }
        if (entry != null && entry.fact.version() >= fact.version()) return false;
        var before = Optional.ofNullable(entry == null ? null : node(entry));
        if (member != null) {
            before = Optional.of(member.node());
            common.roster.removeIf(each -> each == member);
        }
        drop(id);
        var after = node(add(fact));
        var why = before.filter(node -> node.state() == after.state()).isPresent() ? "" : "told by its zone";
        common.out.add(new Effect.Changed(new NodeChange(before, after, why), false));
        if (GossipCodec.size(fact) <= common.packetRoom) common.tell(id, fact);
        return true;
    }

    /** Who left us, or died here, and begins anew in another zone. */
    private static boolean isNewer(MemberRecord record, Member member) {
        return !member.living() && record.state() == Node.State.ALIVE && record.incarnation() > member.incarnation();
    }

    /** The link to a zone is lost, or there again. What it changes is told once for the zone, not here for each node. */
    void stale(String zone, boolean stale) {
        if (stale ? !lost.add(zone) : !lost.remove(zone)) return;
        for (var entry : all.values()) {
            if (!entry.fact.zone().equals(zone) || entry.stale == stale) continue;
            var before = node(entry);
            entry.stale = stale;
            common.out.add(new Effect.Changed(new NodeChange(Optional.of(before), node(entry), ""), true));
        }
    }

    /** Forgets those that are dead or gone since before a time, and adds them to the forgotten. */
    void forgetOld(long oldest, Set<NodeId> forgotten) {
        all.values().removeIf(entry -> {
            var record = entry.fact.record();
            if (record.state() == Node.State.ALIVE || record.since() > oldest) return false;
            sum -= part(entry.fact);
            return forgotten.add(record.id());
        });
    }

    void forget(Predicate<String> zone) {
        Set<NodeId> gone = new LinkedHashSet<>();
        all.values().removeIf(entry -> {
            if (!zone.test(entry.fact.zone())) return false;
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
