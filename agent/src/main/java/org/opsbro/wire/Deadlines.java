package org.opsbro.wire;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends what blocks on a socket for too long, reading, writing or both, by closing the socket. Its one thread ends when nothing is watched. */
final class Deadlines implements AutoCloseable {
    private static final long IDLE_SECONDS = 5;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("stream-deadlines").factory());

    Deadlines() {
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    @FunctionalInterface
    interface Blocking<T> {
        T run() throws IOException;
    }

    /**
     * Runs what may block, once.
     *
     * @throws SocketTimeoutException if it took longer; the socket is closed then
     */
    <T> T within(Duration patience, Socket socket, Blocking<T> work) throws IOException {
        try (var guard = guard(socket)) {
            return guard.within(patience, work);
        }
    }

    /** Watches a socket from now on; to be closed with it. */
    Guard guard(Socket socket) {
        return new Guard(socket);
    }

    /**
     * What blocks on one socket again and again, one thing at a time. What is over in time sets no timer and wakes no thread: the timer that is set rings
     * early then, and is set anew for what blocks at that time.
     */
    final class Guard implements AutoCloseable {
        private final Socket socket;
        private @Nullable Future<?> set;
        private long rings;
        private boolean blocking;
        private boolean late;
        private long until;

        private Guard(Socket socket) {
            this.socket = socket;
        }

        /** @throws SocketTimeoutException if it took longer; the socket is closed then */
        <T> T within(Duration patience, Blocking<T> work) throws IOException {
            begin(patience);
            try {
                return work.run();
            } catch (IOException failed) {
                if (!isLate()) throw failed;
                throw new SocketTimeoutException("nothing came or went for " + patience.toMillis() + " ms");
            } finally {
                end();
            }
        }

        private synchronized void begin(Duration patience) throws IOException {
            blocking = true;
            until = System.nanoTime() + patience.toNanos();
            if (set == null || until - rings < 0) set();
        }

        private void set() throws IOException {
            if (set != null) set.cancel(false);
            rings = until;
            try {
                set = timer.schedule(this::ring, until - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException closed) {
                throw new IOException("this agent stops", closed);
            }
        }

        private synchronized void ring() {
            set = null;
            if (!blocking) return;
            try {
                if (until - System.nanoTime() > 0) {
                    set();
                    return;
                }
            } catch (IOException stopping) {
                // nobody would end it later
            }
            late = true;
            closeQuietly(socket);
        }

        private synchronized boolean isLate() {
            return late;
        }

        private synchronized void end() {
            blocking = false;
        }

        @Override
        public synchronized void close() {
            blocking = false;
            if (set != null) set.cancel(false);
            set = null;
        }
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // it is gone either way
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
