package org.opsbro.wire;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How many calls are answered at once, and how many may wait for something beside them. For any thread. */
final class Places {
    private static final int PATIENCE_SECONDS = 5;

    private final Semaphore answering;
    private final Semaphore waiting;
    private final int mostAnswering;
    private final int mostWaiting;

    Places(int mostAnswering, int mostWaiting) {
        this.answering = new Semaphore(mostAnswering);
        this.waiting = new Semaphore(mostWaiting);
        this.mostAnswering = mostAnswering;
        this.mostWaiting = mostWaiting;
    }

    /** Takes a place, and waits a moment where all are taken: those that have one are quick. */
    boolean enter() {
        try {
            return answering.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void leave() {
        answering.release();
    }

    /** Gives the place of an answered call away while it waits. */
    void stepAside() {
        if (!waiting.tryAcquire()) throw new Request.TooMany(mostWaiting);
        answering.release();
    }

    /** Takes a place again, as soon as one is free: those that have one are quick. */
    void stepBack() {
        waiting.release();
        answering.acquireUninterruptibly();
    }

    /** Waits until nobody is being answered; those that wait are not waited for. */
    boolean awaitEmpty(long millis) throws InterruptedException {
        if (!answering.tryAcquire(mostAnswering, millis, TimeUnit.MILLISECONDS)) return false;
        answering.release(mostAnswering);
        return true;
    }
}
