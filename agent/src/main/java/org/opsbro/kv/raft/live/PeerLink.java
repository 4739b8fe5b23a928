package org.opsbro.kv.raft.live;

import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesResponse;
import com.alipay.sofa.jraft.util.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.opsbro.wire.Stream;

/**
 * The way to one other server: connected when something is to be sent, and again and again while the engine wants it to be. Requests wait for the connection,
 * and fail with it. An answer that comes too late, or twice, or to nothing that was asked, is dropped.
 */
final class PeerLink implements Link.Ends {
    /** What may wait for a connection. */
    private static final int MOST_WAITING = 256;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Endpoint endpoint;
    private final EngineOptions options;
    private final Runnable connected;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private final Map<Long, Call> calls = new ConcurrentHashMap<>();
    private final List<Call> waiting = new ArrayList<>();
    private volatile @Nullable Link link;
    /** Whether a thread connects, talks, or pauses before it connects anew. */
    private boolean running;

    /** Whether somebody asked for a connection while it pauses. */
    private boolean hurried;

    /** When it began to connect; 0 if it does not. */
    private long dialing;

    private boolean closed;

    /** @param connected called when a connection is made */
    PeerLink(Endpoint endpoint, EngineOptions options, Runnable connected) {
        this.endpoint = endpoint;
        this.options = options;
        this.connected = connected;
    }

    boolean writable() {
        var open = link;
        return open != null && open.writable();
    }

    /** Whether it tries to connect for so long already. */
    boolean connectingFor(long millis) {
        lock.lock();
        try {
            return dialing != 0
                    && System.nanoTime() - dialing >= Duration.ofMillis(millis).toNanos();
        } finally {
            lock.unlock();
        }
    }

    void submit(Call call) {
        lock.lock();
        try {
            var open = link;
            if (open != null) send(open, call);
            else if (closed || waiting.size() >= MOST_WAITING) call.fail(endpoint + " is not connected");
            else {
                waiting.add(call);
                connect();
            }
        } finally {
            lock.unlock();
        }
    }

    private void send(Link open, Call call) {
        if (call.isDone()) return;
        calls.put(call.number, call);
        var _ = call.whenComplete((answer, failure) -> calls.remove(call.number));
        if (!open.send(Messages.REQUEST, call.number, call.request))
            call.fail(endpoint + " is gone, or does not read what is sent to it");
    }

    /** Connects at once, unless it is connected, or does so already. */
    void connect() {
        lock.lock();
        try {
            if (closed || link != null) return;
            hurried = true;
            asked.signal();
            if (running) return;
            running = true;
            dialing = System.nanoTime();
            Thread.ofPlatform().daemon().name("raft-link").start(this::keepConnected);
        } finally {
            lock.unlock();
        }
    }

    private void keepConnected() {
        var pause = FIRST_PAUSE;
        do {
            try {
                talk(dial());
                pause = FIRST_PAUSE;
            } catch (IOException | RuntimeException unreachable) {
                fail(String.valueOf(unreachable.getMessage()));
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        } while (again(pause));
    }

    private Stream dial() throws IOException {
        dialing(System.nanoTime());
        try {
            return options.dialer.dial(Peers.node(endpoint), options.patience);
        } finally {
            dialing(0);
        }
    }

    /** @param since 0 when it ends; the first time counts from when somebody asked for it */
    private void dialing(long since) {
        lock.lock();
        try {
            if (since == 0 || dialing == 0) dialing = since;
        } finally {
            lock.unlock();
        }
    }

    private void talk(Stream stream) {
        var open = new Link(stream, this, options.patience.dividedBy(4));
        lock.lock();
        try {
            if (closed) {
                open.close();
                return;
            }
            link = open;
            for (var call : waiting) send(open, call);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        connected.run();
        open.run();
    }

    private void fail(String why) {
        List<Call> failed;
        lock.lock();
        try {
            failed = List.copyOf(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        for (var call : failed) call.fail(endpoint + " cannot be reached: " + why);
    }

    /** Whether to connect anew: somebody asked for it, or the engine wants it. */
    private boolean again(Duration pause) {
        var wanted = options.wanted().test(endpoint);
        lock.lock();
        try {
            var left = pause.toNanos();
            while (wanted && !hurried && !closed && left > 0) left = asked.awaitNanos(left);
            hurried = false;
            running = !closed && (wanted || !waiting.isEmpty());
            return running;
        } catch (InterruptedException never) {
            running = false;
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void came(Link from, Messages.Read read) {
        var call = calls.get(read.number());
        if (call == null || read.kind() == Messages.REQUEST) return;
        var message = read.message();
        if (message == null) {
            call.fail(endpoint + " has no answer: " + read.text());
            return;
        }
        if (message instanceof AppendEntriesResponse answer)
            options.heard.put(
                    Peers.node(endpoint), new EngineOptions.Heard(answer.getLastLogIndex(), System.nanoTime()));
        call.complete(message);
    }

    @Override
    public void closed(Link gone) {
        lock.lock();
        try {
            if (link == gone) link = null;
        } finally {
            lock.unlock();
        }
        for (var call : List.copyOf(calls.values())) call.fail("the connection to " + endpoint + " broke");
    }

    /** Breaks the connection; the next request makes another one. */
    void interrupt() {
        var open = link;
        if (open != null) open.close();
    }

    /** For good, once what was given to it is sent. */
    void close() {
        lock.lock();
        try {
            closed = true;
            asked.signal();
        } finally {
            lock.unlock();
        }
        fail("this server is closing");
        var open = link;
        if (open != null) open.drain();
    }
}
