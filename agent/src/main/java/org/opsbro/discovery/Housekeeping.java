package org.opsbro.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opsbro.discovery.Alarms.Alarm;
import org.opsbro.model.Event.NodeChange;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;

/** What is kept over a restart, and what is forgotten at last. */
final class Housekeeping {
    private static final long EVERY = 60_000_000_000L;

    /** What was known longer ago is not believed again: only the addresses are. */
    private static final Duration BELIEVED = Duration.ofDays(1);

    private final Common common;
    private final Judge judge;
    private final EventLog events;
    private final OldPlaces places;
    private final Foreigners foreigners;
    private final List<Member> taken = new ArrayList<>();
    private final Set<String> toldNames = new HashSet<>();

    Housekeeping(Common common, Judge judge, EventLog events, OldPlaces places, Foreigners foreigners) {
        this.common = common;
        this.judge = judge;
        this.events = events;
        this.places = places;
        this.foreigners = foreigners;
    }

    void take(Kept kept) {
        places.keep(kept.places());
        events.take(kept.events(), Duration.between(kept.at(), common.wall));
        foreigners.take(kept.foreign());
        var old = kept.at().isBefore(common.wall.minus(BELIEVED));
        for (var record : kept.members()) {
            var profile = record.alive().profile();
            if (common.self.is(record.id()) || !Address.isTold(profile) || !common.admits.test(profile)) continue;
            if (common.roster.get(record.id()) != null || common.roster.size() >= Sync.MOST_MEMBERS) continue;
            var member = new Member(record.alive(), record.state(), record.incarnation(), record.since());
            if (!old && (member.living() || !judge.isPast(member.since()))) taken.add(member);
            else if (record.state() != Node.State.LEAVE) places.keep(List.of(member.address()));
        }
    }

    void start() {
        for (var member : taken) {
            if (member.living()) member.become(Node.State.ALIVE, member.incarnation(), member.since());
            common.roster.add(member);
            common.out.add(new Effect.Changed(new NodeChange(Optional.empty(), member.node(), ""), true));
        }
        taken.clear();
        foreigners.start();
        common.alarms.set(Alarm.KEEPING, common.now + EVERY);
    }

    Kept kept() {
        List<MemberRecord> members = new ArrayList<>();
        common.roster.forEach(member -> members.add(member.record()));
        return new Kept(
                common.self.incarnation(), common.wall, members, foreigners.facts(), places.kept(), events.kept());
    }

    void onAlarm() {
        common.alarms.set(Alarm.KEEPING, common.now + EVERY);
        forgetOld();
        events.tidy();
        judge.tidy();
        if (judge.takeNamesChanged()) tellSameNames();
    }

    private void forgetOld() {
        var oldest = common.wall.toEpochMilli() - common.settings.keepDead().toMillis();
        Set<NodeId> forgotten = new LinkedHashSet<>();
        common.roster.removeIf(member -> {
            if (member.living() || member.since() > oldest) return false;
            places.forget(member);
            return forgotten.add(member.id());
        });
        foreigners.forgetOld(oldest, forgotten);
        if (!forgotten.isEmpty()) common.out.add(new Effect.Forgotten(forgotten));
    }

    /** Two nodes of one name are allowed, and seldom meant. */
    private void tellSameNames() {
        Map<String, NodeId> names = new HashMap<>();
        names.put(common.self.profile().name(), common.self.id());
        common.roster.forEach(member -> {
            if (!member.living()) return;
            var other = names.putIfAbsent(member.name(), member.id());
            if (other != null && toldNames.size() < Sync.MOST_MEMBERS && toldNames.add(member.name()))
                common.out.warn("membership: two nodes have one name: name=" + member.name() + " uuids=" + other + ","
                        + member.id());
        });
    }
}
