package org.opsbro.kv.raft.live;

import com.alipay.sofa.jraft.JRaftServiceFactory;
import com.alipay.sofa.jraft.NodeManager;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.ReadIndexClosure;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.NodeImpl;
import com.alipay.sofa.jraft.core.State;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.entity.codec.LogEntryCodecFactory;
import com.alipay.sofa.jraft.entity.codec.v2.LogEntryV2CodecFactory;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import com.alipay.sofa.jraft.storage.RaftMetaStorage;
import com.alipay.sofa.jraft.storage.SnapshotStorage;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.opsbro.model.NodeId;
import org.opsbro.store.StorageException;
import org.opsbro.wire.Stream;

/** One server of a consensus, on SOFAJRaft. */
public final class Raft implements Consensus {
    /** What may be proposed and not be done yet, in bytes. */
    private static final long MOST_PROPOSED = 16L * 1024 * 1024;

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Settings settings;
    private final PeerId self;
    private final LogFile file;
    private final SqliteVote vote;
    private final EngineOptions options;
    private final PeerServer server;
    private final NodeImpl node;
    private final Membership membership;
    private final AtomicLong proposed = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Consumer<Consensus> changed;
    private final BooleanSupplier roomy;

    /**
     * Starts it.
     *
     * @param fatal told when it has to end, and the process with it
     * @param changed called when its leader or its members may have changed; not to block
     * @throws IOException if its files cannot be read or made
     */
    public static Consensus start(
            Settings settings, StateMachine machine, Dialer dialer, Fatal fatal, Consumer<Consensus> changed)
            throws IOException {
        Engine.prepare(settings.group());
        Files.createDirectories(settings.folder());
        try {
            var file = new LogFile(settings.folder().resolve("raft.db"));
            var raft = new Raft(settings, file, machine, dialer, fatal, changed);
            try {
                raft.begin();
                return raft;
            } catch (IOException | RuntimeException failed) {
                raft.close();
                throw failed;
            }
        } catch (StorageException failed) {
            throw new IOException("the log of the consensus: " + failed.getMessage(), failed);
        }
    }

    private Raft(
            Settings settings,
            LogFile file,
            StateMachine machine,
            Dialer dialer,
            Fatal fatal,
            Consumer<Consensus> changed) {
        this.settings = settings;
        this.file = file;
        this.changed = changed;
        self = Peers.peer(settings.self());
        vote = new SqliteVote(file, fatal);
        options = new EngineOptions(dialer, settings.election().multipliedBy(2));
        server = new PeerServer(options.patience.dividedBy(4), machine::hasRoom);
        roomy = machine::hasRoom;
        node = new NodeImpl(settings.group(), self);
        Engine.ignoreSignals();
        membership = new Membership(node, self, settings.election());
        var told = new Machine(machine, fatal, settings.snapshotBytes(), this::snapshotDue, this::changed);
        options.setFsm(told);
        options.setServiceFactory(new Storages(new SqliteLog(file, fatal), vote));
        options.wanted(endpoint -> node.isLeader(false) && isMember(new PeerId(endpoint, 0), node.getCurrentConf()));
        Engine.configure(options, settings);
        if (settings.founds()) options.setInitialConf(new Configuration(List.of(self)));
    }

    /** Where the engine gets its storages from. */
    private record Storages(LogStorage log, RaftMetaStorage vote) implements JRaftServiceFactory {
        @Override
        public LogStorage createLogStorage(String uri, RaftOptions options) {
            return log;
        }

        @Override
        public RaftMetaStorage createRaftMetaStorage(String uri, RaftOptions options) {
            return vote;
        }

        @Override
        public SnapshotStorage createSnapshotStorage(NodeOptions options) {
            return new LocalSnapshotStorage(options.getSnapshotUri(), null, options.getRaftOptions());
        }

        @Override
        public LogEntryCodecFactory createLogEntryCodecFactory() {
            return LogEntryV2CodecFactory.getInstance();
        }
    }

    private void begin() throws IOException {
        NodeManager.getInstance().addAddress(self.getEndpoint());
        if (!node.init(options))
            throw new IOException("the consensus in " + settings.folder()
                    + " cannot be started: what it has there does not fit together, see the log");
    }

    private void snapshotDue() {
        Thread.ofVirtual().name("raft-snapshot-due").start(() -> {
            var _ = snapshot();
        });
    }

    private void changed() {
        changed.accept(this);
    }

    @Override
    public void serve(Stream stream) {
        server.serve(stream);
    }

    @Override
    public CompletableFuture<Applied> propose(byte[] entry) {
        if (entry.length == 0 || entry.length > MOST_BYTES)
            throw new IllegalArgumentException("an entry of " + entry.length + " bytes, want 1 to " + MOST_BYTES);
        if (closed.get() || !node.isLeader(false)) return CompletableFuture.failedFuture(notLeader());
        if (!roomy.getAsBoolean()) return CompletableFuture.failedFuture(new ConsensusException.Full());
        if (proposed.addAndGet(entry.length) > MOST_PROPOSED) {
            proposed.addAndGet(-entry.length);
            return CompletableFuture.failedFuture(
                    new ConsensusException.Busy("there are entries of " + MOST_PROPOSED + " bytes under way already"));
        }
        var proposal = new Proposal();
        var outcome = proposal.outcome.whenComplete((applied, failure) -> proposed.addAndGet(-entry.length));
        try {
            node.apply(new Task(ByteBuffer.wrap(entry), proposal));
        } catch (IllegalStateException closing) {
            proposal.outcome.completeExceptionally(notLeader());
        }
        return outcome;
    }

