package org.opsbro.agent.shared;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.opsbro.kv.raft.live.Consensus;
import org.opsbro.model.FieldsBuilder;

/** When leaders of the store were elected, as this server saw it: whether the leader is a stable one. For any thread. */
final class Elections {
    private static final int MOST = 1000;
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final Deque<Long> times = new ArrayDeque<>();
    private long knownTerm;

    /** To be called when something about the leader changed. */
    synchronized void look(Consensus.Standing standing) {
        if (standing.leader().isEmpty() || standing.term() == knownTerm) return;
        knownTerm = standing.term();
        times.addLast(System.nanoTime());
        if (times.size() > MOST) times.removeFirst();
    }

    /** Tells {@code elections_last_hour}, and {@code leader_since} in seconds. */
    synchronized void tell(FieldsBuilder to) {
        var now = System.nanoTime();
        to.with(
                "elections_last_hour",
                times.stream().filter(at -> now - at < HOUR).count());
        if (!times.isEmpty()) to.with("leader_since", (now - times.getLast()) / 1_000_000_000);
    }
}
