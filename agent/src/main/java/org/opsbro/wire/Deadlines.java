package org.opsbro.wire;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

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
     * Runs what may block.
     *
     * @throws SocketTimeoutException if it took longer; the socket is closed then
     */
    <T> T within(Duration patience, Socket socket, Blocking<T> work) throws IOException {
        var late = new AtomicBoolean();
        var guard = guard(patience, () -> {
            late.set(true);
            closeQuietly(socket);
        });
        try {
            return work.run();
        } catch (IOException failed) {
            if (!late.get()) throw failed;
            throw new SocketTimeoutException("nothing came or went for " + patience.toMillis() + " ms");
        } finally {
            guard.cancel(false);
        }
    }

    private Future<?> guard(Duration patience, Runnable end) throws IOException {
        try {
            return timer.schedule(end, patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            throw new IOException("this agent stops", closed);
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
