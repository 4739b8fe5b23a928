package org.opsbro.kv.raft.live;

import com.alipay.sofa.jraft.rpc.Connection;
import com.google.protobuf.Message;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.opsbro.wire.Stream;

/**
 * Messages over a stream, both ways. Whoever sends never waits: what is not sent yet lies in a queue with a limit, and one thread writes it, as many messages
 * in a frame as there are. A frame may hold several messages, and a message several frames. An empty frame says that this end lives; it is sent when there is
 * nothing else for a while, so that the other end can give up a stream that is silent.
 */
final class Link implements Connection {
    /** What may wait to be sent, in bytes. */
    static final long MOST_WAITING = 4L * 1024 * 1024;

    private static final int FRAME_BYTES = 256 * 1024;
    private static final byte[] NOTHING = {};

    /** Told what comes, in order, by the thread that reads; and once that it is over, before {@link #close} returns. */
    interface Ends {
        void came(Link link, Messages.Read message);

        void closed(Link link);
    }

    private final Stream stream;
    private final Ends ends;
    private final Duration beat;
    private final LinkedBlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Map<String, Object> attributes = new ConcurrentHashMap<>();
    private volatile boolean draining;

    /** @param beat how often it says something at least */
    Link(Stream stream, Ends ends, Duration beat) {
        this.stream = stream;
        this.ends = ends;
        this.beat = beat;
    }

    /**
     * Reads until the stream ends, on the thread of the caller; then it is closed. Both threads are those of the system: they wait for a socket and for a time,
     * and a virtual thread that does has another thread wake it, with each entry that is written.
     */
    void run() {
        Thread.ofPlatform().daemon().name("raft-writer").start(this::write);
        try {
            read();
        } catch (IOException | RuntimeException over) {
            // whoever waits for an answer is told so by closing
        } finally {
            close();
        }
    }

    private void read() throws IOException {
        var frames = new Frames();
        while (frames.ahead(Integer.BYTES)) {
            var length = frames.length();
            if (length <= 0 || length > Messages.MOST_BYTES) throw new IOException("a message of " + length + " bytes");
            if (!frames.ahead(length)) throw new EOFException("the stream ends within a message");
            var message = frames.message(length);
            if (closed.get()) return;
            ends.came(this, message);
        }
    }

    /** The bytes of the frames in a row: those that were received, and not read yet. */
    private final class Frames {
        private byte[] bytes = NOTHING;
        private int at;

        /** Receives until there are so many bytes; false if the other end closed before the first of them. */
        boolean ahead(int count) throws IOException {
            while (bytes.length - at < count) {
                var frame = stream.receive();
                if (frame.isEmpty()) {
                    if (at == bytes.length) return false;
                    throw new EOFException("the stream ends within a message");
                }
                join(frame.get());
            }
            return true;
        }

        private void join(byte[] frame) {
            var left = bytes.length - at;
            if (left == 0) bytes = frame;
            else {
                var joined = new byte[left + frame.length];
                System.arraycopy(bytes, at, joined, 0, left);
                System.arraycopy(frame, 0, joined, left, frame.length);
                bytes = joined;
            }
            at = 0;
        }

        int length() {
            var length = 0;
            for (var each = 0; each < Integer.BYTES; each++) length = (length << 8) | (bytes[at++] & 0xff);
            return length;
        }

        Messages.Read message(int length) throws IOException {
            var message = Messages.read(bytes, at, length);
            at += length;
            return message;
        }
    }

    private void write() {
        try {
            while (!closed.get()) {
                var first = waiting.poll(beat.toMillis(), TimeUnit.MILLISECONDS);
                if (closed.get()) return;
                send(first == null ? NOTHING : gather(first));
                if (draining && waiting.isEmpty()) return;
            }
        } catch (IOException | InterruptedException over) {
            // as above
        } finally {
            close();
        }
    }

    private byte[] gather(byte[] first) {
        var messages = new ArrayList<byte[]>();
        var length = 0;
        for (byte @Nullable [] next = first; next != null; next = fitting(length)) {
            messages.add(next);
            length += next.length;
        }
        waitingBytes.addAndGet(-length);
        if (messages.size() == 1) return first;
        var frame = ByteBuffer.allocate(length);
        messages.forEach(frame::put);
        return frame.array();
    }

    /** The next message, if it fits into the frame. */
    private byte @Nullable [] fitting(int length) {
        var next = waiting.peek();
        return next == null || length + next.length > FRAME_BYTES ? null : waiting.poll();
    }

    private void send(byte[] bytes) throws IOException {
        var from = 0;
        do {
            var to = Math.min(bytes.length, from + Stream.MOST_BYTES);
            stream.send(from == 0 && to == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, to));
            from = to;
        } while (from < bytes.length);
    }

    boolean isClosed() {
        return closed.get();
    }

    /** Whether it is open, and takes more. */
    boolean writable() {
        return !closed.get() && !draining && waitingBytes.get() < MOST_WAITING;
    }

    /** False if it is closed, or has too much to send already. */
    boolean send(int kind, long number, Message message) {
        return writable() && enqueue(Messages.write(kind, number, message));
    }

    /** Tells that a request has no answer. */
    boolean refuse(long number, String why) {
        return writable() && enqueue(Messages.refusal(number, why));
    }

    private boolean enqueue(byte[] bytes) {
        waitingBytes.addAndGet(bytes.length);
        waiting.add(bytes);
        return !closed.get();
    }

    /** Closes it once all is sent that waits now. */
    void drain() {
        draining = true;
        waiting.add(NOTHING);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) return;
        waiting.clear();
        waiting.add(NOTHING);
        try {
            ends.closed(this);
        } finally {
            // it says good-bye to the other end, which may take a while
            Thread.ofVirtual().name("raft-close").start(stream::close);
        }
    }

    @Override
    public @Nullable Object getAttribute(String key) {
        return attributes.get(key);
    }

    @Override
    public void setAttribute(String key, Object value) {
        attributes.put(key, value);
    }

    @Override
    public @Nullable Object setAttributeIfAbsent(String key, Object value) {
        return attributes.putIfAbsent(key, value);
    }
}
