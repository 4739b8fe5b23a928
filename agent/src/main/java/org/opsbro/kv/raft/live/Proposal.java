package org.opsbro.kv.raft.live;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import java.util.concurrent.CompletableFuture;

/** An entry on its way: done by the state machine, or told by the engine why not. */
final class Proposal implements Closure {
    final CompletableFuture<Consensus.Applied> outcome = new CompletableFuture<>();

    void applied(long index, byte[] answer) {
        outcome.complete(new Consensus.Applied(index, answer));
    }

    /** The engine says the same when it did not take an entry and when it lost the leadership after it did; so only what cannot be the latter is certain. */
    @Override
    public void run(Status status) {
        if (status.isOk()) throw new IllegalStateException("an entry was done without the state machine");
        if (status.getRaftError() == RaftError.EBUSY)
            outcome.completeExceptionally(new ConsensusException.Busy(status.getErrorMsg()));
        else
            outcome.completeExceptionally(
                    new ConsensusException.Unsure("the entry may be taken or not: " + status.getErrorMsg()));
    }
}
