package org.opsbro.metrology.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.opsbro.metrology.Consolidation;
import org.opsbro.metrology.Points;
import org.opsbro.metrology.Tier;
import org.opsbro.metrology.render.BadTarget;
import org.opsbro.metrology.render.Evaluation;
import org.opsbro.metrology.render.NoRoom;
import org.opsbro.metrology.render.Source;
import org.opsbro.metrology.render.Span;
import org.opsbro.metrology.render.Steps;
import org.opsbro.metrology.render.TagTests;

/** The series of a store, for one request: of the finest tier that reaches back and has not too many points. What it takes, it gives back when it is closed. */
public final class StoreSource implements Source, AutoCloseable {
    /** Points that one request may take. */
    public static final int MOST = 2_000_000;

    /** Points that are read at most, where minutes or hours can be read instead. */
    public static final long READ_AT_MOST = MOST / 2;

    private static final long LONGEST = Duration.ofSeconds(10).toNanos();

    private final SeriesStore store;
    private final long now;
    private final AtomicLong room;
    private final Events events;
    private final long since = System.nanoTime();
    private List<String> names = List.of();
    private long taken;

    /** What happened. */
    @FunctionalInterface
    public interface Events {
        /** The seconds of all that has one of these tags; of all without any. */
        long[] times(List<String> tags, long from, long until);
    }

    /**
     * For a request.
     *
     * @param now seconds since 1970: nothing is later
     * @param room points that all requests together may take yet
     */
    public StoreSource(SeriesStore store, long now, AtomicLong room, Events events) {
        this.store = store;
        this.now = now;
        this.room = room;
        this.events = events;
    }

    @Override
    public List<String> names() {
        if (names.isEmpty())
            names = store.list(each -> true).stream()
                    .map(SeriesStore.Known::name)
                    .toList();
        return names;
    }

    /**
     * Reads those series among some that a pattern means.
     *
     * @param points that are to be read at most, where minutes or hours can be read instead
     * @throws BadTarget if it is no pattern, or means too many
     */
    public List<Named> read(String pattern, Predicate<String> among, long from, long until, long points) {
        var meant = Evaluation.found(pattern, names().stream().filter(among).toList());
        return Source.named(meant, fetch(Evaluation.few(meant, pattern), from, until, points));
    }

    /** The same of those that have some tags. */
    public List<Named> tagged(List<String> expressions, Predicate<String> among, long from, long until, long points) {
        var meant =
                TagTests.of(expressions).fitting(names().stream().filter(among).toList());
        return Source.named(meant, fetch(Evaluation.few(meant, TagTests.told(expressions)), from, until, points));
    }

    @Override
    public List<Optional<Samples>> fetch(List<String> wanted, long from, long until) {
        return fetch(wanted, from, until, READ_AT_MOST);
    }

    private List<Optional<Samples>> fetch(List<String> wanted, long from, long until, long most) {
        List<Optional<Series>> series = new ArrayList<>();
        for (var name : wanted) series.add(store.find(name));
        var end = Math.min(until, now);
        var tier = tier(series, from, end, most);
        List<Optional<Samples>> read = new ArrayList<>();
        try {
            for (var each : series)
                read.add(
                        each.isEmpty() || from > now
                                ? Optional.empty()
                                : Optional.of(
                                        tier == Tier.RAW
                                                ? raw(each.get(), from, end)
                                                : rows(each.get(), tier, from, end)));
        } catch (IOException failed) {
            throw new UncheckedIOException("series cannot be read: " + failed.getMessage(), failed);
        }
        return read;
    }

    private Tier tier(List<Optional<Series>> series, long from, long until, long most) {
        for (var tier : Tier.values())
            if (tier.compareTo(store.tier(from)) >= 0 && points(series, tier, from, until) <= most) return tier;
        return Tier.HOUR;
    }

    /** How many there are about. */
    private long points(List<Optional<Series>> series, Tier tier, long from, long until) {
        var points = 0L;
        for (var each : series)
            if (each.isPresent())
                points += (until - from) / (tier == Tier.RAW ? store.step(each.get()) : tier.seconds());
        return points;
    }

    private Samples raw(Series series, long from, long until) throws IOException {
        take((until - from) / store.step(series));
        var samples = store.raw(series, from + 1, until + 1);
        var span = Steps.span(from, until, Steps.of(samples, store.step(series)));
        take(Math.max(0, (span.end() - span.start()) / span.step() - (until - from) / store.step(series)));
        return new Samples(
                span,
                Steps.values(
                        samples, span, Consolidation.of(series.name()).name().toLowerCase(Locale.ROOT)));
    }

    private Samples rows(Series series, Tier tier, long from, long until) throws IOException {
        var span = Steps.span(from, until, tier.seconds());
        take((span.end() - span.start()) / span.step());
        return new Samples(span, Steps.values(figures(series, tier, span), span, "last"));
    }

    private Points figures(Series series, Tier tier, Span span) throws IOException {
        var rows = store.rows(series, tier, span.start(), span.end());
        var figures = new Points();
        var consolidation = Consolidation.of(series.name());
        for (var i = 0; i < rows.count(); i++) figures.add(rows.time(i), consolidation.of(rows, i));
        return figures;
    }

    @Override
    public void take(long points) {
        if (Thread.currentThread().isInterrupted() || System.nanoTime() - since > LONGEST)
            throw new BadTarget("this takes longer than 10 seconds: ask for fewer series, or less time");
        taken += points;
        if (taken > MOST) {
            taken -= points;
            throw new BadTarget("more than " + MOST + " points: ask for fewer series, or less time");
        }
        if (room.addAndGet(-points) >= 0) return;
        throw new NoRoom("other requests take all the room for points: ask again");
    }

    @Override
    public long[] events(List<String> tags, long from, long until) {
        return events.times(tags, from, until);
    }

    @Override
    public double chance() {
        return ThreadLocalRandom.current().nextDouble();
    }

    /** Gives back what it took. */
    @Override
    public void close() {
        room.addAndGet(taken);
    }
}
