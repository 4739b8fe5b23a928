package org.opsbro.kv.raft.live;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.opsbro.model.NodeId;
import org.opsbro.wire.Peer;
import org.opsbro.wire.Stream;

/** One end of a stream within the process. */
public final class Pipe implements Stream {
    private static final byte[] OVER = {};

    private final LinkedBlockingQueue<byte[]> out;
    private final LinkedBlockingQueue<byte[]> in;
    private volatile boolean closed;
    private volatile boolean stuck;

    private Pipe(LinkedBlockingQueue<byte[]> out, LinkedBlockingQueue<byte[]> in) {
        this.out = out;
        this.in = in;
    }

    public static Pipe open() {
        return new Pipe(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());
    }

    public Pipe otherEnd() {
        return new Pipe(in, out);
    }

    boolean closed() {
        return closed;
    }

    /** From now on nobody reads what is sent, until it is told otherwise. */
    void stuck(boolean now) {
        stuck = now;
    }

    /** The next frame that says something; empty if the other end closed. */
    Optional<byte[]> next() throws IOException {
        var frame = receive();
        while (frame.isPresent() && frame.get().length == 0) frame = receive();
        return frame;
    }

    @Override
    public Peer peer() {
        return new Peer(new NodeId("far"), "lan", true, InetSocketAddress.createUnresolved("far", 1));
    }

    @Override
    public void send(byte[] frame) throws IOException {
        if (frame.length > MOST_BYTES) throw new IOException("a frame of " + frame.length);
        while (stuck && !closed) pause();
        if (closed) throw new IOException("closed");
        out.add(frame.clone());
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality")
    public Optional<byte[]> receive() throws IOException {
        try {
            var frame = in.poll(30, TimeUnit.SECONDS);
            if (frame == null) throw new IOException("silent for too long");
            return frame == OVER ? Optional.empty() : Optional.of(frame);
        } catch (InterruptedException hurried) {
            throw new IOException(hurried);
        }
    }

    @Override
    public void close() {
        closed = true;
        in.add(OVER);
        out.add(OVER);
    }
}
