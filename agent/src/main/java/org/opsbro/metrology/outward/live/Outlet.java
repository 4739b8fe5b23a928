package org.opsbro.metrology.outward.live;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.opsbro.metrology.live.Arrivals;
import org.opsbro.metrology.live.Series;
import org.opsbro.metrology.live.SeriesModule;
import org.opsbro.metrology.live.SeriesStore;
import org.opsbro.metrology.outward.Format;
import org.opsbro.metrology.outward.live.Carrier.Answer;
import org.opsbro.model.Value;
import org.opsbro.store.Spool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One way out. A thread takes what came into the series and adds it to the spool, written as it is sent; another one sends the oldest of the spool, and takes it away once
 * the other program has it. So nothing that is sent is in memory only, a slow or dead one costs the series nothing, and what is sent keeps its order.
 */
final class Outlet implements SeriesModule.Open {
    private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);
    private static final int MOST_ARRIVALS = 1 << 17;
    private static final int MOST_SAMPLES = 5_000;
    private static final int MOST_BYTES = 256 << 10;
    private static final int MOST_SENT_BYTES = 4 << 20;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final long CLOSING_MILLIS = 5_000;

    private final String name;
    private final Duration flush;
    private final Format format;
    private final Predicate<String> wanted;
    private final Carrier carrier;
    private final Spool spool;
    private final Arrivals arrivals;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Thread taker;
    private final Thread sender;

    // of the taker
    private @Nullable Named[] names = new Named[64];
    private int adding;

    // guarded by this
    private boolean stopped;
    private long sent;
    private long refused;
    private long unwritten;
    private Instant sentAt = Instant.EPOCH;
    private String lastRefusal = "";
    private String sending = "";
    private String writing = "";

    /** A series as it is sent; its text is empty where it is not. */
    private static final class Named {
        final Series series;
        final byte[] text;
        long last = Long.MIN_VALUE;

        Named(Series series, byte[] text) {
            this.series = series;
            this.text = text;
        }
    }

    Outlet(
            String name,
            Sending sending,
            Format format,
            Carrier carrier,
            Spool spool,
            SeriesStore store,
            Outward.Surroundings surroundings) {
        this.name = name;
        this.flush = Duration.ofSeconds(sending.flushSeconds());
        this.format = format;
        this.wanted = sending.wanted();
        this.carrier = carrier;
        this.spool = spool;
        this.clock = surroundings.clock();
        this.random = surroundings.random();
        this.arrivals = store.arrivals(MOST_ARRIVALS);
        this.taker = Thread.ofPlatform().name(name).daemon().start(this::takeAlways);
        this.sender = Thread.ofPlatform().name(name + " sends").daemon().start(this::sendAlways);
    }

    private void takeAlways() {
        while (!stoppedWithin(flush)) takeOnce();
        takeOnce();
    }

    private void takeOnce() {
        try {
            take();
        } catch (RuntimeException bug) {
            LOG.error("{}: a bug", name, bug);
        }
    }

    /**
     * Writes what came. A sample that is not newer than the one before of its series goes into a piece of its own: some refuse those, and all that is sent along with them.
     */
    private void take() {
        var batch = arrivals.take();
        List<Integer> late = new ArrayList<>();
        for (var i = 0; i < batch.count(); i++) {
            var named = named(batch.series(i));
            if (named.text.length == 0) continue;
            if (batch.time(i) <= named.last) {
                late.add(i);
                continue;
            }
            named.last = batch.time(i);
            add(named, batch.time(i), batch.value(i));
        }
        addPiece();
        for (int i : late) add(named(batch.series(i)), batch.time(i), batch.value(i));
        addPiece();
        synchronized (this) {
            notifyAll();
        }
    }

    private void add(Named named, long second, double value) {
        format.add(named.text, second, value);
        if (++adding >= MOST_SAMPLES || format.size() >= MOST_BYTES) addPiece();
    }

    @SuppressWarnings("ReferenceEquality") // a number may be that of another series by now
    private Named named(Series series) {
        var number = series.number();
        if (number >= names.length) names = Arrays.copyOf(names, Math.max(number + 1, 2 * names.length));
        var known = names[number];
        if (known != null && known.series == series) return known;
        var fresh = new Named(series, wanted.test(series.name()) ? format.name(series.name()) : new byte[0]);
        names[number] = fresh;
        return fresh;
    }

    private void addPiece() {
        if (adding == 0) return;
        var samples = adding;
        adding = 0;
        try {
            var backlog = spool.waiting() > 0;
            spool.add(samples, format.take());
            // what is sent at once need not outlive a power cut
            if (backlog) spool.sync();
            writes("");
        } catch (IOException failed) {
            synchronized (this) {
                unwritten += samples;
            }
            writes("its spool cannot be written: " + failed.getMessage());
        }
    }

    private synchronized void writes(String trouble) {
        if (!trouble.isEmpty() && !trouble.equals(writing)) LOG.error("{}: {}", name, trouble);
        writing = trouble;
    }

    private void sendAlways() {
        var pause = FIRST_PAUSE;
        while (!stoppedWithin(Duration.ZERO)) {
            try {
                var pieces = spool.first(carrier.most(), MOST_SENT_BYTES);
                if (pieces.isEmpty()) {
                    awaitPieces();
                    continue;
                }
                var answer =
                        carrier.send(pieces.stream().map(Spool.Piece::bytes).toList());
                if (answer instanceof Answer.Later later) {
                    troubled(later.why());
                    var asked = later.after().orElse(Duration.ZERO);
                    stoppedWithin(asked.compareTo(pause) > 0 ? asked : jittered(pause));
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                    continue;
                }
                spool.taken(pieces);
                pause = FIRST_PAUSE;
                settled(answer, pieces.stream().mapToLong(Spool.Piece::weight).sum());
            } catch (IOException failed) {
                troubled("its spool cannot be read: " + failed.getMessage());
                stoppedWithin(LONGEST_PAUSE);
            } catch (RuntimeException bug) {
                LOG.error("{}: a bug", name, bug);
                stoppedWithin(LONGEST_PAUSE);
            }
        }
    }

    /** Between half of it and all, so that a fleet does not come back at once. */
    private Duration jittered(Duration pause) {
        return pause.minusMillis(random.nextLong(pause.toMillis() / 2 + 1));
    }

    private synchronized void troubled(String why) {
        if (stopped) return;
        if (sending.isEmpty()) LOG.warn("{}: what is to be sent waits: {}", name, why);
        sending = why;
    }

    private synchronized void settled(Answer answer, long samples) {
        if (answer instanceof Answer.Refused(var why)) {
            if (lastRefusal.isEmpty()) LOG.warn("{}: samples are refused, and not sent again: {}", name, why);
            lastRefusal = why;
            refused += samples;
        } else {
            sent += samples;
            sentAt = clock.instant();
        }
        if (!sending.isEmpty()) LOG.info("{}: it is sent again to {}", name, carrier.place());
        sending = "";
    }

    private synchronized void awaitPieces() {
        try {
            while (!stopped && spool.waiting() == 0) wait();
        } catch (InterruptedException ended) {
            stopped = true;
        }
    }

    /** Waits; whether it ends. */
    private synchronized boolean stoppedWithin(Duration time) {
        var end = System.nanoTime() + time.toNanos();
        try {
            for (var left = time.toMillis(); !stopped && left > 0; left = (end - System.nanoTime()) / 1_000_000)
                wait(left);
        } catch (InterruptedException ended) {
            stopped = true;
        }
        return stopped;
    }

    @Override
    public void turn() {
        // its threads do it
    }

    @Override
    public synchronized String says() {
        var lost = spool.dropped() + arrivals.missed() + unwritten;
        var said = "sends to " + carrier.place();
        if (spool.waiting() > 0) said += ", " + spool.waiting() + " samples wait";
        if (refused > 0) said += ", " + refused + " samples were refused: " + lastRefusal;
        if (lost > 0) said += ", " + lost + " samples were lost as there was no room for them";
        return said;
    }

    @Override
    public synchronized String trouble() {
        if (writing.isEmpty() || sending.isEmpty()) return writing + sending;
        return writing + "; " + sending;
    }

    /**
     * Keys: sent, refused (by the other program), dropped (the oldest of the spool, as it was full), missed (as they came too fast), unwritten (to the spool): samples
     * since the start; waiting: samples; spool_bytes; sent_at, EPOCH if never; last_refusal.
     */
    @Override
    public synchronized Value.Fields counters() {
        return Value.object()
                .with("sent", sent)
                .with("refused", refused)
                .with("dropped", spool.dropped())
                .with("missed", arrivals.missed())
                .with("unwritten", unwritten)
                .with("waiting", spool.waiting())
                .with("spool_bytes", spool.bytes())
                .with("sent_at", sentAt.toString())
                .with("last_refusal", lastRefusal)
                .end();
    }

    /** What waits is in the spool then, for the next time. */
    @Override
    public void close() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        carrier.close();
        try {
            taker.join(CLOSING_MILLIS);
            sender.join(CLOSING_MILLIS);
            arrivals.close();
            spool.close();
        } catch (IOException failed) {
            LOG.error("{}: its spool cannot be closed: {}", name, failed.getMessage());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
