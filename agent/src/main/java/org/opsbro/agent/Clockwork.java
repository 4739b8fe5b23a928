package org.opsbro.agent;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.opsbro.model.Event;
import org.opsbro.model.Turn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the turns: one thread sleeps until the next is due and starts it on a virtual thread. A turn first runs at once, then after its interval with
 * ±10 % of jitter, so that a thousand of them do not march in step (but for steady ones, which begin as many seconds apart as they say); but all begin on
 * the same beat, one each second, because waking a sleeping processor costs more than most turns. A turn that is still running when it is due again is skipped that time; at most {@code limit} run together. Time is the monotonic clock: a jump of the wall clock changes nothing, and after a long pause of the machine each turn
 * runs once, not once for each interval missed.
 */
public final class Clockwork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Clockwork.class);
    private static final double JITTER = 0.1;
    private static final long BEAT = 1_000_000_000L;

    private final Bulletin bulletin;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Semaphore places;
    private final PriorityQueue<Due> dues = new PriorityQueue<>();
    private final long origin = System.nanoTime();
    private final Thread ticker;
    private boolean stopped;

    /** The entry of a turn, guarded by this clockwork but for {@code ran}. */
    private static final class Due implements Comparable<Due> {
        final Turn turn;
        final CountDownLatch ran = new CountDownLatch(1);
        long at;
        boolean running;
        boolean again;
        boolean gone;

        Due(Turn turn, long at) {
            this.turn = turn;
            this.at = at;
        }

        @Override
        public int compareTo(Due other) {
            return Long.compare(at - other.at, 0);
        }
    }

    public Clockwork(Bulletin bulletin, InstantSource clock, RandomGenerator random, int limit) {
        this.bulletin = bulletin;
        this.clock = clock;
        this.random = random;
        this.places = new Semaphore(limit);
        this.ticker = Thread.ofPlatform().name("clockwork").daemon().start(this::tick);
    }

    /** Adds a turn, due at once. */
    public void add(Turn turn) {
        add(turn, Duration.ZERO);
    }

    /** Adds a turn that is first due after a while. */
    public synchronized void add(Turn turn, Duration after) {
        dues.add(new Due(turn, System.nanoTime() + after.toNanos()));
        notifyAll();
    }

    /** Takes away the turns of these names; one that runs now is left to finish. */
    public synchronized void remove(List<String> names) {
        for (var due : dues) if (names.contains(due.turn.name())) due.gone = true;
        dues.removeIf(due -> due.gone);
    }

    /** Makes the turns of these names due now, and one of them that runs already once more when it has ended. */
    public synchronized void hurry(List<String> names) {
        for (var due : List.copyOf(dues)) {
            if (!names.contains(due.turn.name())) continue;
            if (due.running) due.again = true;
            else now(due);
        }
    }

    private synchronized void now(Due due) {
        dues.remove(due);
        due.at = System.nanoTime();
        dues.add(due);
        notifyAll();
    }

    synchronized int count() {
        return dues.size();
    }

    public synchronized List<String> names() {
        return dues.stream().map(due -> due.turn.name()).sorted().toList();
    }

    /** The turns that have not run yet: while there is one, the agent is initializing. */
    public synchronized List<String> waiting() {
        return dues.stream()
                .filter(due -> due.ran.getCount() > 0)
                .map(due -> due.turn.name())
                .sorted()
                .toList();
    }

    /** Waits until every turn added so far has run once; false if the time is over first. */
    public boolean awaitFirstRuns(long millis) throws InterruptedException {
        var limit = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        List<Due> all;
        synchronized (this) {
            all = new ArrayList<>(dues);
        }
        for (var due : all) {
            if (!due.ran.await(limit - System.nanoTime(), TimeUnit.NANOSECONDS)) return false;
        }
        return true;
    }

    /** Starts no further turn. */
    @Override
    public void close() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        try {
            ticker.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void tick() {
        try {
            while (!stopped) {
                var next = dues.peek();
                if (next == null) {
                    wait();
                    continue;
                }
                var pause = next.at - System.nanoTime();
                if (pause > 0) {
                    TimeUnit.NANOSECONDS.timedWait(this, Math.max(pause, 1_000_000));
                    continue;
                }
                dues.poll();
                next.at = following(System.nanoTime() - origin, next) + origin;
                dues.add(next);
                if (!next.running) start(next);
            }
        } catch (InterruptedException ended) {
            LOG.debug("clockwork: ended");
        }
    }

    /** When a turn that runs now is due again: on the nearest beat, but for those that are quicker than it. */
    private long following(long now, Due due) {
        var every = due.turn.every().toNanos();
        var then = due.turn.isSteady() ? Math.max(now, due.at - origin + every) : now + jittered(every);
        return onBeat(now, then, every);
    }

    static long onBeat(long now, long then, long every) {
        return every < BEAT ? then : Math.max(Math.round((double) then / BEAT), now / BEAT + 1) * BEAT;
    }

    private long jittered(long nanos) {
        return (long) (nanos * (1 + JITTER * (2 * random.nextDouble() - 1)));
    }

    private void start(Due due) {
        due.running = true;
        Thread.ofVirtual().name("turn " + due.turn.name()).start(() -> run(due));
    }

    private void run(Due due) {
        try {
            places.acquire();
            try {
                take(bulletin, clock, due.turn);
            } finally {
                places.release();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                due.running = false;
                if (due.again && !due.gone) now(due);
                due.again = false;
            }
            due.ran.countDown();
        }
    }

    /** Runs a turn now, on this thread: what it throws becomes an event. */
    static void take(Bulletin bulletin, InstantSource clock, Turn turn) {
        try {
            bulletin.tell(turn.take(bulletin.world()));
        } catch (RuntimeException bug) {
            LOG.error("clockwork: turn failed name={}", turn.name(), bug);
            bulletin.tell(
                    List.of(new Event.TurnFailed(clock.instant(), turn.name(), String.valueOf(bug.getMessage()))));
        }
    }
}
