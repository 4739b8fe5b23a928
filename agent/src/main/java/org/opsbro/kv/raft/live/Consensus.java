package org.opsbro.kv.raft.live;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.opsbro.model.NodeId;
import org.opsbro.wire.Streams;

/**
 * A log that several servers agree on, and a {@link StateMachine} on each of them that it is told to. One server of it. For any thread; a future is
 * completed by a thread of the engine, which whoever depends on it must not hold up.
 *
 * <p>Futures fail with {@link ConsensusException}: it says whether what was asked may have happened all the same.
 */
public interface Consensus extends Streams.Service, AutoCloseable {
    /** The longest entry, in bytes. */
    int MOST_BYTES = 1024 * 1024 + 64 * 1024;

    /** What became of an entry: where it is in the log, and what the state machine here answered. */
    record Applied(long index, byte[] answer) {}

    /** Who is in it. A learner has the log, but no vote. */
    record Members(Set<NodeId> voters, Set<NodeId> learners) {
        public static final Members NONE = new Members(Set.of(), Set.of());

        public Members {
            voters = Set.copyOf(voters);
            learners = Set.copyOf(learners);
        }
    }

    enum Role {
        LEADER,
        FOLLOWER,
        /** It asks for votes. */
        CANDIDATE,
        /** It is not yet, or no longer, in the log that it has; or it was closed. */
        NONE
    }

    /** What another server said last of the end of its log, and how long ago. */
    record Progress(long last, long agoMillis) {}

    /**
     * Where this server stands.
     *
     * @param leader who leads, as far as it knows
     * @param members as far as its log says
     * @param committed what a majority has, as far as it knows
     * @param applied what its state machine has
     * @param first index of the first entry of its log
     * @param last index of the last; less than the first if there is none
     * @param others what the leader knows of the others; empty on other servers
     */
    record Standing(
            Role role,
            Optional<NodeId> leader,
            long term,
            Members members,
            long committed,
            long applied,
            long first,
            long last,
            Map<NodeId, Progress> others) {}

    /**
     * Adds an entry to the log, on the leader only.
     *
     * @return done when a majority has it on its disks and the state machine here has taken it
     * @throws IllegalArgumentException if it is empty or too long
     */
    CompletableFuture<Applied> propose(byte[] entry);

    /**
     * Done when the state machine here has all that was committed anywhere before this call: what is read from it then is linearizable. Carries the
     * index up to which that is. On any member; without a leader it waits for one, up to the patience of the settings.
     */
    CompletableFuture<Long> readBarrier();

    Standing standing();

    /** Lets a server follow, on the leader only. It has to be started as one that joins. */
    CompletableFuture<Void> addLearner(NodeId node);

    /** Gives a learner a vote once it has what the others have, on the leader only. One that is slow stays a learner, and that is told as a failure. */
    CompletableFuture<Void> promote(NodeId node);

    /** Takes a server out, on the leader only. It may take itself out; the others elect another one. */
    CompletableFuture<Void> remove(NodeId node);

    /** Lets another server lead, on the leader only; done when this one no longer does. */
    CompletableFuture<Void> transferLeadership(NodeId to);

    /** Writes a snapshot now, and drops what the log has no longer to keep. Done by itself as the log grows. */
    CompletableFuture<Void> snapshot();

    /** Ends it. What is under way fails. A leader asks another server to take over first. */
    @Override
    void close();
}
