package org.opsbro.kv.raft.live;

import com.alipay.sofa.jraft.util.concurrent.SingleThreadExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Takes the answers to entries and heartbeats one by one. Reads that ask a majority by heartbeats share one object between all followers, and the engine writes an
 * answer into it and reads it back without a lock: two at a time, a refusal can count as the consent of another server.
 */
final class OneByOne implements SingleThreadExecutor {
    private final ReentrantLock lock = new ReentrantLock();

    /** On the thread of the caller, who holds no lock of the engine. */
    void now(Runnable answer) {
        lock.lock();
        try {
            answer.run();
        } finally {
            lock.unlock();
        }
    }

    /** On another thread: the engine tells what it could not even send by this, and holds locks meanwhile that are not to be taken twice. */
    @Override
    public void execute(Runnable failure) {
        Thread.ofVirtual().name("raft-failed").start(() -> now(failure));
    }

    @Override
    public boolean shutdownGracefully() {
        return true;
    }

    @Override
    public boolean shutdownGracefully(long timeout, TimeUnit unit) {
        return true;
    }
}
