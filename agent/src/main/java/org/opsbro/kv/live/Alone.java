package org.opsbro.kv.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.opsbro.kv.Outcome;
import org.opsbro.store.StorageException;

/**
 * The log of a store that one agent has for itself: there is none, each entry goes straight into the tables. What waits when the disk is ready for more
 * goes there together, so that a hundred writers cost one wait for the disk.
 */
final class Alone implements Consensus {
    private static final int MOST_WAITING = 4096;
    private static final int MOST_TOGETHER = 512;
    private static final long MOST_BYTES_TOGETHER = 4L * 1024 * 1024;

    private final String self;
    private final Machine machine;
    private final BlockingQueue<Proposal> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread owner;
    private volatile boolean closed;

    private record Proposal(byte[] entry, CompletableFuture<Outcome> outcome) {}

    Alone(String self, Machine machine) {
        this.self = self;
        this.machine = machine;
        // its calls into the database hold a thread of the system: a virtual one would hold one that others need
        owner = Thread.ofPlatform().name("kv").daemon().start(this::run);
    }

    @Override
    public CompletableFuture<Outcome> propose(byte[] entry) {
        var proposal = new Proposal(entry, new CompletableFuture<>());
        if (closed || !waiting.offer(proposal))
            proposal.outcome()
                    .completeExceptionally(new RejectedExecutionException(
                            closed ? "the store is closed" : MOST_WAITING + " writes wait already: try again later"));
        else if (closed) drain(); // it came in while the owner left
        return proposal.outcome();
    }

    @Override
    public CompletableFuture<Void> readBarrier() {
        return CompletableFuture.completedFuture(null); // what was answered is committed, and readers see what is
    }

    @Override
    public Membership membership() {
        return new Membership(Optional.of(self), List.of(self), List.of());
    }

    @Override
    public void close() {
        closed = true;
        owner.interrupt();
        try {
            owner.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        drain();
    }

    private void drain() {
        for (var left = waiting.poll(); left != null; left = waiting.poll())
            left.outcome().completeExceptionally(new RejectedExecutionException("the store is closed"));
    }

    private void run() {
        List<Proposal> together = new ArrayList<>();
        try {
            while (!closed) {
                together.add(waiting.take());
                gather(together);
                apply(together);
                together.clear();
            }
        } catch (InterruptedException ended) {
            // close() waits for this
        }
    }

    private void gather(List<Proposal> together) {
        var bytes = 0L + together.getFirst().entry().length;
        while (together.size() < MOST_TOGETHER && bytes < MOST_BYTES_TOGETHER) {
            var next = waiting.poll();
            if (next == null) return;
            bytes += next.entry().length;
            together.add(next);
        }
    }

    private void apply(List<Proposal> together) {
        try {
            var outcomes = machine.apply(
                    machine.applied() + 1,
                    together.stream().map(Proposal::entry).toList());
            for (var i = 0; i < together.size(); i++) together.get(i).outcome().complete(outcomes.get(i));
        } catch (StorageException failed) {
            together.forEach(each -> each.outcome().completeExceptionally(failed));
        } catch (RuntimeException bug) {
            // one of them: the others are not to suffer for it
            if (together.size() > 1) together.forEach(each -> apply(List.of(each)));
            else together.getFirst().outcome().completeExceptionally(bug);
        }
    }
}
