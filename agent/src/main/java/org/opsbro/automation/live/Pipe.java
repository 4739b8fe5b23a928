package org.opsbro.automation.live;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.opsbro.wire.Peer;
import org.opsbro.wire.Stream;

/** A stream inside of this process, for an order to this node itself. A sender waits while {@value #MOST_WAITING} frames are not received. */
final class Pipe {
    static final int MOST_WAITING = 16;

    /** The two ends. */
    record Ends(Stream one, Stream other) {}

    private Pipe() {}

    /** Between two peers, who lose patience with one another after the same time. */
    static Ends between(Peer one, Peer other, Duration patience) {
        var there = new Way();
        var back = new Way();
        return new Ends(new End(other, there, back, patience), new End(one, back, there, patience));
    }

    /** One direction. */
    private static final class Way {
        private final ArrayDeque<byte[]> frames = new ArrayDeque<>();
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private boolean closed;

        void put(byte[] frame, Duration patience) throws IOException, InterruptedException {
            lock.lockInterruptibly();
            try {
                await(() -> closed || frames.size() < MOST_WAITING, patience, "the other end took nothing");
                if (closed) throw new IOException("the other end is gone");
                frames.add(frame);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        Optional<byte[]> take(Duration patience) throws IOException, InterruptedException {
            lock.lockInterruptibly();
            try {
                await(() -> closed || !frames.isEmpty(), patience, "the other end was silent");
                changed.signalAll();
                return Optional.ofNullable(frames.poll());
            } finally {
                lock.unlock();
            }
        }

        private void await(BooleanSupplier ready, Duration patience, String complaint)
                throws IOException, InterruptedException {
            for (var left = patience.toNanos(); !ready.getAsBoolean(); left = changed.awaitNanos(left))
                if (left <= 0) throw new IOException(complaint);
        }

        void close() {
            lock.lock();
            try {
                closed = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private record End(Peer peer, Way out, Way in, Duration patience) implements Stream {
        @Override
        public void send(byte[] frame) throws IOException {
            if (frame.length > MOST_BYTES) throw new IOException("a frame of " + frame.length + " bytes is too long");
            try {
                out.put(frame, patience);
            } catch (InterruptedException stopped) {
                throw interrupted(stopped);
            }
        }

        @Override
        public Optional<byte[]> receive() throws IOException {
            try {
                return in.take(patience);
            } catch (InterruptedException stopped) {
                throw interrupted(stopped);
            }
        }

        private static IOException interrupted(InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new IOException("interrupted", stopped);
        }

        @Override
        public void close() {
            out.close();
            in.close();
        }
    }
}
