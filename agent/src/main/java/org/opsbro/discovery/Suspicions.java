package org.opsbro.discovery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.discovery.Alarms.Alarm;
import org.opsbro.discovery.Message.Dead;
import org.opsbro.discovery.Message.Ping;
import org.opsbro.discovery.Message.Suspect;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;

/** Who is suspected, and when a suspicion becomes a verdict. */
final class Suspicions {
    private final Common common;
    private final Judge judge;
    private final Map<NodeId, Suspicion> all = new LinkedHashMap<>();
    private final Accusations accusations = new Accusations();

    Suspicions(Common common, Judge judge) {
        this.common = common;
        this.judge = judge;
    }

    int size() {
        return all.size();
    }

    void start(Suspect said) {
        var budget = common.settings.accusationsOf(common.members());
        var doubted = accusations.isBeyond(said.from(), budget, common.now);
        if (doubted) common.counters.doubted++;
        var suspicion = new Suspicion(said.id(), said.from(), time(), doubted);
        if (said.refused()) suspicion.hears(said.from(), true, 0, refusersWanted(), time());
        all.put(said.id(), suspicion);
        wakeFor(suspicion);
    }

    /** @return whether it is news that others should hear */
    boolean confirm(Suspect said) {
        var suspicion = all.get(said.id());
        if (suspicion == null) return false;
        var wanted = common.settings.confirmationsWanted(common.members());
        var news = suspicion.hears(said.from(), said.refused(), wanted, refusersWanted(), time());
        if (news) wakeFor(suspicion);
        return news;
    }

    void forget(NodeId id) {
        all.remove(id);
    }

    /** It answered us, whatever others say: it has heard of the suspicion by now, and time to refute it. */
    void answered(NodeId id) {
        var suspicion = all.get(id);
        if (suspicion == null) return;
        suspicion.postpone(time() + common.settings.suspicionLeast(common.members()));
    }

    /** Whether the ack is the answer to a question of ours. */
    void onAck(int sequence) {
        for (var suspicion : all.values())
            if (suspicion.question == sequence && sequence != 0) {
                answered(suspicion.about);
                return;
            }
    }

    boolean allowsDeath(Dead said) {
        var suspicion = all.get(said.id());
        if (suspicion == null) return false;
        return !suspicion.doubted || suspicion.confirmers().size() >= 2;
    }

    /** Who accused a suspect first; ourselves where that is not known. */
    NodeId accuser(NodeId id) {
        var suspicion = all.get(id);
        return suspicion == null ? common.self.id() : suspicion.accuser;
    }

    String why(NodeId id, Dead verdict) {
        var suspicion = all.get(id);
        if (suspicion == null) return "declared dead by " + common.name(verdict.from());
        if (verdict.agentDown())
            return "agent down: its host answers, and refused "
                    + names(suspicion.refusers().isEmpty() ? List.of(verdict.from()) : suspicion.refusers());
        var confirmed = suspicion.confirmers().isEmpty() ? "" : ", confirmed by " + names(suspicion.confirmers());
        return "suspected by " + common.name(suspicion.accuser) + confirmed;
    }

    void onAlarm() {
        for (var suspicion : List.copyOf(all.values())) {
            if (due(suspicion) <= time()) end(suspicion);
            else if (asksAt(suspicion) <= time()) ask(suspicion);
        }
        wake();
    }

    private void end(Suspicion suspicion) {
        var member = common.roster.get(suspicion.about);
        if (member == null) all.remove(suspicion.about);
        else if (mayBeWrong(suspicion)) suspicion.postpone(time() + common.settings.suspicionLeast(common.members()));
        else if (!common.hearing.hears(common.now, lately(), common.roster.living()))
            suspicion.waitUntil(time() + lately() / 5);
        else {
            var agentDown = suspicion.agentDown(refusersWanted());
            var verdict = new Dead(suspicion.about, member.incarnation(), common.self.id(), agentDown);
            judge.die(member, verdict, why(suspicion.about, verdict));
        }
    }

    private boolean mayBeWrong(Suspicion suspicion) {
        var lone = common.roster.count(Node.State.ALIVE) == 0;
        if (lone) return false;
        var alone = suspicion.confirmers().isEmpty();
        return (alone && common.health.isBad())
                || (suspicion.doubted && suspicion.confirmers().size() < 2);
    }

    /** Those who accused it ask it again; the ping carries the suspicion, so that it can refute. */
    private void ask(Suspicion suspicion) {
        var member = common.roster.get(suspicion.about);
        if (member == null) return;
        suspicion.asked(common.nextSequence(), time());
        common.send(
                member.address(),
                new Ping(suspicion.question, Hashes.of(member.id())),
                new Suspect(member.id(), member.incarnation(), suspicion.accuser, false));
    }

    private long asksAt(Suspicion suspicion) {
        if (!suspicion.isBy(common.self.id())) return Alarms.NEVER;
        return suspicion.asksAt(due(suspicion), common.settings.suspicionLeast(common.members()), lately());
    }

    private long lately() {
        return common.settings.probeInterval().toNanos();
    }

    private long due(Suspicion suspicion) {
        return suspicion.due(common.settings, common.members(), refusersWanted());
    }

    /** Two who are refused, or all there are. */
    private int refusersWanted() {
        return Math.clamp(common.members() - 1L, 1, 2);
    }

    private long time() {
        return common.hearing.suspicionTime(common.now);
    }

    private void wakeFor(Suspicion suspicion) {
        var next = Math.min(due(suspicion), asksAt(suspicion));
        common.alarms.setBy(Alarm.SUSPICION, common.now + (next - time()));
    }

    /** Looks at all of them; in between the alarm may ring too early, which costs one look. */
    private void wake() {
        var next = Alarms.NEVER;
        for (var suspicion : all.values()) next = Math.min(next, Math.min(due(suspicion), asksAt(suspicion)));
        if (next == Alarms.NEVER) {
            common.alarms.set(Alarm.SUSPICION, next);
            return;
        }
        // cut off: no suspicion ends; look again soon
        var at = common.now + Math.max(next - time(), common.isolated() ? lately() : 0);
        common.alarms.set(Alarm.SUSPICION, at);
    }

    private String names(List<NodeId> ids) {
        List<String> names = new ArrayList<>();
        for (var id : ids) names.add(common.name(id));
        return String.join(", ", names);
    }
}
