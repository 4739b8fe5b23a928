package org.opsbro.metrology.live;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.opsbro.model.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port that takes streams over TCP: each is read by a virtual thread of its own. There are at most so many at a time; further ones are closed at once, and counted. */
public final class TcpInlet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpInlet.class);
    private static final int MOST_STREAMS = 512;
    private static final int IDLE_MILLIS = 600_000;
    private static final long CLOSING_MILLIS = 1000;

    private final ServerSocket server;
    private final Streams streams;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final Thread thread;

    /** Takes streams. */
    @FunctionalInterface
    public interface Streams {
        /** Reads one until its end; by a thread of its own. */
        void read(InputStream stream) throws IOException;
    }

    /**
     * Listens, and begins to accept.
     *
     * @param name of the thread
     */
    public TcpInlet(String name, InetSocketAddress wanted, Streams streams) throws IOException {
        this.streams = streams;
        server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(wanted, MOST_STREAMS);
        } catch (IOException failed) {
            server.close();
            throw failed;
        }
        thread = Thread.ofPlatform().name(name).daemon().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                if (open.size() >= MOST_STREAMS) {
                    refused.incrementAndGet();
                    socket.close();
                    continue;
                }
                open.add(socket);
                accepted.incrementAndGet();
                Thread.ofVirtual().name(thread.getName()).start(() -> read(socket));
            } catch (IOException ignored) { // it is closed, or one could not be accepted
            }
        }
    }

    private void read(Socket socket) {
        try (socket) {
            socket.setSoTimeout(IDLE_MILLIS);
            streams.read(socket.getInputStream());
        } catch (IOException ignored) { // who sends is gone, or silent for too long
        } catch (RuntimeException bug) {
            LOG.error("{}: a bug", thread.getName(), bug);
        } finally {
            open.remove(socket);
        }
    }

    /** Keys: streams (open now), accepted and refused_streams (as there were too many) since the start. */
    public Value.Fields toValue() {
        return Value.object()
                .with("streams", open.size())
                .with("accepted", accepted.get())
                .with("refused_streams", refused.get())
                .end();
    }

    /** Returns when the port is free again; streams are cut. */
    @Override
    public void close() {
        try {
            server.close();
            for (var socket : open) socket.close();
            thread.join(CLOSING_MILLIS);
        } catch (IOException ignored) { // it is of no more use
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
