package org.opsbro.kv.live;

import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when something is too old, by the age of the store. While there is something that will be, it says so once a minute too, so that the age is in the
 * log and an agent that is killed loses no more than that of it. For any thread.
 */
final class Deadlines implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);
    private static final long TICK_MILLIS = 60_000;
    /** After one that failed: the disk may be full. */
    private static final long PAUSE_MILLIS = 1_000;

    private final LongSupplier age;
    private final Due due;
    private OptionalLong next;
    private boolean closed;
    private boolean running;

    /** Expires what is too old now. */
    interface Due {
        void expire() throws Exception;
    }

    Deadlines(LongSupplier age, OptionalLong next, Due due) {
        this.age = age;
        this.due = due;
        this.next = OptionalLong.empty();
        next(next);
    }

    /** The age at which something is too old next; empty if nothing ever is. */
    synchronized void next(OptionalLong at) {
        next = at;
        notifyAll();
        if (running || closed || next.isEmpty()) return;
        running = true;
        Thread.ofVirtual().name("kv deadlines").start(this::run);
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void run() {
        try {
            while (await()) expire();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until it is time; false if there is nothing to wait for any more. */
    private synchronized boolean await() throws InterruptedException {
        var tick = age.getAsLong() + TICK_MILLIS;
        while (!closed && next.isPresent()) {
            var left = Math.min(next.getAsLong(), tick) - age.getAsLong();
            if (left <= 0) return true;
            wait(left);
        }
        running = false;
        return false;
    }

    private void expire() throws InterruptedException {
        try {
            due.expire();
        } catch (InterruptedException ended) {
            throw ended;
        } catch (Exception failed) {
            LOG.debug("kv: nothing could expire reason={}", failed.getMessage());
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
