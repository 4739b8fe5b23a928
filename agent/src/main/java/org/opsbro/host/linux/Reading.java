package org.opsbro.host.linux;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.opsbro.host.Commands.Listener;
import org.opsbro.host.Commands.Output;

/** Reads one output of a program to its end on a thread of its own, keeps the first bytes, and tells all of them. */
final class Reading {
    private static final int PIECE_BYTES = 8192;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final ReentrantLock telling = new ReentrantLock();
    private final Output which;
    private final Listener listener;
    private final Thread thread;
    private volatile boolean truncated;
    private volatile boolean over;

    private Reading(InputStream from, int most, Output which, Listener listener) {
        this.which = which;
        this.listener = listener;
        this.thread = Thread.ofVirtual().unstarted(() -> read(from, most));
    }

    static Reading of(InputStream from, int most, Output which, Listener listener) {
        var reading = new Reading(from, most, which, listener);
        reading.thread.start();
        return reading;
    }

    private void read(InputStream from, int most) {
        var buffer = new byte[PIECE_BYTES];
        try (from) {
            for (var length = from.read(buffer); length >= 0; length = from.read(buffer)) {
                var room = Math.min(length, most - kept.size());
                if (room < length) truncated = true;
                kept.write(buffer, 0, room);
                tell(buffer, length);
            }
        } catch (IOException closed) {
            return; // killed: what came before is kept
        }
    }

    private void tell(byte[] buffer, int length) {
        telling.lock();
        try {
            if (!over) over = !listener.heard(which, Arrays.copyOf(buffer, length));
        } finally {
            telling.unlock();
        }
    }

    /**
     * Waits for the end of the output: as long as somebody is being told, else for the grace only.
     *
     * @param deadline of System.nanoTime(), whoever is being told
     */
    boolean ended(Duration grace, long deadline) throws InterruptedException {
        while (!thread.join(grace)) if (!telling.isLocked() || System.nanoTime() - deadline > 0) return false;
        return true;
    }

    /** What was kept so far, after waiting for the end of the output. */
    String text(Duration limit) throws InterruptedException {
        thread.join(limit);
        return text();
    }

    String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }

    boolean truncated() {
        return truncated;
    }

    /** When this returns nobody is told any more. */
    void stop() {
        over = true;
        if (telling.isLocked()) thread.interrupt();
        telling.lock();
        try {
            thread.interrupt();
        } finally {
            telling.unlock();
        }
    }
}