    private ConsensusException.NotLeader notLeader() {
        return new ConsensusException.NotLeader(leader().filter(node -> !node.equals(settings.self())));
    }

    private Optional<NodeId> leader() {
        var leader = closed.get() ? null : node.getLeaderId();
        return leader == null ? Optional.empty() : Peers.node(leader);
    }

    @Override
    public CompletableFuture<Long> readBarrier() {
        var outcome = new CompletableFuture<Long>();
        ask(outcome, System.nanoTime() + settings.patience().toNanos());
        return outcome;
    }

    private void ask(CompletableFuture<Long> outcome, long until) {
        if (closed.get()) {
            outcome.completeExceptionally(new ConsensusException.Refused("this server is closed"));
            return;
        }
        var asked = new ReadIndexClosure(-1) { // a time would start a timer that ticks a thousand times a second
                    @Override
                    public void run(Status status, long index, byte[] nothing) {
                        if (status.isOk()) outcome.complete(index);
                        else again(outcome, until, status.getErrorMsg());
                    }
                };
        try {
            node.readIndex(new byte[0], asked);
        } catch (IllegalStateException closing) {
            outcome.completeExceptionally(new ConsensusException.Refused("this server is closing"));
        }
    }

    /** There is no leader right now, or it does not know yet that it is one; asking again does no harm. */
    private void again(CompletableFuture<Long> outcome, long until, String why) {
        if (System.nanoTime() >= until)
            outcome.completeExceptionally(new ConsensusException.Busy("nobody could tell what is committed: " + why));
        else
            CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> ask(outcome, until));
    }

    @Override
    public Standing standing() {
        try {
            if (!closed.get()) return standsNow();
        } catch (IllegalStateException closing) {
            // the engine says so of what it is asked while it ends
        }
        return nowhere();
    }

    private Standing nowhere() {
        return new Standing(Role.NONE, Optional.empty(), vote.getTerm(), Members.NONE, 0, 0, 0, 0, Map.of());
    }

    private Standing standsNow() {
        @Nullable Configuration members = node.getCurrentConf();
        if (members == null) return nowhere(); // it is about to start
        var leads = node.isLeader(false);
        return new Standing(
                role(node.getNodeState(), members),
                leader(),
                vote.getTerm(),
                new Members(Peers.nodes(members.listPeers()), Peers.nodes(members.listLearners())),
                node.getLastCommittedIndex(),
                node.getLastAppliedLogIndex(),
                file.first(),
                Math.max(file.last(), file.first() - 1),
                leads ? progress(members) : Map.of());
    }

    private Role role(State state, Configuration members) {
        if (!isMember(self, members)) return Role.NONE;
        return switch (state) {
            case STATE_LEADER, STATE_TRANSFERRING -> Role.LEADER;
            case STATE_CANDIDATE -> Role.CANDIDATE;
            case STATE_FOLLOWER -> Role.FOLLOWER;
            default -> Role.NONE;
        };
    }

    private static boolean isMember(PeerId peer, Configuration members) {
        return members.contains(peer) || members.getLearners().contains(peer);
    }

    private Map<NodeId, Progress> progress(Configuration members) {
        var progress = new TreeMap<NodeId, Progress>();
        var now = System.nanoTime();
        options.heard.forEach((node, heard) -> {
            if (isMember(Peers.peer(node), members))
                progress.put(node, new Progress(heard.last(), TimeUnit.NANOSECONDS.toMillis(now - heard.at())));
        });
        return progress;
    }

    @Override
    public CompletableFuture<Void> addLearner(NodeId learner) {
        return whenLeading(() -> membership.addLearner(learner));
    }

    @Override
    public CompletableFuture<Void> promote(NodeId learner) {
        return whenLeading(() -> membership.promote(learner));
    }

    @Override
    public CompletableFuture<Void> remove(NodeId member) {
        return whenLeading(() -> membership.remove(member));
    }

    @Override
    public CompletableFuture<Void> transferLeadership(NodeId to) {
        return whenLeading(() -> membership.transferLeadership(to));
    }

    private CompletableFuture<Void> whenLeading(Supplier<CompletableFuture<Void>> change) {
        return closed.get() || !node.isLeader(false) ? CompletableFuture.failedFuture(notLeader()) : change.get();
    }

    @Override
    public CompletableFuture<Void> snapshot() {
        var outcome = new CompletableFuture<Void>();
        if (closed.get()) outcome.completeExceptionally(new ConsensusException.Refused("this server is closed"));
        else
            node.snapshot(status -> {
                if (status.isOk()) outcome.complete(null);
                else outcome.completeExceptionally(Membership.failure(status));
            });
        return outcome;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) return;
        var down = new CountDownLatch(1);
        node.shutdown(status -> down.countDown());
        try {
            node.join();
            var _ = down.await(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
            server.shutdown();
            server.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } finally {
            NodeManager.getInstance().removeAddress(self.getEndpoint());
            options.getAppendEntriesExecutors().shutdownGracefully();
            file.close();
        }
    }
}
