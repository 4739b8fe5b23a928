package org.opsbro.discovery;

import java.time.Instant;
import java.util.TreeMap;
import org.opsbro.discovery.Message.Foreign;
import org.opsbro.model.Node;
import org.opsbro.model.Profile;

/**
 * What is told of our members over the line to another zone. The version follows from the fact itself, so that all relays count alike without asking one
 * another: first the incarnation, then the version of the profile, then the state, then whether the profile is whole.
 */
final class Copies {
    private static final long MOST = (1L << 30) - 1;

    private Copies() {}

    /** For the zone above: all of it but what is only for its own zone. A suspicion stays where it can be refuted. */
    static Foreign up(MemberRecord record) {
        var alive = record.alive();
        var told = alive.profile().links().isEmpty()
                ? alive
                : with(alive, alive.profile().withLinks(new TreeMap<>()), alive.whole());
        return copy(record, told, record.state() == Node.State.SUSPECT ? Node.State.ALIVE : record.state());
    }

    /** Of a relay, for the zones below: who and where it is. */
    static Foreign down(MemberRecord relay) {
        return copy(relay, brief(relay, true), relay.state() == Node.State.SUSPECT ? Node.State.ALIVE : relay.state());
    }

    /** Of one who is a relay no more, for zones below that know it as one: it is gone, and nothing else of it. */
    static Foreign resigned(MemberRecord member, Instant now) {
        var gone = new MemberRecord(member.alive(), Node.State.LEAVE, member.incarnation(), now.toEpochMilli());
        return copy(gone, brief(member, true), Node.State.LEAVE);
    }

    private static Message.Alive brief(MemberRecord of, boolean relay) {
        var brief = Self.brief(of.alive().profile());
        return with(of.alive(), brief.in(brief.zone(), relay), true);
    }

    private static Message.Alive with(Message.Alive alive, Profile profile, boolean whole) {
        return new Message.Alive(
                alive.id(),
                alive.incarnation(),
                alive.version(),
                alive.boot(),
                profile,
                GossipCodec.hash(profile),
                whole);
    }

    private static Foreign copy(MemberRecord record, Message.Alive alive, Node.State state) {
        return new Foreign(
                new MemberRecord(alive, state, record.incarnation(), record.since()),
                version(alive, record.incarnation(), state));
    }

    private static long version(Message.Alive alive, long incarnation, Node.State state) {
        var life = Math.clamp(incarnation, 0, MOST);
        var profile = alive.incarnation() == incarnation ? Math.clamp(alive.version(), 0, MOST) : 0;
        var end = switch (state) {
            case ALIVE, SUSPECT -> 0L;
            case DEAD -> 1L;
            case LEAVE -> 2L;
        };
        return life << 33 | profile << 3 | end << 1 | (alive.whole() ? 1 : 0);
    }
}
