package org.opsbro.wire;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.opsbro.model.NodeId;

/** Opens streams to other agents, from any thread; those of a virtual thread cost no other. */
public final class StreamClient implements Streams, AutoCloseable {
    /** The purpose that every agent serves. */
    static final String PING = "ping";

    private final Deadlines deadlines = new Deadlines();
    private final Handshake handshake;
    private final Keys keys;
    private final byte[] self;
    private final WireCounters counters;

    public StreamClient(Keys keys, NodeId self, SecureRandom random, WireCounters counters) {
        this.handshake = new Handshake(keys, random, deadlines);
        this.keys = keys;
        this.self = SenderId.bytes(self);
        this.counters = counters;
    }

    /** @throws StreamRefused if the agent answers, but does not take the stream */
    @Override
    public Stream open(InetSocketAddress to, String zone, String purpose, Duration patience) throws IOException {
        return open(to, zone, null, purpose, patience);
    }

    /** As {@link #open}, but sealed with an older key of the zone where the other agent does not have the primary one yet. */
    public Stream openWithAnyKey(InetSocketAddress to, String zone, String purpose, Duration patience)
            throws IOException {
        try {
            return open(to, zone, null, purpose, patience);
        } catch (StreamRefused refused) {
            if (refused.reason() != Refusal.UNKNOWN_KEY) throw refused;
            return openWithOlder(to, zone, purpose, patience, refused);
        }
    }

    private Stream openWithOlder(
            InetSocketAddress to, String zone, String purpose, Duration patience, StreamRefused first)
            throws IOException {
        for (var key : keys.now().ring(zone).orElse(KeyRing.EMPTY).keys().stream()
                .skip(1)
                .toList()) {
            try {
                return open(to, zone, key, purpose, patience);
            } catch (StreamRefused refused) {
                if (refused.reason() != Refusal.UNKNOWN_KEY) throw refused;
            }
        }
        throw first;
    }

    private Stream open(InetSocketAddress to, String zone, @Nullable ZoneKey older, String purpose, Duration patience)
            throws IOException {
        if (!Hello.isPurpose(purpose))
            throw new IllegalArgumentException("the purpose " + purpose + ", want up to 64 of a-z 0-9 -");
        var socket = new Socket();
        try {
            connect(socket, to, patience);
            return deadlines.within(patience, socket, () -> greet(socket, to, zone, older, purpose, patience));
        } catch (StreamRefused refused) {
            Deadlines.closeQuietly(socket);
            remember(to, zone, refused.theirKey());
            throw named(to, purpose, refused);
        } catch (IOException failed) {
            Deadlines.closeQuietly(socket);
            throw named(to, purpose, failed);
        }
    }

    /** That the other uses a key which this node does not have; while keys are changed one after the other it has it. */
    private void remember(InetSocketAddress to, String zone, int theirKey) {
        var held = keys.now();
        var known = held.zone(zone);
        if (theirKey == 0 || known == null || known.key(theirKey) != null) return;
        counters.refusals().remember(Refusal.UNKNOWN_KEY, to.getAddress(), theirKey, known.number(), held);
    }

    private static void connect(Socket socket, InetSocketAddress to, Duration patience) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(to, Math.clamp(patience.toMillis(), 1, Integer.MAX_VALUE));
    }

    private SealedStream greet(
            Socket socket,
            InetSocketAddress to,
            String zone,
            @Nullable ZoneKey older,
            String purpose,
            Duration patience)
            throws IOException {
        var agreed = handshake.call(socket, zone, older);
        try {
            return introduce(socket, to, zone, agreed, purpose, patience);
        } catch (IOException refused) {
            agreed.frames().end();
            throw refused;
        }
    }

    private SealedStream introduce(
            Socket socket,
            InetSocketAddress to,
            String zone,
            Handshake.Agreed agreed,
            String purpose,
            Duration patience)
            throws IOException {
        agreed.frames().write(Frames.HELLO, Hello.client(self, purpose), patience);
        var frame = agreed.frames().read(Hello.MOST_BYTES, patience);
        if (frame.kind() != Frames.ANSWER) throw new IOException("it answers with a frame of kind " + frame.kind());
        var answer = Hello.ofServer(frame.bytes());
        if (answer.refusal().isPresent())
            throw new StreamRefused(answer.refusal().get(), answer.text());
        counters.streams().sent(agreed.sealed());
        return new SealedStream(socket, agreed.frames(), new Peer(answer.id(), zone, agreed.sealed(), to), patience);
    }

    private static IOException named(InetSocketAddress to, String purpose, IOException failed) {
        var message = to + " (" + purpose + "): " + failed.getMessage();
        return failed instanceof StreamRefused refused
                ? new StreamRefused(refused.reason(), message, refused.theirKey())
                : new IOException(message, failed);
    }

    /** Whether an agent lives there, by TCP: connects, and lets it prove that it has the zone's key. */
    public Probe ping(InetSocketAddress to, String zone, Duration patience) {
        var start = System.nanoTime();
        try (var socket = new Socket()) {
            try {
                connect(socket, to, patience);
            } catch (SocketTimeoutException late) {
                return new Probe.Silent();
            } catch (IOException failed) {
                return unconnected(failed);
            }
            return connected(socket, to, zone, patience, start);
        } catch (IOException failed) {
            return new Probe.Rejected(String.valueOf(failed.getMessage()));
        }
    }

    private Probe connected(Socket socket, InetSocketAddress to, String zone, Duration patience, long start)
            throws IOException {
        var left = patience.minusNanos(System.nanoTime() - start);
        try {
            var stream = deadlines.within(left, socket, () -> greet(socket, to, zone, null, PING, patience));
            stream.abort();
            return new Probe.Answered(stream.peer().id(), Duration.ofNanos(System.nanoTime() - start));
        } catch (SocketTimeoutException late) {
            return new Probe.Silent();
        }
    }

    private static Probe unconnected(IOException failed) {
        var why = String.valueOf(failed.getMessage());
        if (!(failed instanceof ConnectException)) return new Probe.Unreachable(why);
        if (why.contains("refused")) return new Probe.Refused();
        return why.contains("timed out") ? new Probe.Silent() : new Probe.Unreachable(why);
    }

    /** Opens no more; streams that are open lose their deadlines. */
    @Override
    public void close() {
        deadlines.close();
    }
}
