package org.opsbro.discovery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opsbro.discovery.Alarms.Alarm;
import org.opsbro.discovery.Sync.Digests;
import org.opsbro.discovery.Sync.Records;
import org.opsbro.discovery.Sync.Sums;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;

/** Push/pull: two agents find out by sums and digests where they differ, and exchange these records. Each step stands for itself. */
final class Reconciler {
    /** Members in one part of the sums. */
    private static final int PART = 32;

    /** After a join, while others still come: a fact may have been told too few times, by an agent that knew too few members. */
    private static final long[] AFTER_JOIN = {2_000_000_000L, 5_000_000_000L, 10_000_000_000L};

    private static final long RETRY = 1_000_000_000L;
    private static final int MOST_FAILURES = 5;

    /** What is news travels so long at most: who differs for longer has missed something. */
    private static final long SETTLED = 3_000_000_000L;

    private final Common common;
    private final Judge judge;
    private final EventLog events;
    private final Foreigners foreigners;
    private final List<Long> extra = new ArrayList<>();
    private long regular;
    private int failures;
    private long lastView;
    private long viewSince;
    private long compareAfter = Long.MIN_VALUE;
    private long compareWait = SETTLED;

    Reconciler(Common common, Judge judge, EventLog events, Foreigners foreigners) {
        this.common = common;
        this.judge = judge;
        this.events = events;
        this.foreigners = foreigners;
    }

    void start() {
        regular = common.now + common.chanceOf(every());
        wake();
    }

    void joined() {
        extra.clear();
        for (var after : AFTER_JOIN) extra.add(common.now + after + common.chanceOf(after / 4));
        wake();
    }

    void join(Address place) {
        common.converse(place, sums(), Effect.Converse.JOIN);
    }

    /** What came so had missed us, and others: the next push/pull comes soon, until one brings nothing new. */
    private void more() {
        if (!extra.isEmpty()) return;
        extra.add(common.now + RETRY + common.chanceOf(2 * RETRY));
        wake();
    }

    /** A sum of all that we know, for others to compare. */
    long view() {
        var view = common.roster.sum()
                + foreigners.sum()
                + Hashes.of(common.self.hash(), ourselves().digest());
        if (view != lastView) {
            lastView = view;
            viewSince = common.now;
        }
        return view == 0 ? 1 : view;
    }

    /** Another member's view: where both have been at rest for a while and still differ, they compare; seldom, if that does not help. */
    void onView(long theirs, Address at) {
        if (view() == theirs) {
            compareWait = SETTLED;
        } else if (common.now - viewSince > SETTLED && common.now > compareAfter) {
            compareAfter = common.now + compareWait;
            compareWait = Math.min(2 * compareWait, every());
            common.converse(at, sums(), Effect.Converse.PUSH_PULL);
        }
    }

    /** At once, with somebody: we were cut off and missed what was told. */
    void catchUp() {
        extra.add(common.now);
        wake();
    }

    /** The partner was not reached: another one soon, and then another, but not for ever. */
    void failed() {
        if (++failures <= MOST_FAILURES) extra.add(common.now + RETRY / 2 + common.chanceOf(RETRY));
        wake();
    }

    void succeeded() {
        failures = 0;
    }

    void onAlarm() {
        extra.removeIf(due -> due <= common.now);
        if (regular <= common.now) regular = common.now + every() * 9 / 10 + common.chanceOf(every() / 5);
        for (var partner : common.roster.some(1, member -> member.state() == Node.State.ALIVE))
            common.converse(partner.address(), sums(), Effect.Converse.PUSH_PULL);
        wake();
    }

    /** A growing cluster slows it down, a shrinking one must not leave it asleep. */
    private void wake() {
        var next = Math.min(regular, common.now + every() * 11 / 10);
        for (var due : extra) next = Math.min(next, due);
        regular = Math.min(regular, common.now + every() * 11 / 10);
        common.alarms.set(Alarm.SYNC, next);
    }

    private long every() {
        return common.settings.syncEvery(common.members());
    }

    Sums sums() {
        var known = common.roster.size() + foreigners.size() + 1;
        var bits = 0;
        while (bits < Sync.MOST_BITS && PART << bits < known) bits++;
        return new Sums(bits, parts(bits), events.sum());
    }

