package org.opsbro.discovery;

import java.util.Optional;
import java.util.Set;
import org.opsbro.discovery.Message.Alive;
import org.opsbro.discovery.Message.Dead;
import org.opsbro.discovery.Message.Leave;
import org.opsbro.discovery.Message.Suspect;
import org.opsbro.model.Event.NodeChange;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Profile;

/**
 * Takes each fact about a node for what it is worth: newer ones change what we know and are told on, others change nothing and are told to nobody.
 * Whatever the order in which facts come, the same facts lead to the same knowledge.
 */
final class Judge {
    private final Common common;
    private final Suspicions suspicions;
    private final Pulls pulls;
    private final Foreigners foreigners;
    private final Flaps flaps = new Flaps();
    private boolean othersBehind;
    private boolean namesChanged;

    Judge(Common common, Pulls pulls, Foreigners foreigners) {
        this.foreigners = foreigners;
        this.common = common;
        this.pulls = pulls;
        this.suspicions = new Suspicions(common, this);
    }

    Suspicions suspicions() {
        return suspicions;
    }

    /**
     * What a node tells of itself.
     *
     * @param from who told it to us: who may have the whole profile
     */
    void alive(Alive told, Address from) {
        if (common.self.is(told.id())) {
            ofOurselves(told);
            return;
        }
        if (!Address.isTold(told.profile()) || !common.admits.test(told.profile())) {
            common.counters.notAdmitted++;
            return;
        }
        var member = common.roster.get(told.id());
        if (member == null && foreigners.movedAway(told.id(), told.incarnation())) return;
        if (member == null) join(told, from);
        else if (told.incarnation() > member.incarnation()) revive(member, told, from);
        else if (told.incarnation() == member.incarnation() && member.living() && isNews(member, told))
            update(member, told, from);
    }

    private static boolean isNews(Member member, Alive told) {
        var last = member.alive();
        var same = told.incarnation() == last.incarnation() && told.version() == last.version();
        return told.isAfter(last) || (same && told.whole() && !last.whole());
    }

    /** Somebody repeats what we told in a former life, or another agent lives by our name. */
    private void ofOurselves(Alive told) {
        var self = common.self;
        var ourWord = told.boot() == self.boot() && told.incarnation() <= self.incarnation();
        if (!ourWord && !self.leaving() && told.incarnation() >= self.incarnation()) raise(told.incarnation());
    }

    private void join(Alive told, Address from) {
        if (common.roster.size() >= Sync.MOST_MEMBERS) {
            common.counters.tooMany++;
            return;
        }
        var member = new Member(told, Node.State.ALIVE, told.incarnation(), common.wall.toEpochMilli());
        foreigners.drop(member.id());
        common.roster.add(member);
        namesChanged = true;
        changed(Optional.empty(), member, "joined");
        spread(member, told, from);
    }

    private void revive(Member member, Alive told, Address from) {
        var before = member.node();
        var restarted = told.boot() != member.alive().boot();
        var why = whyRevived(before, restarted);
        suspicions.forget(member.id());
        hear(member, told);
        var same = before.state() == Node.State.ALIVE && !restarted;
        var since = same ? member.since() : common.wall.toEpochMilli();
        common.roster.become(member, Node.State.ALIVE, told.incarnation(), since);
        if (before.state() == Node.State.DEAD) flaps.change(member.id(), common.now);
        changed(Optional.of(before), member, why);
        spread(member, told, from);
    }

    private static String whyRevived(Node before, boolean restarted) {
        return switch (before.state()) {
            case ALIVE -> restarted ? "restarted" : "";
            case SUSPECT -> restarted ? "restarted" : "refuted the suspicion";
            case DEAD -> restarted ? "back, restarted" : "back: it was cut off or stood still";
            case LEAVE -> "back";
        };
    }

    private void update(Member member, Alive told, Address from) {
        var before = member.node();
        hear(member, told);
        changed(Optional.of(before), member, "");
        spread(member, told, from);
    }

