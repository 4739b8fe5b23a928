package org.opsbro.kv.raft.live;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends calls that wait for too long. One that is answered in time sets no timer: the one that is set rings for whichever is the oldest then. */
final class Overdue {
    private static final ScheduledThreadPoolExecutor TIMER = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("raft-overdue").factory());

    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private boolean set;
    private long rings;

    /** Watches a call until it is done. */
    void watch(Call call) {
        calls.add(call);
        var _ = call.whenComplete((answer, failure) -> calls.remove(call));
        set(call);
    }

    private synchronized void set(Call oldest) {
        var at = oldest.until;
        if (set && at - rings >= 0) return;
        set = true;
        rings = at;
        var _ = TIMER.schedule(() -> ring(at), at - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** One that was set for later, before an earlier one was set, has nothing to say. */
    private void ring(long at) {
        synchronized (this) {
            if (!set || rings != at) return;
            set = false;
        }
        var now = System.nanoTime();
        var next = Optional.<Call>empty();
        for (var call : calls)
            if (call.until - now <= 0)
                Thread.ofVirtual().name("raft-late").start(call::late); // whoever is told may block
            else if (next.isEmpty() || call.until - next.get().until < 0) next = Optional.of(call);
        next.ifPresent(this::set);
    }
}
