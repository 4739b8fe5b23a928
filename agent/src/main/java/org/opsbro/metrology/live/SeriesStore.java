package org.opsbro.metrology.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opsbro.metrology.Points;
import org.opsbro.metrology.Tier;
import org.opsbro.metrology.live.Limits.Sync;
import org.opsbro.metrology.live.Shelf.Segment;
import org.opsbro.metrology.live.Shelf.Shelved;
import org.opsbro.metrology.render.Span;
import org.opsbro.model.Value;
import org.opsbro.store.PrivateFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Series of samples on the disk. A sample goes into the head of its series in memory and into a log; each hour the heads become a segment, and the log goes;
 * each day the segments become days, of samples as they came, by the minute and by the hour, which go by age and when the disk may hold no more. Of samples
 * of one series and one second the last that came counts, whenever it came.
 *
 * <p>For any thread. One thread of its own writes; {@link #add} waits for the disk only with {@link Sync#ALWAYS}, reading never.
 */
public final class SeriesStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SeriesStore.class);
    private static final int HOUR = 3600;
    /** After midnight: what is a little late is there. */
    private static final int DAY_IS_OVER = 600;

    private static final long SYNC = Duration.ofSeconds(1).toNanos();
    private static final long LOOK = Duration.ofMinutes(1).toNanos();
    private static final long LEAST_SEGMENT = Duration.ofMinutes(10).toNanos();
    private static final long LONGEST_SEGMENT = Duration.ofHours(2).toNanos();
    private static final int USUAL_STEP = 10;
    private static final int RETRIES = 5;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Heads heads;
    private final Names names;
    private final Shelf shelf;
    private final WriteAhead log;
    private final Compaction compaction;
    private final Housekeeping housekeeping;
    private final SteadyClock steady;
    private final Thread writer;
    private volatile Limits limits;
    private volatile String trouble = "";
    private volatile Instant synced = Instant.EPOCH;

    // guarded by this, as heads and names are
    private boolean stopped;
    private boolean dirty;
    private boolean hurry;
    private long arrived;
    private long flushed;
    private long attempts;
    private boolean segmentWanted;
    private long dirtySince;

    // guarded by disk, as log is: whoever writes. Who holds it may take this, never the other way round
    private final Object disk = new Object();
    private final List<Image> images = new ArrayList<>();
    private ByteBuffer leaving = ByteBuffer.allocate(4096);
    private ByteBuffer leavingNames = NOTHING;
    private long hour;
    private long segmentSince;
    private @Nullable Thread tidying;

    /** A segment that is not on the disk yet. */
    private record Image(long number, byte[] bytes) {}

    /**
     * Opens the series of a folder, and makes the folder where there is none. What was in no segment is read from the logs.
     *
     * @param nanos a clock that only goes forward
     */
    public SeriesStore(Path folder, Limits limits, InstantSource clock, LongSupplier nanos) throws IOException {
        this.clock = clock;
        this.nanos = nanos;
        this.limits = limits;
        PrivateFolder.make(folder);
        names = new Names(folder.resolve("names.log"));
        shelf = new Shelf(folder);
        heads = new Heads(names);
        compaction = new Compaction(shelf, this::isKnown);
        housekeeping = new Housekeeping(shelf);
        housekeeping.lastTimes(names);
        log = new WriteAhead(
                folder.resolve("log"), through(shelf.files()), heads::replay, number -> replayed(number, limits));
        names.forgetBut(housekeeping.numbers());
        hour = now() / HOUR;
        segmentSince = nanos.getAsLong();
        steady = new SteadyClock(now(), segmentSince);
        writer = Thread.ofPlatform().name("series").daemon().start(this::write);
    }

    private static long through(Shelved files) {
        return Stream.concat(
                        files.segments().stream().map(Segment::number),
                        files.of(Tier.RAW).values().stream().map(day -> day.through()))
                .mapToLong(each -> each)
                .max()
                .orElse(0);
    }

    /** More logs than fit into memory become segments one by one. */
    private void replayed(long number, Limits atStart) throws IOException {
        if (!heads.isCrowded(atStart)) return;
        var bytes = heads.seal(number, atStart);
        if (bytes.length == 0) return;
        shelf.add(Segment.of(number, bytes));
        shelf.persist(number, bytes);
    }

    /** Other limits, from now on. */
    public void limits(Limits other) {
        limits = other;
    }

    public Limits limits() {
        return limits;
    }

    private long now() {
        return Math.floorDiv(clock.millis(), 1000L);
    }

    /** The series of a name, a new one where there is none; null if it is refused, which is counted. */
    public synchronized @Nullable Series series(String name) {
        return heads.series(name, now(), limits);
    }

    /** The series of a name, if there is one. */
    public synchronized Optional<Series> find(String name) {
        return Optional.ofNullable(names.named(name));
    }

    /** How many seconds were between its last two samples, 10 where that is not known. */
    public synchronized long step(Series series) {
        return series.step > 0 ? series.step : USUAL_STEP;
    }

    /** From when until when a series may have samples, by what is kept and when the last came; without the last, until now. */
    public synchronized Span reach(String name) {
        var now = clock.instant().getEpochSecond();
        var last = find(name)
                .map(series -> series.lastTime)
                .filter(time -> time > 0)
                .orElse(now);
        return new Span(now - Duration.ofDays(limits.days(Tier.HOUR)).toSeconds(), last, USUAL_STEP);
    }

    /**
     * What comes from now on, for somebody who takes it from time to time.
     *
     * @param most samples that wait for them; further ones are missed
     */
    public synchronized Arrivals arrivals(int most) {
        var reader = new Arrivals(this, most);
        heads.readers(Stream.concat(heads.readers().stream(), Stream.of(reader)).toList());
        return reader;
    }

    synchronized void forget(Arrivals reader) {
        heads.readers(
                heads.readers().stream().filter(each -> !each.equals(reader)).toList());
    }

    /** What is known of a series without reading its samples. */
    public record Known(String name, long lastTime, double lastValue, long step) {}

    /**
     * The series whose names are wanted, in the order of their names.
     *
     * <p>Their last time is 0 where it is not known, their last value NaN and their step 0 where nothing came since the start.
     */
    public synchronized List<Known> list(Predicate<String> wanted) {
        return names.all().stream()
                .filter(each -> wanted.test(each.name()))
                .map(each -> new Known(each.name, each.lastTime, each.lastValue, each.step))
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList();
    }

    /**
     * Takes a sample.
     *
     * @param time seconds since 1970
     * @return whether it was taken; what is refused is counted
     */
    public boolean add(Series series, long time, double value) {
        var taken = false;
        synchronized (this) {
            taken = heads.add(series, time, value, now(), limits);
            if (taken) came();
        }
        commit();
        return taken;
    }

    /**
     * Takes a sample of a series that may be new, and brings it to the disk.
     *
     * @return why it was not taken or is not on the disk; empty if it is
     */
    public String put(String name, long time, double value) {
        synchronized (this) {
            var series = series(name);
            if (series == null || !heads.add(series, time, value, now(), limits))
                return heads.lastRefusal().reason();
            came();
        }
        return sync() ? "" : "it is not on the disk yet: " + trouble;
    }

    /** Takes samples, many at once. */
    public void add(Series[] series, long[] times, double[] values, int count) {
        synchronized (this) {
            var now = now();
            var taken = false;
            for (var i = 0; i < count; i++) taken |= heads.add(series[i], times[i], values[i], now, limits);
            if (taken) came();
        }
        commit();
    }

    private void came() {
        if (!segmentWanted && heads.isCrowded(limits)) {
            segmentWanted = true;
            notifyAll();
        }
        arrived++;
        if (dirty) return;
        dirty = true;
        dirtySince = nanos.getAsLong();
        notifyAll();
    }

    private void commit() {
        if (limits.sync() == Sync.ALWAYS) sync();
    }

    /**
     * Waits until all that came in is on the disk. The thread that writes does it: one that is interrupted while it writes would close the file.
     *
     * @return whether it is; if not, {@link #trouble} says why, and it is tried again each second
     */
    public synchronized boolean sync() {
        var until = arrived;
        var last = attempts + 2; // one may have begun before
        hurry = true;
        notifyAll();
        try {
            while (flushed < until && attempts < last && !stopped) wait();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        return flushed >= until;
    }

    /** By the thread that writes. */
    private boolean flush() {
        synchronized (disk) {
            var well = false;
            var until = 0L;
            try {
                until = gather();
                writeNames();
                writeOut();
                if (limits.sync() != Sync.NEVER) log.sync();
                well();
                well = true;
            } catch (IOException failed) {
                failed("samples cannot be written", failed);
            }
            synchronized (this) {
                if (well) flushed = until;
                attempts++;
                notifyAll();
            }
            return well;
        }
    }

    /** Takes over what came in since, to be written. */
    private long gather() {
        synchronized (this) {
            dirty = false;
            leaving = heads.takeFrame(leaving);
            leavingNames = joined(leavingNames, names.take());
            return arrived;
        }
    }

    /** Before what has their numbers. */
    private void writeNames() throws IOException {
        names.write(leavingNames, limits.sync() != Sync.NEVER);
        leavingNames = NOTHING;
    }

    private static ByteBuffer joined(ByteBuffer one, ByteBuffer other) {
        if (!other.hasRemaining()) return one;
        if (!one.hasRemaining()) return other;
        return ByteBuffer.allocate(one.remaining() + other.remaining())
                .put(one)
                .put(other)
                .flip();
    }

    /** Frame by frame; what cannot be written stays. */
    private void writeOut() throws IOException {
        leaving.flip();
        try {
            while (leaving.hasRemaining()) {
                var length = leaving.getInt(leaving.position());
                log.append(leaving.slice(leaving.position() + Integer.BYTES, length));
                leaving.position(leaving.position() + Integer.BYTES + length);
            }
        } finally {
            leaving.compact();
        }
    }

    private void failed(String what, IOException why) {
        var told = what + ": " + why.getMessage();
        if (!told.equals(trouble)) LOG.error("series: {}; it is tried again each second", told);
        trouble = told;
        synchronized (this) {
            dirty = true;
            dirtySince = nanos.getAsLong();
        }
    }

    private void well() {
        synced = clock.instant();
        if (trouble.isEmpty()) return;
        LOG.info("series: samples are written again");
        trouble = "";
        synchronized (this) {
            // what the log missed is on the disk with the segment
            segmentWanted |= heads.isUnlogged();
        }
    }

    /** Why nothing can be written at present; empty if it can. */
    public String trouble() {
        return trouble;
    }

    private void write() {
        while (awaitWork()) {
            try {
                work();
            } catch (IOException failed) {
                failed("a segment cannot be written", failed);
            } catch (RuntimeException bug) {
                LOG.error("series: a bug", bug);
            }
        }
    }

    private synchronized boolean awaitWork() {
        var look = nanos.getAsLong() + LOOK;
        while (!stopped) {
            var now = nanos.getAsLong();
            var due = dirty ? Math.min(look, dirtySince + SYNC) : look;
            if (hurry) return true;
            if (due <= now || (segmentWanted && trouble.isEmpty())) return true;
            try {
                wait((due - now) / 1_000_000 + 1);
            } catch (InterruptedException ended) {
                return false;
            }
        }
        return false;
    }

    private void work() throws IOException {
        boolean write;
        synchronized (this) {
            write = dirty || hurry;
            hurry = false;
        }
        if (write) flush();
        look();
        if (now() % Shelf.DAY > DAY_IS_OVER && compaction.isDue(now())) tidyAside();
    }

    /** Makes a segment if it is time, and drops what is too much. */
    void look() throws IOException {
        var now = now();
        var mono = nanos.getAsLong();
        synchronized (disk) {
            if (steady.jumped(now, mono)) LOG.warn("series: the clock jumped; nothing is dropped by age for an hour");
            if (isSegmentDue(now, mono)) {
                seal();
                if (steady.isSteady(mono)) housekeeping.byAge(now, limits);
                housekeeping.bySize(limits, now);
            }
            persistImages();
        }
    }

    private boolean isSegmentDue(long now, long mono) {
        synchronized (this) {
            if (segmentWanted) return true;
        }
        // at midnight in any case: a day is made of segments
        if (Shelf.day(now) > Shelf.day(hour * HOUR)) return true;
        var age = mono - segmentSince;
        return age > LONGEST_SEGMENT || (now / HOUR != hour && age > LEAST_SEGMENT);
    }

    /** Makes a segment of all heads. */
    void seal() throws IOException {
        synchronized (disk) {
            synchronized (this) {
                segmentWanted = false;
            }
            if (!flush()) return;
            var number = log.number();
            log.next();
            hour = now() / HOUR;
            segmentSince = nanos.getAsLong();
            synchronized (this) {
                var bytes = heads.seal(number, limits);
                if (bytes.length > 0) {
                    images.add(new Image(number, bytes));
                    heads.holding(bytes.length);
                    shelf.add(Segment.of(number, bytes));
                }
                leavingNames = joined(leavingNames, names.take());
            }
            persistImages();
        }
    }

    /** In their order, so that a log is dropped when all before it are on the disk. */
    private void persistImages() throws IOException {
        if (!images.isEmpty()) writeNames();
        while (!images.isEmpty()) {
            var image = images.getFirst();
            shelf.persist(image.number(), image.bytes());
            images.removeFirst();
            log.drop(image.number());
            synchronized (this) {
                heads.holding(-image.bytes().length);
            }
        }
    }

    private void tidyAside() {
        synchronized (disk) {
            if (tidying != null && tidying.isAlive()) return;
            tidying = Thread.ofPlatform().name("series tidying").daemon().start(() -> {
                try {
                    tidy();
                } catch (IOException failed) {
                    LOG.error("series: days cannot be made: {}", failed.getMessage());
                } catch (RuntimeException bug) {
                    LOG.error("series: a bug", bug);
                }
            });
        }
    }

    /** Makes the days that are over, and forgets the names that have no samples any more. */
    void tidy() throws IOException {
        var now = now();
        compaction.days(now);
        compaction.months(now - (limits.rawDays() + 1L) * Shelf.DAY);
        var inFiles = housekeeping.numbers();
        synchronized (this) {
            names.forgetBut(inFiles);
        }
        synchronized (disk) {
            shortenNames();
        }
    }

    private void shortenNames() throws IOException {
        List<ByteBuffer> all;
        synchronized (this) {
            if (!names.isStale()) return;
            all = names.records();
            names.take();
            leavingNames = NOTHING;
        }
        try {
            names.replace(all);
        } catch (IOException failed) {
            // said twice is once
            for (var frame : all) leavingNames = joined(leavingNames, frame.rewind());
            throw failed;
        }
    }

    private synchronized boolean isKnown(int number) {
        return names.byId(number) != null;
    }

    /** The samples of a series from one time up to, and without, another, in order. */
    public Points raw(Series series, long from, long until) throws IOException {
        return reading(look -> look.raw(from, until), series);
    }

    /**
     * The samples of a series as rows of a {@link org.opsbro.metrology.Rollup}, from one time up to, and without, another. Days that are not over are summed
     * up from the samples; samples that came late for one that is over are in it after the next midnight.
     */
    public Points rows(Series series, Tier tier, long from, long until) throws IOException {
        return reading(look -> look.rows(tier, from, until), series);
    }

    private interface Question {
        Points ask(Reading look) throws IOException;
    }

    private Points reading(Question question, Series series) throws IOException {
        for (var attempt = 1; ; attempt++) {
            Reading look;
            synchronized (this) {
                look = new Reading(series.id, heads.read(series), shelf.files());
            }
            try {
                return question.ask(look);
            } catch (ClosedChannelException dropped) {
                // a file was dropped in between: what was in it is elsewhere now, or gone
                if (attempt == RETRIES || Thread.currentThread().isInterrupted()) throw dropped;
            }
        }
    }

    /** The finest tier that reaches back to a time, or as far as any. */
    public Tier tier(long from) {
        var oldest = Stream.of(Tier.values())
                .flatMapToLong(tier -> housekeeping.since(tier).stream())
                .min()
                .orElse(0);
        for (var tier : Tier.values())
            if (housekeeping.since(tier).orElse(0) <= Math.max(from, oldest) + HOUR) return tier;
        return Tier.HOUR;
    }

    /**
     * What it holds. Keys: series, names, samples (taken since the start), refused (by reason), memory_bytes, disk_bytes, disk_limit, synced_at, trouble,
     * broken (files), tiers: of each tier, seconds, wanted_days, since (EPOCH without any), files and bytes.
     */
    public Value.Fields toValue() {
        var told = Value.object();
        synchronized (this) {
            told.with("series", heads.active()).with("names", names.size());
            told.with("samples", heads.taken()).with("memory_bytes", heads.bytes());
            told.with("refused", heads.refusals());
        }
        return told.with("disk_bytes", housekeeping.bytes() + names.bytes() + log.bytes())
                .with("disk_limit", limits.diskBytes())
                .with("series_limit", limits.series())
                .with("synced_at", synced.toString())
                .with("trouble", trouble)
                .with("broken", Value.texts(shelf.broken()))
                .with("tiers", housekeeping.toValue(limits))
                .end();
    }

    /** Brings all to the disk. */
    @Override
    public void close() {
        synchronized (this) {
            if (stopped) return;
            stopped = true;
            notifyAll();
        }
        try {
            writer.join();
            var last = tidying;
            if (last != null) last.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        flush();
        try {
            log.close();
            names.close();
            shelf.close();
        } catch (IOException failed) {
            LOG.error("series: cannot be closed: {}", failed.getMessage());
        }
    }
}
