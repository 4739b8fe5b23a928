package org.opsbro.kv.raft.live;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.core.NodeImpl;
import com.alipay.sofa.jraft.core.State;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.opsbro.kv.raft.live.ConsensusException.Busy;
import org.opsbro.kv.raft.live.ConsensusException.Refused;
import org.opsbro.kv.raft.live.ConsensusException.Unsure;
import org.opsbro.model.NodeId;

/** Changes of the members, one server at a time: with more at once a majority of those before and one of those after need not know one another. */
final class Membership {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private static final Duration NUDGE = Duration.ofMillis(200);

    private final NodeImpl node;
    private final PeerId self;
    private final Duration election;
    private final AtomicBoolean changing = new AtomicBoolean();

    Membership(NodeImpl node, PeerId self, Duration election) {
        this.node = node;
        this.self = self;
        this.election = election;
    }

    CompletableFuture<Void> addLearner(NodeId learner) {
        var peer = Peers.peer(learner);
        return change(() -> {
            var members = node.getCurrentConf();
            if (members.contains(peer)) throw new Refused(learner + " has a vote already");
            if (!members.getLearners().contains(peer)) await(done -> node.addLearners(List.of(peer), done));
        });
    }

    /** The engine takes a learner for one, whose answers do not count, until it is started anew as another: so it is taken out and added again. */
    CompletableFuture<Void> promote(NodeId learner) {
        var peer = Peers.peer(learner);
        return change(() -> {
            var members = node.getCurrentConf();
            if (members.contains(peer)) return;
            if (!members.getLearners().contains(peer))
                throw new Refused(learner + " is no learner: add it as one first");
            await(done -> node.removeLearners(List.of(peer), done));
            try {
                addPeer(peer);
            } catch (ConsensusException failed) {
                await(done -> node.addLearners(List.of(peer), done));
                throw failed;
            }
        });
    }

    /**
     * The engine waits until the server has caught up, but misses it if that is before it begins to wait, and looks again at the next entry only: so there is
     * one now and then.
     */
    private void addPeer(PeerId peer) throws ConsensusException, InterruptedException {
        var told = new CompletableFuture<Status>();
        node.addPeer(peer, told::complete);
        while (true) {
            try {
                var status = told.get(NUDGE.toMillis(), TimeUnit.MILLISECONDS);
                if (status.isOk()) return;
                throw failure(status);
            } catch (TimeoutException waiting) {
                node.apply(new Task(Machine.nothing(), null));
            } catch (ExecutionException never) {
                throw new IllegalStateException(never);
            }
        }
    }

    CompletableFuture<Void> remove(NodeId member) {
        var peer = Peers.peer(member);
        return change(() -> {
            var members = node.getCurrentConf();
            if (members.getLearners().contains(peer)) await(done -> node.removeLearners(List.of(peer), done));
            else if (members.contains(peer) && members.size() == 1)
                throw new Refused(member + " is the only one with a vote");
            else if (members.contains(peer)) await(done -> node.removePeer(peer, done));
        });
    }

    CompletableFuture<Void> transferLeadership(NodeId to) {
        var peer = Peers.peer(to);
        return change(() -> {
            if (!node.getCurrentConf().contains(peer)) throw new Refused(to + " has no vote");
            if (peer.equals(self)) return;
            var asked = node.transferLeadershipTo(peer);
            if (!asked.isOk()) throw failure(asked);
            var until = System.nanoTime() + election.multipliedBy(2).toNanos();
            while (node.getNodeState().compareTo(State.STATE_TRANSFERRING) <= 0) {
                if (System.nanoTime() > until) throw new Unsure(to + " did not take over in time");
                Thread.sleep(PAUSE);
            }
        });
    }

    private interface Change {
        void run() throws ConsensusException, InterruptedException;
    }

    private CompletableFuture<Void> change(Change change) {
        var outcome = new CompletableFuture<Void>();
        if (!changing.compareAndSet(false, true))
            outcome.completeExceptionally(new Busy("another change of the members is under way"));
        else Thread.ofVirtual().name("raft-members").start(() -> run(change, outcome));
        return outcome;
    }

    private void run(Change change, CompletableFuture<Void> outcome) {
        try {
            change.run();
            changing.set(false);
            outcome.complete(null);
        } catch (ConsensusException | InterruptedException | RuntimeException failed) {
            changing.set(false);
            outcome.completeExceptionally(failed);
        }
    }

    private static void await(Consumer<Closure> asked) throws ConsensusException {
        var told = new CompletableFuture<Status>();
        asked.accept(told::complete);
        var status = told.join();
        if (!status.isOk()) throw failure(status);
    }

    /** What the engine said, in our words. */
    static ConsensusException failure(Status status) {
        var why = status.getErrorMsg();
        return switch (status.getRaftError()) {
            case EBUSY -> new Busy(why);
            case ECATCHUP, EINVAL, ECANCELED -> new Refused(why);
            default -> new Unsure(why);
        };
    }
}