    private void hear(Member member, Alive told) {
        var last = member.alive();
        if (!last.profile().name().equals(told.profile().name())) namesChanged = true;
        if (told.whole()) common.roster.hears(member, told);
        else if (last.whole() && last.hash() == told.hash())
            common.roster.hears(member, told.telling(last.profile(), true));
        else common.roster.hears(member, told.telling(movedTo(last.profile(), told.profile()), false));
    }

    /** What we knew of it, at the place that it tells now. */
    private static Profile movedTo(Profile known, Profile brief) {
        return brief.withGroups(known.definedGroups(), known.detectedGroups())
                .withServices(known.services())
                .withChecks(known.checks());
    }

    /** A profile that is yet to be pulled is told on when we have it, so that those we tell can pull it from us. */
    private void spread(Member member, Alive told, Address from) {
        if (member.alive().whole()) {
            pulls.done(member.id());
            common.tell(member.id(), Self.inline(told));
        } else {
            pulls.want(member, from);
        }
    }

    /** It does not answer, somebody says. */
    void suspect(Suspect said) {
        if (common.self.is(said.id())) {
            refute(said.incarnation(), 1);
            return;
        }
        var member = common.roster.get(said.id());
        if (member == null || !member.living() || said.incarnation() < member.incarnation()) return;
        var newer = said.incarnation() > member.incarnation();
        if (newer) suspicions.forget(member.id());
        if (member.state() == Node.State.ALIVE || newer) {
            var before = member.node();
            common.roster.become(member, Node.State.SUSPECT, said.incarnation(), common.wall.toEpochMilli());
            suspicions.start(said);
            if (before.state() == Node.State.ALIVE)
                changed(Optional.of(before), member, "suspected by " + common.name(said.from()));
            common.tell(said.id(), said);
        } else if (suspicions.confirm(said)) {
            common.tell(said.id(), said);
        }
    }

    /** We say so ourselves. */
    void accuse(Member member, boolean refused) {
        suspect(new Suspect(member.id(), member.incarnation(), common.self.id(), refused));
    }

    /** Somebody declares it dead: believed only of one whom we suspect already, for all suspicions travel long before. */
    void dead(Dead said) {
        if (common.self.is(said.id())) {
            refute(said.incarnation(), 1);
            return;
        }
        var member = common.roster.get(said.id());
        if (member == null || said.incarnation() < member.incarnation()) return;
        if (!member.living()) {
            if (said.incarnation() > member.incarnation()) {
                common.roster.become(member, Node.State.DEAD, said.incarnation(), member.since());
                common.tell(said.id(), said);
            }
        } else if (suspicions.allowsDeath(said)) {
            die(member, said, suspicions.why(said.id(), said));
        } else {
            suspect(new Suspect(said.id(), said.incarnation(), said.from(), said.agentDown()));
        }
    }

    void die(Member member, Dead verdict, String why) {
        var before = member.node();
        suspicions.forget(member.id());
        common.roster.become(member, Node.State.DEAD, verdict.incarnation(), common.wall.toEpochMilli());
        flaps.change(member.id(), common.now);
        changed(Optional.of(before), member, why);
        common.tell(member.id(), verdict);
    }

    /**
     * It goes by its own will, or has to.
     *
     * @return whether that is news
     */
    boolean leave(Leave said, String why) {
        if (common.self.is(said.id())) {
            refute(said.incarnation(), 0);
            return false;
        }
        var member = common.roster.get(said.id());
        if (member == null || said.incarnation() < member.incarnation()) return false;
        if (member.state() == Node.State.LEAVE && said.incarnation() == member.incarnation()) return false;
        var before = member.node();
        suspicions.forget(member.id());
        common.roster.become(member, Node.State.LEAVE, said.incarnation(), common.wall.toEpochMilli());
        changed(Optional.of(before), member, why);
        common.tell(member.id(), said);
        return true;
    }

