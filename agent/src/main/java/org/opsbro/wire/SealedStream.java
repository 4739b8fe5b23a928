package org.opsbro.wire;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** A stream after its handshake. */
final class SealedStream implements Stream {
    private static final int LINGER_MILLIS = 1000;

    private final Socket socket;
    private final Frames frames;
    private final Peer peer;
    private final Duration patience;
    private final ReentrantLock sending = new ReentrantLock();
    private volatile boolean ended;
    private volatile boolean broken;
    private volatile boolean closed;

    SealedStream(Socket socket, Frames frames, Peer peer, Duration patience) {
        this.socket = socket;
        this.frames = frames;
        this.peer = peer;
        this.patience = patience;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public void send(byte[] frame) throws IOException {
        if (frame.length > MOST_BYTES)
            throw new IOException("a frame of " + frame.length + " bytes, want at most " + MOST_BYTES);
        sending.lock();
        try {
            if (closed) throw new IOException("the stream is closed");
            frames.write(Frames.DATA, frame, patience);
        } catch (IOException failed) {
            broken = true;
            throw failed;
        } finally {
            sending.unlock();
        }
    }

    @Override
    public Optional<byte[]> receive() throws IOException {
        if (ended) return Optional.empty();
        if (closed) throw new IOException("the stream is closed");
        if (broken) throw new IOException("the stream broke before");
        try {
            var frame = frames.read(MOST_BYTES, patience);
            if (frame.kind() == Frames.DATA) return Optional.of(frame.bytes());
            if (frame.kind() != Frames.END) throw new IOException("a frame of the unknown kind " + frame.kind());
            ended = true;
            return Optional.empty();
        } catch (IOException failed) {
            broken = true;
            throw failed;
        }
    }

    /** Says to the other end that all was sent, unless the stream broke. */
    @Override
    public void close() {
        if (!sending
                .tryLock()) { // another thread is stuck in a send, or about to be done: there is no good order any more
            abort();
            return;
        }
        try {
            if (closed) return;
            closed = true;
            if (broken) abort();
            else finish();
        } finally {
            frames.end();
            sending.unlock();
        }
    }

    private void finish() {
        try {
            frames.write(Frames.END, new byte[0], patience);
            socket.shutdownOutput();
            if (ended) socket.close();
            else Thread.ofVirtual().name("stream-linger").start(this::linger);
        } catch (IOException gone) {
            abort();
        }
    }

    /** A close with bytes unread would take back what the other end has not read yet. */
    private void linger() {
        try (socket) {
            socket.setSoTimeout(LINGER_MILLIS);
            socket.getInputStream().skipNBytes(MOST_BYTES);
        } catch (IOException ignored) {
            // all was said
        }
    }

    /** Ends it if whoever serves it threw instead of closing it. */
    void abortUnlessClosed() {
        if (!closed) abort();
    }

    /** Ends it so that the other end knows that not all was sent. */
    void abort() {
        broken = true;
        Deadlines.closeQuietly(socket);
        frames.end();
    }
}
