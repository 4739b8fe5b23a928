package org.opsbro.metrology.live;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.opsbro.metrology.zone.live.Onward;
import org.opsbro.model.Level;
import org.opsbro.model.ModuleReport;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.PaperPacks;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;

/** A listener on a free port of this machine, on a node of the group of its pack, with a real store; the clock is moved by hand. */
public final class Listening<S> implements AutoCloseable {
    public static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    private final Map<String, Value> parameters = new HashMap<>();
    private final SeriesKeeper keeper;
    private final SeriesModule<S> listener;
    private World world = World.of(Node.named(new NodeId("aa"), "web-1", "internet"), NOON);
    private boolean enabled = true;
    private Instant now = NOON;

    public Listening(Path folder, Function<InstantSource, SeriesModule.Trade<S>> trade) {
        keeper = new SeriesKeeper(folder.resolve("ts"), () -> now, () -> enabled, name -> 10L);
        listener = new SeriesModule<>(trade.apply(() -> now), keeper);
        with("port", Value.of(0)).with("enabled_if_group", Value.of(listener.name()));
        groups(listener.name());
        turn();
    }

    /** On a node without others. */
    public static Onward alone(Path folder) {
        var keeper = new SeriesKeeper(folder, () -> NOON, () -> false, name -> 10L);
        return new Onward(
                () -> World.of(Node.named(new NodeId("aa"), "web-1", "internet"), NOON),
                keeper,
                () -> true,
                new Onward.Delivery() {
                    @Override
                    public Reply call(Node to, Request request) throws IOException {
                        throw new IOException("there are no others");
                    }

                    @Override
                    public void tidy() {
                        // nothing is kept open
                    }
                },
                5);
    }

    public Listening<S> with(String parameter, Value value) {
        parameters.put(parameter, value);
        return this;
    }

    public Listening<S> groups(String... groups) {
        world = World.of(world.node().withDefinedGroups(new TreeSet<>(Set.of(groups))), NOON);
        return this;
    }

    public Listening<S> metrology(boolean isOn) {
        enabled = isOn;
        return this;
    }

    public Listening<S> at(Instant time) {
        now = time;
        return this;
    }

    /** Takes a turn, as the clockwork does. */
    public Listening<S> turn() {
        keeper.take(world);
        listener.packs(PaperPacks.of(listener.name(), Level.GLOBAL, parameters));
        listener.take(world);
        return this;
    }

    public ModuleReport report() {
        return listener.report();
    }

    /** A figure of its report; -1 where it is not told. */
    public long counter(String name) {
        return report().counters().get(name) instanceof Value.Int number ? number.number() : -1;
    }

    public int port() {
        return (int) counter("port");
    }

    public SeriesStore store() {
        return keeper.store().orElseThrow();
    }

    /** The samples of a series: seconds after noon and values; empty where there is none. */
    public String samples(String name) throws IOException {
        var series = store().find(name);
        if (series.isEmpty()) return "";
        var points = store().raw(series.get(), 0, now.getEpochSecond() + 86_400);
        var text = new StringBuilder();
        for (var i = 0; i < points.count(); i++)
            text.append(points.time(i) - NOON.getEpochSecond())
                    .append('=')
                    .append(points.value(i))
                    .append(' ');
        return text.toString().strip();
    }

    @Override
    public void close() {
        listener.close();
        keeper.close();
    }
}
