package org.opsbro.discovery;

import java.time.Instant;
import org.opsbro.discovery.Message.Alive;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;

/** What this agent knows of another. Kept small: there is one for each pair of agents. */
final class Member {
    private Alive alive;
    private Node.State state;
    private long incarnation;
    private long since;

    Member(Alive alive, Node.State state, long incarnation, long since) {
        this.alive = alive;
        this.state = state;
        this.incarnation = incarnation;
        this.since = since;
    }

    NodeId id() {
        return alive.id();
    }

    /** The last it told of itself. */
    Alive alive() {
        return alive;
    }

    Node.State state() {
        return state;
    }

    /** Which the state is about. */
    long incarnation() {
        return incarnation;
    }

    /** When the state began, milliseconds of the epoch. */
    long since() {
        return since;
    }

    String name() {
        return alive.profile().name();
    }

    Address address() {
        return Address.of(alive.profile());
    }

    boolean living() {
        return state == Node.State.ALIVE || state == Node.State.SUSPECT;
    }

    /** Only the roster calls it and the next, for it counts and sums. */
    void become(Node.State next, long about, long at) {
        state = next;
        incarnation = about;
        since = at;
    }

    void hears(Alive next) {
        alive = next;
    }

    Node node() {
        return new Node(id(), alive.profile(), state, incarnation, Instant.ofEpochMilli(since), false);
    }

    MemberRecord record() {
        return new MemberRecord(alive, state, incarnation, since);
    }

    /** What two agents compare: differs when the record does, but for a suspicion, which passes. */
    long digest() {
        var rank = state == Node.State.DEAD ? 2 : state == Node.State.LEAVE ? 3 : 1;
        var stamp = Hashes.of(alive.incarnation(), alive.version() * 2 + (alive.whole() ? 1 : 0));
        return Hashes.of(stamp, incarnation * 4 + rank);
    }
}
