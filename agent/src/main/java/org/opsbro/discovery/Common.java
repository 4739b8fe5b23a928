package org.opsbro.discovery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.opsbro.discovery.Alarms.Alarm;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Profile;

/** What all parts of the mind share: who we are, whom we know, what time it is, what is to be told and done. */
final class Common {
    /** A fact older than this is told by push/pull only: what waited in an agent that was cut off must not come out as news. */
    private static final long FRESH = 30_000_000_000L;

    final GossipSettings settings;
    final RandomGenerator chance;
    final Predicate<Profile> admits;
    final int packetRoom;
    final Self self;
    final Roster roster;
    final LocalHealth health = new LocalHealth();
    final Hearing hearing;
    final Broadcasts broadcasts = new Broadcasts();
    final Alarms alarms = new Alarms();
    final Outbox out = new Outbox();
    final Counters counters = new Counters();

    /** By the clock that only goes forward, less our own pauses. */
    long now;

    Instant wall;
    /** Counts what was new to us. */
    long news;

    private int sequence;
    private int ticket;
    private long lastRound = Long.MIN_VALUE / 2;

    Common(
            GossipSettings settings,
            RandomGenerator chance,
            Predicate<Profile> admits,
            int sealBytes,
            Self self,
            Moment start) {
        this.settings = settings;
        this.chance = chance;
        this.admits = admits;
        this.packetRoom = settings.packetBytes() - sealBytes;
        this.self = self;
        this.roster = new Roster(chance);
        this.now = start.nanos();
        this.wall = start.wall();
        this.hearing = new Hearing(settings, now);
        this.sequence = chance.nextInt();
    }

    /** How many live, this one included. */
    int members() {
        return roster.living() + 1;
    }

    int nextSequence() {
        return ++sequence;
    }

    int nextTicket() {
        return ++ticket;
    }

    boolean isolated() {
        return hearing.isolated(now, roster.living());
    }

    long chanceOf(long nanos) {
        return nanos <= 0 ? 0 : chance.nextLong(nanos);
    }

    String name(NodeId id) {
        if (self.is(id)) return self.profile().name();
        var member = roster.get(id);
        return member == null || member.name().isEmpty() ? id.uuid() : member.name();
    }

    /** Tells a fact to all, soon: the first round of a quiet agent does not wait for its turn. */
    void tell(Object subject, Message fact) {
        news++;
        broadcasts.add(subject, fact, now + FRESH);
        var interval = settings.gossipInterval().toNanos();
        var soon = now + chanceOf(interval / 10);
        alarms.setBy(Alarm.GOSSIP, Math.max(soon, lastRound + interval));
    }

    /** One round of gossip: facts to some members by chance, the dead of late among them, that they may refute. */
    void gossip() {
        lastRound = now;
        var lately = wall.toEpochMilli() - 30_000;
        var targets = roster.walk(
                settings.fanOut(),
                member -> member.living() || (member.state() == Node.State.DEAD && member.since() > lately));
        for (var target : targets) {
            var facts = broadcasts.take(packetRoom, settings.transmissions(members()), now);
            if (facts.isEmpty()) break;
            out.add(new Effect.Send(target.address(), facts));
        }
        alarms.set(
                Alarm.GOSSIP,
                broadcasts.isEmpty() || targets.isEmpty()
                        ? Alarms.NEVER
                        : now + settings.gossipInterval().toNanos());
    }

    /** Sends messages, and in the room that is left facts that are to be told anyway. */
    void send(Address to, Message... messages) {
        List<Message> all = new ArrayList<>(messages.length + 2);
        var room = packetRoom;
        for (var message : messages) {
            room -= GossipCodec.size(message);
            all.add(message);
        }
        all.addAll(broadcasts.take(room, settings.transmissions(members()), now));
        out.add(new Effect.Send(to, all));
    }

    void converse(Address to, Sync opening, String why) {
        out.add(new Effect.Converse(nextTicket(), to, opening, why));
    }
}
