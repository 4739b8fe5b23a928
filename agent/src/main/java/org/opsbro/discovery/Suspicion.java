package org.opsbro.discovery;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.model.NodeId;

/** One member is suspected: by whom first, who confirms it, who was refused a connection. Times are by {@link Hearing#suspicionTime}. */
final class Suspicion {
    /** Confirmations beyond those that count are not kept. */
    private static final int MOST_CONFIRMERS = 8;

    final NodeId about;
    final NodeId accuser;
    final long started;
    /** The accuser has accused so many that two must confirm. */
    final boolean doubted;

    private final List<NodeId> confirmers = new ArrayList<>(2);
    private final List<NodeId> refusers = new ArrayList<>(2);
    private long refusedAt;
    private long notBefore;
    /** The sequence of our last question to it, 0 before it was asked. */
    int question;

    private long askedAt;

    Suspicion(NodeId about, NodeId accuser, long started, boolean doubted) {
        this.about = about;
        this.accuser = accuser;
        this.started = started;
        this.doubted = doubted;
        this.notBefore = started;
        this.askedAt = started - 1;
    }

    /** @return whether it says something new */
    boolean hears(NodeId from, boolean refused, int wanted, int refusersWanted, long now) {
        var news = false;
        if (!from.equals(accuser) && !confirmers.contains(from) && confirmers.size() < MOST_CONFIRMERS) {
            news = confirmers.size() < wanted || (doubted && confirmers.size() < 2);
            confirmers.add(from);
        }
        if (refused && !refusers.contains(from) && refusers.size() < refusersWanted) {
            refusers.add(from);
            refusedAt = now;
            news = true;
        }
        return news;
    }

    List<NodeId> confirmers() {
        return confirmers;
    }

    List<NodeId> refusers() {
        return refusers;
    }

    boolean isBy(NodeId id) {
        return accuser.equals(id) || confirmers.contains(id);
    }

    void waitUntil(long time) {
        notBefore = Math.max(notBefore, time);
    }

    /** It answered, or too little speaks against it: it is asked once more before the next end. */
    void postpone(long until) {
        notBefore = Math.max(notBefore, until);
    }

    void asked(int sequence, long now) {
        question = sequence;
        askedAt = now;
    }

    /** When it is to be asked again: from time to time, and shortly before the verdict. */
    long asksAt(long due, long every, long before) {
        var last = Math.max(due - before, started);
        return askedAt >= last ? Alarms.NEVER : Math.min(last, askedAt + every);
    }

    boolean agentDown(int refusersWanted) {
        return refusers.size() >= refusersWanted;
    }

    long due(GossipSettings settings, int members, int refusersWanted) {
        var due = started + settings.suspicion(members, confirmers.size());
        if (agentDown(refusersWanted))
            due = Math.min(due, refusedAt + settings.agentDownGrace().toNanos());
        return Math.max(due, notBefore);
    }
}
