package org.opsbro.metrology.live;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.opsbro.model.Event;
import org.opsbro.model.ModuleReport;
import org.opsbro.model.ModuleReport.State;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Module;
import org.opsbro.pack.Packs;
import org.opsbro.pack.ParameterReader;
import org.opsbro.pack.Parameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A module that brings figures from the network to the series, or from the series to the network, on nodes of the group that its pack names, while there are series.
 * What it brings and how is its {@link Trade}.
 *
 * @param <S> its settings, which are equal when nothing has to be opened anew
 */
public final class SeriesModule<S> implements Module {
    private static final Logger LOG = LoggerFactory.getLogger(SeriesModule.class);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Trade<S> trade;
    private final SeriesKeeper series;
    private volatile Wanted<S> wanted;
    private volatile Doing<S> doing = new Doing.Off<>("not started yet");
    private boolean closed;

    /** What it brings, and how. */
    public interface Trade<S> {
        /** Of the module and of its pack. */
        String name();

        /** Reads its parameters; each that is wrong is told, and its usual value taken. */
        S settings(Parameters parameters, Consumer<String> wrong);

        /** From one {@link Open#turn} to the next. */
        Duration every(S settings);

        /** Begins with the store that there is. */
        Open open(S settings, SeriesStore store) throws IOException;

        /** Whether a node that does not listen itself keeps what others of its zone take. */
        default boolean keeps(World world) {
            return false;
        }

        /** Begins to keep what others take. */
        default Open keep(S settings, SeriesStore store) throws IOException {
            return open(settings, store);
        }

        /** listener or connector. */
        default String type() {
            return "listener";
        }

        /** What to do when it cannot be opened. */
        default String remedy() {
            return "choose another with 'opsbro packs parameters set " + name() + ".port PORT'";
        }
    }

    /** One that has begun. */
    public interface Open extends AutoCloseable {
        /** Takes care of what waits. */
        void turn();

        /** Where it listens or sends to, for people. */
        String says();

        /** What keeps it from its work at present; empty if nothing does. */
        default String trouble() {
            return "";
        }

        /** What it took and what it could not take. */
        Value.Fields counters();

        /** Keeps what waits, and ends. */
        @Override
        void close();
    }

    private record Wanted<S>(
            boolean packed, Parameters parameters, Value.Fields shown, S settings, List<String> wrong) {
        static <S> Wanted<S> by(Packs packs, Trade<S> trade) {
            List<String> wrong = new ArrayList<>();
            var parameters = packs.parameters(trade.name());
            var settings = trade.settings(parameters, wrong::add);
            var pack = packs.named(trade.name());
            var shown = pack.map(Packs.Pack::shown).orElse(Value.Fields.EMPTY);
            return new Wanted<>(pack.isPresent(), parameters, shown, settings, List.copyOf(wrong));
        }
    }

    private sealed interface Doing<S> {
        record Off<S>(String why) implements Doing<S> {}

        record Unable<S>(S settings, String why) implements Doing<S> {}

        record On<S>(S settings, SeriesStore store, boolean listens, Open open) implements Doing<S> {}
    }

    /** The module, off until its first turn. */
    public SeriesModule(Trade<S> trade, SeriesKeeper series) {
        this.trade = trade;
        this.series = series;
        this.wanted = Wanted.by(Packs.NONE, trade);
    }

    /** An address, IPv4 or IPv6; no name, as looking that up would wait for others. */
    public static String address(ParameterReader read, String name, String standard) {
        var text = read.text(name, standard);
        try {
            return InetAddress.ofLiteral(text).getHostAddress();
        } catch (IllegalArgumentException none) {
            read.wrong().accept(name + ": found \"" + text + "\", want an address such as 127.0.0.1 or 0.0.0.0");
            return standard;
        }
    }

    @Override
    public void packs(Packs packs) {
        wanted = Wanted.by(packs, trade);
    }

    @Override
    public String name() {
        return trade.name();
    }

    /** Soon again while it waits for what it needs. */
    @Override
    public Duration every() {
        var now = wanted;
        var waits = doing instanceof Doing.Unable || series.store().isEmpty();
        return now.packed() && waits ? SOON : trade.every(now.settings());
    }

    @Override
    public boolean isSteady() {
        return true;
    }

    @Override
    public synchronized List<Event> take(World world) {
        if (closed) return List.of();
        var now = wanted;
        var off = offBecause(now, world);
        var store = series.store();
        var listens = off.isEmpty();
        if (!listens && !trade.keeps(world)) stop(off.get());
        else if (store.isEmpty()) stop("there are no series: " + series.missing());
        else if (doing instanceof Doing.On<S> on
                && on.listens() == listens
                && on.settings().equals(now.settings())
                && on.store().equals(store.get())) on.open().turn();
        else start(now.settings(), store.get(), listens);
        return List.of();
    }

    private Optional<String> offBecause(Wanted<S> now, World world) {
        if (!now.packed()) return Optional.of("there is no pack " + name());
        return Module.offBecause(now.parameters(), world.node());
    }

    private void stop(String why) {
        if (doing instanceof Doing.On<S> on) {
            LOG.info("{}: stops reason={}", name(), why);
            on.open().close();
        }
        doing = new Doing.Off<>(why);
    }

    private void start(S settings, SeriesStore store, boolean listens) {
        if (doing instanceof Doing.On<S> on) on.open().close();
        var before = doing;
        try {
            var open = listens ? trade.open(settings, store) : trade.keep(settings, store);
            doing = new Doing.On<>(settings, store, listens, open);
            LOG.info("{}: {}", name(), open.says());
        } catch (IOException failed) {
            var why = failed.getMessage() + ": " + trade.remedy();
            doing = new Doing.Unable<>(settings, why);
            if (!doing.equals(before)) LOG.warn("{}: {}", name(), why); // it is tried again each second
        }
    }

    @Override
    public ModuleReport report() {
        return switch (doing) {
            case Doing.Off<S>(var why) -> report(State.DISABLED, why, Value.Fields.EMPTY);
            case Doing.Unable<S>(var settings, var why) -> {
                List<String> says = new ArrayList<>(wanted.wrong());
                says.add(why);
                yield report(State.ERROR, String.join("; ", says), Value.Fields.EMPTY);
            }
            case Doing.On<S> on -> {
                List<String> says = new ArrayList<>(wanted.wrong());
                if (!on.open().trouble().isEmpty()) says.add(on.open().trouble());
                var state = says.isEmpty() ? State.STARTED : State.ERROR;
                says.add(on.open().says());
                yield report(state, String.join("; ", says), on.open().counters());
            }
        };
    }

    private ModuleReport report(State state, String log, Value.Fields counters) {
        return new ModuleReport(name(), name(), trade.type(), state, log, wanted.shown(), counters);
    }

    @Override
    public synchronized void close() {
        closed = true;
        stop("the agent stops");
    }
}
