package org.opsbro.kv.raft.live;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.opsbro.model.NodeId;
import org.opsbro.wire.Peer;
import org.opsbro.wire.Stream;

/** What can go wrong between two servers: nothing gets through any more without either noticing, or late. */
final class Faults {
    /** From one to another. */
    private record Way(NodeId from, NodeId to) {}

    private final Set<Way> silent = ConcurrentHashMap.newKeySet();
    private final Set<Stream> open = ConcurrentHashMap.newKeySet();
    private final Set<NodeId> stalled = ConcurrentHashMap.newKeySet();
    private volatile int mostDelayMillis;
    private volatile boolean twice;

    /** Both ways, from now on, as a cable that is pulled. */
    void cut(NodeId one, NodeId other) {
        silence(one, other);
        silence(other, one);
    }

    /** One way only. */
    void silence(NodeId from, NodeId to) {
        silent.add(new Way(from, to));
    }

    void heal() {
        silent.clear();
        stalled.clear();
    }

    /** Each frame comes up to so much later. */
    void delay(int mostMillis) {
        mostDelayMillis = mostMillis;
    }

    /** Whether each frame is sent twice. */
    void twice(boolean now) {
        twice = now;
    }

    /** Only these servers read nothing from now on. */
    void stall(NodeId... servers) {
        stalled.clear();
        stalled.addAll(Set.of(servers));
    }

    /** Breaks all connections there are. */
    void breakAll() {
        for (var stream : Set.copyOf(open)) stream.close();
    }

    /** Connecting needs both ways; who gets no answer waits, and gives up. */
    void connect(NodeId from, NodeId to) throws IOException {
        if (!silent.contains(new Way(from, to)) && !silent.contains(new Way(to, from))) return;
        sleep(1000);
        throw new IOException(to + " does not answer");
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** A stream whose other end is far. */
    Stream around(NodeId far, NodeId near, Stream stream) {
        var around = new Stream() {
            @Override
            public Peer peer() {
                return stream.peer();
            }

            @Override
            public void send(byte[] frame) throws IOException {
                var delay = mostDelayMillis;
                if (delay > 0) sleep(ThreadLocalRandom.current().nextInt(delay));
                if (silent.contains(new Way(near, far))) return;
                stream.send(frame);
                if (twice) stream.send(frame);
            }

            @Override
            public Optional<byte[]> receive() throws IOException {
                while (stalled.contains(near)) sleep(10);
                return stream.receive();
            }

            @Override
            public void close() {
                open.remove(this);
                stream.close();
            }
        };
        open.add(around);
        return around;
    }
}