    /** What we hold of one who is not alive for us, as it is told. */
    Message verdictOn(Member member) {
        return switch (member.state()) {
            case ALIVE -> throw new IllegalArgumentException(member.id() + " is alive");
            case SUSPECT -> new Suspect(member.id(), member.incarnation(), suspicions.accuser(member.id()), false);
            case DEAD -> new Dead(member.id(), member.incarnation(), common.self.id(), false);
            case LEAVE -> new Leave(member.id(), member.incarnation());
        };
    }

    /** A record of push/pull: a death that comes so is only a suspicion, but of one whom we never knew alive. */
    void record(MemberRecord record, NodeId teller, Address from) {
        var known = common.roster.get(record.id()) != null || common.self.is(record.id());
        switch (record.state()) {
            case ALIVE, SUSPECT -> alive(record.alive(), from);
            case DEAD -> {
                if (known) {
                    alive(record.alive(), from);
                    suspect(new Suspect(record.id(), record.incarnation(), teller, false));
                } else {
                    list(record);
                }
            }
            case LEAVE -> {
                if (known) {
                    alive(record.alive(), from);
                    leave(new Leave(record.id(), record.incarnation()), "left");
                } else {
                    list(record);
                }
            }
        }
    }

    private void list(MemberRecord record) {
        var profile = record.alive().profile();
        var now = common.wall.toEpochMilli();
        if (isPast(record.since()) || common.roster.size() >= Sync.MOST_MEMBERS) return;
        if (!Address.isTold(profile) || !common.admits.test(profile)) {
            common.counters.notAdmitted++;
            return;
        }
        if (foreigners.movedAway(record.id(), record.incarnation())) return;
        var member = new Member(record.alive(), record.state(), record.incarnation(), Math.min(record.since(), now));
        foreigners.drop(member.id());
        common.roster.add(member);
        changed(Optional.empty(), member, "");
    }

    /** Whether a death or departure is so old that it is no longer told: an hour before it is forgotten, for clocks differ. */
    boolean isPast(long since) {
        return since < common.wall.toEpochMilli() - common.settings.keepDead().toMillis() + 3_600_000;
    }

    /** A verdict about ourselves: we live, with a higher incarnation than the verdict's. */
    private void refute(long incarnation, int health) {
        if (common.self.leaving()) return;
        if (incarnation < common.self.incarnation()) {
            othersBehind = true;
            return;
        }
        common.health.change(health);
        raise(incarnation);
    }

    private void raise(long above) {
        var self = common.self;
        self.raise(above + 1);
        common.out.add(new Effect.RaisedIncarnation(self.incarnation()));
        common.tell(self.id(), self.inline());
        othersBehind = true;
    }

    /** Whether the packet just read shows that its sender has not heard our last word about ourselves; asked once. */
    boolean takeOthersBehind() {
        var behind = othersBehind;
        othersBehind = false;
        return behind;
    }

    boolean takeNamesChanged() {
        var changed = namesChanged;
        namesChanged = false;
        return changed;
    }

    boolean flaps(NodeId id) {
        return flaps.flaps(id, common.now);
    }

    Set<NodeId> flapping() {
        return flaps.flapping(common.now);
    }

    /** How those are that flapped, and came to rest. */
    void tidy() {
        for (var id : flaps.settled(common.now)) {
            var member = common.roster.get(id);
            if (member != null) changed(Optional.of(member.node()), member, "flaps no longer");
        }
    }

    private void changed(Optional<Node> before, Member member, String why) {
        var flapping = flaps.flaps(member.id(), common.now);
        var told = flapping ? "flapping" + (why.isEmpty() ? "" : ": " + why) : why;
        var quiet = flapping && !flaps.isNews(member.id());
        common.out.add(new Effect.Changed(new NodeChange(before, member.node(), told), quiet));
    }
}
