package org.opsbro.detection.live;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.Host;
import org.opsbro.model.CollectorReport;
import org.opsbro.model.CollectorReport.State;
import org.opsbro.model.Event;
import org.opsbro.model.GroupExpression;
import org.opsbro.model.Node;
import org.opsbro.model.Turn;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Parameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one collector, each time on the thread of its own turn: one that hangs delays nobody but itself. */
public final class CollectorTurn implements Turn {
    private static final Logger LOG = LoggerFactory.getLogger(CollectorTurn.class);

    private final Collector collector;
    private final GroupExpression ifGroup;
    private final Host host;
    private final InstantSource clock;
    private final BooleanSupplier enabled;
    // a person's `collectors run` and the clock may come together, and a collector is used by one thread at a time
    private final ReentrantLock oneAtATime = new ReentrantLock();

    private volatile Parameters parameters = Parameters.NONE;
    private volatile @Nullable Instant runningSince;
    private volatile @Nullable CollectorReport last;
    private volatile boolean waits;

    CollectorTurn(
            Collector collector, GroupExpression ifGroup, Host host, InstantSource clock, BooleanSupplier enabled) {
        this.collector = collector;
        this.ifGroup = ifGroup;
        this.host = host;
        this.clock = clock;
        this.enabled = enabled;
    }

    public Collector collector() {
        return collector;
    }

    void parameters(Parameters newParameters) {
        parameters = newParameters;
    }

    /** Since when its present run lasts; empty while it rests. */
    public Optional<Instant> runningSince() {
        return Optional.ofNullable(runningSince);
    }

    @Override
    public String name() {
        return "collector/" + collector.name();
    }

    @Override
    public Duration every() {
        return collector.every();
    }

    @Override
    public boolean isSteady() {
        return true;
    }

    /** What it said last; from the world, after a restart, until it has run. */
    public CollectorReport lastReport(World world) {
        var report = last;
        if (report != null) return report;
        var known = world.collectors().get(collector.name());
        return known != null ? known : CollectorReport.pending(collector.name(), collector.pack());
    }

    /** Whether it waits for a group that the node has by now. */
    boolean isWanted(Node node) {
        return waits && ifGroup.holds(node);
    }

    @Override
    public List<Event> take(World world) {
        oneAtATime.lock();
        try {
            runningSince = clock.instant();
            var report = report(world, lastReport(world));
            report.ifPresent(told -> last = told);
            return report.<List<Event>>map(told -> List.of(new Event.FactsCollected(told.at(), told)))
                    .orElse(List.of());
        } finally {
            runningSince = null;
            oneAtATime.unlock();
        }
    }

    private Optional<CollectorReport> report(World world, CollectorReport before) {
        if (!enabled.getAsBoolean()) return idle(before, "automatic detection is switched off");
        waits = !ifGroup.holds(world.node());
        if (waits) return idle(before, ifGroup.refusal());
        var start = host.nanos();
        var collected = collect();
        return Optional.of(report(collected, before, clock.instant(), Duration.ofNanos(host.nanos() - start)));
    }

    /** Empty if the report before says the same: what does not run has nothing new to tell. */
    private Optional<CollectorReport> idle(CollectorReport before, String why) {
        return before.state() == State.NOT_ELIGIBLE && before.reason().equals(why)
                ? Optional.empty()
                : Optional.of(report(new Collected.NotEligible(why), before, clock.instant(), Duration.ZERO));
    }

    // a collector is furniture: whatever it throws is its own failure and never ours
    private Collected collect() {
        try {
            return collector.collect(host, parameters);
        } catch (RuntimeException | StackOverflowError | LinkageError failure) {
            LOG.debug("collector: failed name={}", collector.name(), failure);
            var message = failure.getMessage();
            return new Collected.Failed(
                    message == null
                            ? failure.getClass().getSimpleName()
                            : message.lines().findFirst().orElse(""));
        }
    }

    static CollectorReport report(Collected collected, CollectorReport before, Instant at, Duration took) {
        return switch (collected) {
            case Collected.Facts facts
            when facts.fields().size() == 0 ->
                failed(before, State.NOT_ELIGIBLE, "the collector found no data", at, took);
            case Collected.Facts facts ->
                new CollectorReport(
                        before.name(),
                        before.pack(),
                        State.OK,
                        "",
                        same(before, facts.fields()),
                        at,
                        at,
                        took,
                        facts.labels());
            case Collected.NotEligible not -> failed(before, State.NOT_ELIGIBLE, not.why(), at, took);
            case Collected.Misconfigured wrong -> failed(before, State.MISSING_CONFIGURATION, wrong.why(), at, took);
            case Collected.Failed failed -> failed(before, State.ERROR, failed.why(), at, took);
        };
    }

    /** Equal facts stay the same instance, so that what reads them sees at once that nothing changed. */
    private static Value.Fields same(CollectorReport before, Value.Fields facts) {
        return before.facts().equals(facts) ? before.facts() : facts;
    }

    private static CollectorReport failed(CollectorReport before, State state, String why, Instant at, Duration took) {
        return new CollectorReport(
                before.name(), before.pack(), state, why, before.facts(), before.factsAt(), at, took);
    }
}
