package org.opsbro.kv.raft.live;

import com.alipay.sofa.jraft.rpc.Connection;
import com.alipay.sofa.jraft.rpc.RpcContext;
import com.alipay.sofa.jraft.rpc.RpcProcessor;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesRequestHeader;
import com.alipay.sofa.jraft.rpc.RpcRequests.InstallSnapshotRequest;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.rpc.impl.ConnectionClosedEventListener;
import com.alipay.sofa.jraft.rpc.impl.PingRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.AppendEntriesRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.GetFileRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.InstallSnapshotRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.ReadIndexRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.RequestVoteRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.TimeoutNowRequestProcessor;
import com.google.protobuf.Message;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.opsbro.model.NodeId;
import org.opsbro.wire.Stream;

/**
 * What other servers ask of the engine here, on the streams that the agent takes. Of each other server one stream counts, the last: an older one, that may be
 * half dead, is closed before the new one is read, as the engine keeps things by server that it forgets when a connection closes.
 */
final class PeerServer implements RpcServer {
    private static final int MOST_FORGETTING_SECONDS = 5;

    private final Map<String, RpcProcessor<Message>> processors = new ConcurrentHashMap<>();
    private final Map<NodeId, Session> sessions = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("raft-request").factory());
    private final AppendEntriesRequestProcessor entries = new AppendEntriesRequestProcessor(threads);
    private final Duration beat;
    private final BooleanSupplier roomy;
    private volatile boolean open = true;

    /**
     * @param beat how often each end says something at least
     * @param roomy whether there is room on the disk for what others send
     */
    PeerServer(Duration beat, BooleanSupplier roomy) {
        this.beat = beat;
        this.roomy = roomy;
        // not those of the engine by which anybody could change its members from afar
        registerProcessor(entries);
        registerProcessor(new GetFileRequestProcessor(threads));
        registerProcessor(new InstallSnapshotRequestProcessor(threads));
        registerProcessor(new RequestVoteRequestProcessor(threads));
        registerProcessor(new PingRequestProcessor(threads));
        registerProcessor(new TimeoutNowRequestProcessor(threads));
        registerProcessor(new ReadIndexRequestProcessor(threads));
    }

    @Override
    public boolean init(Void nothing) {
        return true;
    }

    @Override
    @SuppressWarnings("unchecked") // it is only given what it is interested in
    public void registerProcessor(RpcProcessor<?> processor) {
        processors.put(processor.interest(), (RpcProcessor<Message>) processor);
    }

    @Override
    public void registerConnectionClosedEventListener(ConnectionClosedEventListener listener) {
        throw new UnsupportedOperationException("there is one already");
    }

    @Override
    public boolean isStarted() {
        return open;
    }

    @Override
    public int boundPort() {
        return 0;
    }

    /** Serves a stream until it ends. */
    void serve(Stream stream) {
        var session = new Session(stream);
        var older = sessions.put(stream.peer().id(), session);
        if (older != null) older.end();
        if (open) read(session.link);
        else session.link.close();
        sessions.remove(stream.peer().id(), session);
    }

    private static void read(Link link) {
        var reader = Thread.ofPlatform().daemon().name("raft-reader").start(link::run);
        try {
            reader.join();
        } catch (InterruptedException ended) {
            link.close();
            Thread.currentThread().interrupt();
        }
    }

    /** A stream while it is served. */
    private final class Session implements Link.Ends {
        private final Link link;
        private final CountDownLatch forgotten = new CountDownLatch(1);
        private final ReentrantLock handling = new ReentrantLock();

        Session(Stream stream) {
            link = new Link(stream, this, beat);
        }

        @Override
        public void came(Link from, Messages.Read read) {
            if (read.kind() != Messages.REQUEST) return;
            var message = read.message();
            if (message == null) {
                link.refuse(read.number(), read.text());
                return;
            }
            var processor = processors.get(message.getClass().getName());
            if (processor == null || !open) {
                link.refuse(read.number(), "a " + message.getClass().getSimpleName() + " is not served here");
                return;
            }
            if (needsRoom(message) && !roomy.getAsBoolean()) {
                link.refuse(read.number(), "there is too little room on its disk");
                return;
            }
            try {
                executor(processor, message).execute(() -> handle(processor, new Asked(link, read.number()), message));
            } catch (RejectedExecutionException busy) {
                link.refuse(read.number(), "it is busy, or closing");
            }
        }

        private void handle(RpcProcessor<Message> processor, Asked asked, Message message) {
            if (!(message instanceof AppendEntriesRequest)) {
                processor.handleRequest(asked, message);
                return;
            }
            handling.lock();
            try {
                if (!link.isClosed()) processor.handleRequest(asked, message);
            } finally {
                handling.unlock();
            }
        }

        /**
         * The engine ends the thread that takes the entries of this server: it takes a lock, and waits up to 15 seconds for what that thread still has to do,
         * which may want the same lock. So it is told once that thread has nothing to do any more; and as that thread may be the one that closes here, by
         * another one.
         */
        @Override
        public void closed(Link gone) {
            Thread.ofVirtual().name("raft-forget").start(() -> {
                awaitHandled();
                entries.onClosed("", gone);
                forgotten.countDown();
            });
        }

        private void awaitHandled() {
            handling.lock();
            try {
                // what comes now sees that it is closed
            } finally {
                handling.unlock();
            }
        }

        /** Ends it, and waits until the engine has forgotten it. */
        void end() {
            link.close();
            try {
                var _ = forgotten.await(MOST_FORGETTING_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Words of the leader without entries do not: so this server goes on to follow, and to vote. */
    private static boolean needsRoom(Message message) {
        return message instanceof InstallSnapshotRequest
                || (message instanceof AppendEntriesRequest entries && entries.getEntriesCount() > 0);
    }

    /** Entries are taken by the thread that reads them, in the order in which they came; the engine wants to have been asked for one of its own. */
    private static Executor executor(RpcProcessor<Message> processor, Message message) {
        if (processor.executorSelector() == null || !(message instanceof AppendEntriesRequest request))
            return processor.executor();
        var header = AppendEntriesRequestHeader.newBuilder()
                .setGroupId(request.getGroupId())
                .setPeerId(request.getPeerId())
                .setServerId(request.getServerId())
                .build();
        var chosen = processor.executorSelector().select(processor.interest(), header);
        return chosen == null ? processor.executor() : Runnable::run;
    }

    /** A request, and the way back. */
    private record Asked(Link link, long number) implements RpcContext {
        @Override
        public void sendResponse(Object answer) {
            // whoever asked hears of it at once, instead of waiting for an answer in vain
            if (!link.send(Messages.ANSWER, number, (Message) answer)) link.close();
        }

        @Override
        public Connection getConnection() {
            return link;
        }

        @Override
        public String getRemoteAddress() {
            return "";
        }
    }

    @Override
    public void shutdown() {
        open = false;
        sessions.values().forEach(session -> session.link.close());
        threads.shutdown();
        entries.destroy();
    }

    /** Waits for what is under way. */
    void join() throws InterruptedException {
        var _ = threads.awaitTermination(5, TimeUnit.SECONDS);
    }
}
