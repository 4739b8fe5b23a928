package org.opsbro.kv.live;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.opsbro.kv.Outcome;

/**
 * The order of the log: which entry comes next, and when it is safe. A store that stands alone has {@link Alone}; an engine that replicates takes its
 * place here and nothing else changes.
 */
interface Consensus extends AutoCloseable {
    /**
     * Brings an entry into the log. What it came to is told once it is as safe as it will be and folded here; it is told exceptionally if nobody knows
     * whether it is in the log, so that only a caller whose entry carries a request may try again.
     */
    CompletableFuture<Outcome> propose(byte[] entry);

    /** Done when all that was answered to anybody before this call is folded here. */
    CompletableFuture<Void> readBarrier();

    /** Who the log is shared with. */
    Membership membership();

    /** Proposes nothing further; what was proposed and is not in the log is told exceptionally. */
    @Override
    void close();

    /**
     * Who votes about the log.
     *
     * @param owner who puts entries in order now, and stamps them; empty while nobody does
     */
    record Membership(Optional<String> owner, List<String> voters, List<String> learners) {
        public Membership {
            voters = List.copyOf(voters);
            learners = List.copyOf(learners);
        }
    }

    /** What the log is folded into; called by one thread at a time. */
    interface Machine {
        /** Index of the last entry that is in it. */
        long applied();

        /**
         * Folds entries that follow one another, all in one step.
         *
         * @param first index of the first
         * @return what each came to
         * @throws org.opsbro.store.StorageException if none of them was
         */
        List<Outcome> apply(long first, List<byte[]> entries);

        /** Writes all that was folded into a new file. */
        void writeSnapshot(Path file);
    }
}