    private long[] parts(int bits) {
        var parts = new long[1 << bits];
        forEach((id, digest) -> parts[part(id, bits)] += Hashes.of(id, digest));
        return parts;
    }

    private static int part(long id, int bits) {
        return bits == 0 ? 0 : (int) (id >>> (64 - bits));
    }

    private interface Visitor {
        void visit(long id, long digest);
    }

    /** All that is compared: ourselves, members that are not long gone, nodes of other zones. */
    private void forEach(Visitor visitor) {
        visitor.visit(common.self.hash(), ourselves().digest());
        common.roster.forEach(member -> {
            if (isTold(member)) visitor.visit(Hashes.of(member.id()), member.digest());
        });
        foreigners.forEach(visitor::visit);
    }

    private Member ourselves() {
        var whole = common.self.whole();
        return new Member(whole, Node.State.ALIVE, whole.incarnation(), 0);
    }

    private boolean isTold(Member member) {
        return member.living() || !judge.isPast(member.since());
    }

    /** What to answer; empty when the conversation is over. */
    List<Sync> on(Sync sync, NodeId from, Address at) {
        return switch (sync) {
            case Sums sums -> List.of(digests(sums));
            case Digests digests -> compare(digests);
            case Records records -> merge(records, from, at);
        };
    }

    private Digests digests(Sums theirs) {
        var bits = theirs.bits();
        var ours = parts(bits);
        var differs = new boolean[ours.length];
        List<Integer> parts = new ArrayList<>();
        for (var i = 0; i < ours.length; i++) {
            if (ours[i] == theirs.parts()[i]) continue;
            differs[i] = true;
            parts.add(i);
        }
        var members = new LongList();
        if (!parts.isEmpty())
            forEach((id, digest) -> {
                if (differs[part(id, bits)]) members.add(id, digest);
            });
        var eventsDiffer = theirs.events() != events.sum();
        return new Digests(
                bits,
                parts.stream().mapToInt(part -> part).toArray(),
                members.all(),
                eventsDiffer ? events.hashes() : new long[0],
                eventsDiffer);
    }

    private List<Sync> compare(Digests theirs) {
        var differs = new boolean[1 << theirs.bits()];
        for (var part : theirs.parts()) differs[part] = true;
        Map<Long, Long> digests = new HashMap<>();
        for (var i = 0; i < theirs.members().length; i += 2) digests.put(theirs.members()[i], theirs.members()[i + 1]);
        Set<Long> offered = new HashSet<>();
        forEach((id, digest) -> {
            if (!differs[part(id, theirs.bits())]) return;
            var other = digests.get(id);
            if (other != null && other == digest) digests.remove(id);
            else offered.add(id);
        });
        var wanted = digests.keySet().stream().sorted().toList();
        var answer = records(offered, wanted, theirs);
        return answer.isEmpty() ? List.of() : List.of(answer);
    }

    private Records records(Set<Long> offered, List<Long> wanted, Digests theirs) {
        Set<Long> theirEvents = new HashSet<>();
        for (var hash : theirs.events()) theirEvents.add(hash);
        return new Records(
                members(offered),
                foreigners.of(offered),
                theirs.differ() ? events.without(theirEvents) : List.of(),
                wanted,
                theirs.differ() ? events.lacking(theirs.events()) : List.of(),
                false);
    }

    private List<MemberRecord> members(Set<Long> ids) {
        List<MemberRecord> records = new ArrayList<>();
        if (ids.isEmpty()) return records;
        if (ids.contains(common.self.hash())) records.add(ourselves().record());
        common.roster.forEach(member -> {
            if (ids.contains(Hashes.of(member.id())) && isTold(member)) records.add(member.record());
        });
        return records;
    }

    private List<Sync> merge(Records records, NodeId from, Address at) {
        var before = common.news;
        for (var record : records.members()) judge.record(record, from, at);
        for (var foreign : records.foreign()) foreigners.hear(foreign);
        for (var event : records.events()) events.hear(event, at);
        if (common.news > before) more();
        if (!records.asks()) return List.of();
        var wanted = new HashSet<>(records.wanted());
        return List.of(new Records(
                members(wanted),
                foreigners.of(wanted),
                events.of(records.wantedEvents()),
                List.of(),
                List.of(),
                false));
    }
}
