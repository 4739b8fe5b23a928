package org.opsbro.metrology.live;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import org.opsbro.metrology.SeriesName;
import org.opsbro.metrology.Slots;
import org.opsbro.model.CheckState;
import org.opsbro.model.CollectorReport;
import org.opsbro.model.Event;
import org.opsbro.model.ModuleReport;
import org.opsbro.model.ModuleReport.State;
import org.opsbro.model.Performance;
import org.opsbro.model.Status;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Module;
import org.opsbro.pack.Packs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The module {@code series}: keeps what the collectors and the checks of this node measure. Series are {@code NODE.COLLECTOR.KEY} and
 * {@code NODE.PACK.CHECK.LABEL}, and {@code NODE.PACK.CHECK.state} is 0 to 3 as plugins exit. While the topic metrology is off it has no store.
 */
public final class SeriesKeeper implements Module {
    public static final String PACK = "series";
    private static final String STATE = "state";
    private static final Logger LOG = LoggerFactory.getLogger(SeriesKeeper.class);

    private final Path folder;
    private final InstantSource clock;
    private final BooleanSupplier enabled;
    private final ToLongFunction<String> everySeconds;
    private final Slots slots = new Slots();
    private volatile Wanted wanted = new Wanted(Limits.USUAL, Value.Fields.EMPTY, List.of());
    private volatile Doing doing = new Doing.Off("not started yet");
    private boolean closed;

    /** What the pack says; {@code wrong} is told and changes nothing else. */
    private record Wanted(Limits limits, Value.Fields parameters, List<String> wrong) {}

    private sealed interface Doing {
        record Off(String why) implements Doing {}

        record Unable(String why) implements Doing {}

        record On(SeriesStore store, FactSeries facts, long day) implements Doing {}
    }

    /**
     * The module, without a store until its first turn.
     *
     * @param enabled whether the topic metrology is on
     * @param everySeconds how often a collector of a name runs
     */
    public SeriesKeeper(
            Path folder, InstantSource clock, BooleanSupplier enabled, ToLongFunction<String> everySeconds) {
        this.folder = folder;
        this.clock = clock;
        this.enabled = enabled;
        this.everySeconds = everySeconds;
    }

    @Override
    public void packs(Packs packs) {
        List<String> wrong = new ArrayList<>();
        var parameters = packs.parameters(PACK);
        wanted = new Wanted(SeriesSettings.limits(parameters, wrong::add), parameters.values(), List.copyOf(wrong));
        store().ifPresent(store -> store.limits(wanted.limits()));
    }

    /** The store; empty while there is none. */
    public Optional<SeriesStore> store() {
        return doing instanceof Doing.On on ? Optional.of(on.store()) : Optional.empty();
    }

    /** Why there is no store; empty while there is one. */
    public String missing() {
        return switch (doing) {
            case Doing.Off(var why) -> why;
            case Doing.Unable(var why) -> why;
            case Doing.On on -> "";
        };
    }

    @Override
    public String name() {
        return "series";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(10);
    }

    @Override
    public synchronized List<Event> take(World world) {
        if (closed) return List.of();
        if (!enabled.getAsBoolean()) stop("the topic metrology is off");
        else if (!(doing instanceof Doing.On)) open();
        return List.of();
    }

    private void open() {
        var before = doing;
        try {
            var store = new SeriesStore(folder, wanted.limits(), clock, System::nanoTime);
            doing = new Doing.On(store, new FactSeries(store), day());
        } catch (IOException failed) {
            doing = new Doing.Unable("the series in " + folder + " cannot be kept: " + failed.getMessage());
            if (!doing.equals(before)) LOG.error("series: {}; it is tried again", missing());
        }
    }

    private void stop(String why) {
        store().ifPresent(SeriesStore::close);
        doing = new Doing.Off(why);
    }

    private long day() {
        return clock.millis() / Duration.ofDays(1).toMillis();
    }

    /** Takes the figures of what happened; by the thread that tells the events. */
    public void hear(Event event, World world) {
        if (!(doing instanceof Doing.On on)) return;
        switch (event) {
            case Event.FactsCollected told -> take(fresh(on), told.report(), node(world));
            case Event.ChecksRun told -> told.ran().forEach(status -> take(fresh(on), status, node(world)));
            default -> {} // no figures
        }
    }

    /** Names of keys that are gone, such as those of containers, are forgotten each day. */
    private FactSeries fresh(Doing.On on) {
        if (on.day() == day()) return on.facts();
        synchronized (this) {
            var next = new Doing.On(on.store(), new FactSeries(on.store()), day());
            if (doing.equals(on)) doing = next;
            return next.facts();
        }
    }

    private static String node(World world) {
        return SeriesName.part(world.node().name());
    }

    private void take(FactSeries series, CollectorReport report, String node) {
        if (report.state() != CollectorReport.State.OK || !report.at().equals(report.factsAt())) return;
        var second = slots.of(report.name(), report.at().toEpochMilli(), everySeconds.applyAsLong(report.name()));
        series.take(node + "." + SeriesName.part(report.name()), report.facts(), report.labels(), second);
    }

    private static void take(FactSeries series, Status status, String node) {
        if (status.state() == CheckState.PENDING) return;
        var root = node + "." + SeriesName.part(status.pack()) + "." + check(status);
        var second = status.checkedAt().getEpochSecond();
        for (Performance figure : status.performance()) series.take(root, figure.label(), figure.value(), second);
        series.take(root, STATE, status.state().code(), second);
    }

    private static String check(Status status) {
        return SeriesName.part(status.name().substring(status.name().indexOf('/') + 1));
    }

    @Override
    public ModuleReport report() {
        var now = wanted;
        return switch (doing) {
            case Doing.Off(var why) -> report(State.DISABLED, why, Value.Fields.EMPTY);
            case Doing.Unable(var why) -> report(State.ERROR, why, Value.Fields.EMPTY);
            case Doing.On on -> {
                List<String> says = new ArrayList<>(now.wrong());
                if (!on.store().trouble().isEmpty()) says.add(on.store().trouble());
                var state = says.isEmpty() ? State.STARTED : State.ERROR;
                yield report(state, String.join("; ", says), on.store().toValue());
            }
        };
    }

    private ModuleReport report(State state, String log, Value.Fields counters) {
        return new ModuleReport(name(), PACK, "store", state, log, wanted.parameters(), counters);
    }

    @Override
    public synchronized void close() {
        closed = true;
        stop("the agent stops");
    }
}
