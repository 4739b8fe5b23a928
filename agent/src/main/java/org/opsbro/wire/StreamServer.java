package org.opsbro.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.opsbro.model.NodeId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the streams of other agents on a TCP port, and gives each to whoever serves its purpose, on a virtual thread. */
public final class StreamServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamServer.class);
    private static final int BACKLOG = 128;
    private static final long PAUSE_MILLIS = 100;

    private final Deadlines deadlines = new Deadlines();
    private final Handshake handshake;
    private final Keys keys;
    private final byte[] self;
    private final Map<String, Streams.Service> services;
    private final StreamLimits limits;
    private final WireCounters counters;
    private final Semaphore places;
    private final Semaphore handshakes;
    private final Map<InetAddress, Integer> handshakesByPeer = new ConcurrentHashMap<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ServerSocket listener;
    private final Thread accepting;

    /**
     * Listens.
     *
     * @param at port 0 takes a free one
     * @param services by purpose; {@code ping} is served by the server itself
     * @throws IOException if the address or the port cannot be used
     */
    public StreamServer(
            InetSocketAddress at,
            Keys keys,
            NodeId self,
            Map<String, Streams.Service> services,
            StreamLimits limits,
            SecureRandom random,
            WireCounters counters)
            throws IOException {
        this.handshake = new Handshake(keys, random, deadlines);
        this.keys = keys;
        this.self = SenderId.bytes(self);
        this.services = new TreeMap<>(services);
        this.limits = limits;
        this.counters = counters;
        this.places = new Semaphore(limits.streams());
        this.handshakes = new Semaphore(limits.handshakes());
        this.listener = new ServerSocket();
        try {
            listener.bind(at, BACKLOG);
        } catch (IOException failed) {
            listener.close();
            throw new IOException("cannot take streams on " + at + ": " + failed.getMessage(), failed);
        }
        this.accepting = Thread.ofVirtual().name("streams").start(this::accept);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                take(listener.accept());
            } catch (IOException trouble) {
                if (listener.isClosed()) return;
                LOG.warn("streams: cannot accept reason={}", trouble.getMessage());
                pause(); // out of file descriptors, most likely
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(Socket socket) {
        var address = socket.getInetAddress();
        if (!enter(address)) {
            counters.streams().refuse(Refusal.BUSY);
            Deadlines.closeQuietly(socket);
            return;
        }
        sockets.add(socket);
        Thread.ofVirtual().name("stream").start(() -> {
            try {
                serve(socket, address);
            } catch (RuntimeException bug) {
                LOG.error("streams: failed peer={}", address.getHostAddress(), bug);
                Deadlines.closeQuietly(socket);
            } finally {
                sockets.remove(socket);
            }
        });
    }

    private boolean enter(InetAddress address) {
        if (!handshakes.tryAcquire()) return false;
        if (handshakesByPeer.merge(address, 1, Integer::sum) <= limits.handshakesPerPeer()) return true;
        leave(address);
        return false;
    }

    private void leave(InetAddress address) {
        handshakesByPeer.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
        handshakes.release();
    }

    private void serve(Socket socket, InetAddress address) {
        var seen = new Handshake.Seen();
        Optional<Conversation> taken;
        try {
            taken = deadlines.within(limits.handshake(), socket, () -> greet(socket, seen));
        } catch (IOException failed) {
            Deadlines.closeQuietly(socket);
            count(failed, address, seen);
            return;
        } finally {
            leave(address);
        }
        taken.ifPresentOrElse(Conversation::run, () -> Deadlines.closeQuietly(socket));
    }

    private void count(IOException failed, InetAddress address, Handshake.Seen seen) {
        var reason = switch (failed) {
            case StreamRefused refused -> refused.reason();
            case SocketTimeoutException late -> Refusal.SILENT;
            default -> Refusal.TRUNCATED;
        };
        counters.streams().refuse(reason);
        if (reason != Refusal.NOT_OURS && reason != Refusal.TRUNCATED)
            counters.refusals().remember(reason, address, seen.key, seen.zone, keys.now());
        LOG.debug("streams: refused peer={} reason={}", address.getHostAddress(), failed.getMessage());
    }

    /** Empty after a ping, which is over with its answer. */
    private Optional<Conversation> greet(Socket socket, Handshake.Seen seen) throws IOException {
        socket.setTcpNoDelay(true);
        var agreed = handshake.answer(socket, seen);
        Optional<Conversation> taken = Optional.empty();
        try {
            taken = greet(socket, agreed);
            return taken;
        } finally {
            if (taken.isEmpty()) agreed.frames().end();
        }
    }

    private Optional<Conversation> greet(Socket socket, Handshake.Agreed agreed) throws IOException {
        var frame = agreed.frames().read(Hello.MOST_BYTES, limits.handshake());
        if (frame.kind() != Frames.HELLO) throw new IOException("the first frame is of kind " + frame.kind());
        var hello = Hello.ofClient(frame.bytes());
        if (hello.text().equals(StreamClient.PING)) {
            agreed.frames().write(Frames.ANSWER, Hello.accepting(self), limits.handshake());
            return Optional.empty();
        }
        var service = services.get(hello.text());
        if (service == null) {
            var known = String.join(" ", services.keySet());
            var why = "nobody here serves " + hello.text() + ", want one of " + known;
            throw refused(agreed.frames(), Refusal.NO_SUCH_PURPOSE, why);
        }
        if (!places.tryAcquire())
            throw refused(agreed.frames(), Refusal.BUSY, "it is busy with " + limits.streams() + " streams: try again");
        return Optional.of(welcome(socket, agreed, hello, service));
    }

    private Conversation welcome(Socket socket, Handshake.Agreed agreed, Hello hello, Streams.Service service)
            throws IOException {
        var from = new InetSocketAddress(socket.getInetAddress(), socket.getPort());
        var peer = new Peer(hello.id(), agreed.zone().name(), agreed.sealed(), from);
        var stream = new SealedStream(socket, agreed.frames(), peer, limits.patience());
        try {
            agreed.frames().write(Frames.ANSWER, Hello.accepting(self), limits.handshake());
        } catch (IOException gone) {
            places.release();
            throw gone;
        }
        counters.streams().took(agreed.sealed());
        var held = keys.now();
        if (!agreed.sealed() && held.warnsOfClear(agreed.zone()))
            counters.refusals()
                    .remember(Refusal.CLEAR, from.getAddress(), 0, agreed.zone().number(), held);
        return new Conversation(hello.text(), service, stream);
    }

    private StreamRefused refused(Frames frames, Refusal reason, String text) throws IOException {
        frames.write(Frames.ANSWER, Hello.refusing(self, reason, text), limits.handshake());
        return new StreamRefused(reason, text);
    }

    /** A stream with whom it was given to. */
    private final class Conversation {
        private final String purpose;
        private final Streams.Service service;
        private final SealedStream stream;

        Conversation(String purpose, Streams.Service service, SealedStream stream) {
            this.purpose = purpose;
            this.service = service;
            this.stream = stream;
        }

        void run() {
            try {
                service.serve(stream);
                stream.close();
            } catch (IOException broke) {
                LOG.debug("streams: broke purpose={} peer={} reason={}", purpose, stream.peer(), broke.getMessage());
            } catch (RuntimeException bug) {
                LOG.error("streams: failed purpose={} peer={}", purpose, stream.peer(), bug);
            } finally {
                places.release();
                stream.abortUnlessClosed();
            }
        }
    }

    /** Takes no more streams, and breaks those that are open. */
    @Override
    public void close() {
        try {
            listener.close();
            accepting.join(Duration.ofSeconds(1)); // the port is free once nobody waits in accept
        } catch (IOException ignored) {
            // it listens no more either way
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        sockets.forEach(Deadlines::closeQuietly);
        deadlines.close();
    }
}
