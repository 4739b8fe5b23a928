package org.opsbro.metrology.zone.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.opsbro.metrology.Shares;
import org.opsbro.metrology.graphite.Samples;
import org.opsbro.metrology.live.SeriesKeeper;
import org.opsbro.metrology.statsd.Lines;
import org.opsbro.metrology.zone.Placement;
import org.opsbro.model.Event;
import org.opsbro.model.ModuleReport;
import org.opsbro.model.ModuleReport.State;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Module;
import org.opsbro.pack.Packs;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The module {@code ts}: what the listeners of this node take goes to the nodes that keep it, by {@link Placement}, and what others send is kept here. It goes as lines, in
 * batches: when one is full, and each second. A batch that cannot be sent waits and is tried again each second; those of a node that keeps nothing any more go to the next. Without a
 * key of the zone, nothing goes anywhere.
 */
public final class Onward implements Module {
    private static final Logger LOG = LoggerFactory.getLogger(Onward.class);
    private static final String TAKE = "/series-own/take";
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int MOST_SENDERS = 1024;
    private static final long CLOSING_MILLIS = 1000;
    private static final Object HERE = new Object();

    private final Supplier<World> world;
    private final BooleanSupplier isProtected;
    private final Delivery delivery;
    private final String run;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Kind, Keeper> keepers = new EnumMap<>(Kind.class);
    /** The greatest number that came of each run and kind: what is sent again is kept once. */
    private final Map<String, Long> came = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_SENDERS;
        }
    };

    private final AtomicLong taken = new AtomicLong();
    private volatile Standing standing;
    // guarded by this
    private final List<Lane> leaving = new ArrayList<>();
    private long sentBefore;
    private long droppedBefore;

    /** What lines are written in. */
    public enum Kind {
        /** As {@link Lines} reads them. */
        STATSD,
        /** As {@link Samples} reads them. */
        GRAPHITE;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private String key(byte[] bytes, int from, int to) {
            return switch (this) {
                case STATSD -> Lines.key(bytes, from, to);
                case GRAPHITE -> Samples.key(bytes, from, to);
            };
        }
    }

    /** Keeps what came for this node. For any thread. */
    @FunctionalInterface
    public interface Keeper {
        /** Takes lines, the last may have no end; false where that cannot be at present. */
        boolean keep(byte[] lines, int length);
    }

    /** Makes calls of other nodes, on sealed streams. */
    public interface Delivery {
        Reply call(Node to, Request request) throws IOException;

        /** To be called now and then. */
        void tidy();
    }

    /** Who keeps what, as this node sees it, and the lanes to the others. */
    private record Standing(Placement placement, NodeId self, Map<NodeId, Map<Kind, Lane>> lanes) {
        Object place(Kind kind, String key) {
            if (key.isEmpty()) return HERE;
            return placement
                    .owner(key)
                    .map(lanes::get)
                    .<Object>map(owned -> owned.get(kind))
                    .orElse(HERE);
        }
    }

    /**
     * Before its first turn all is kept here.
     *
     * @param isProtected whether the zone has a key
     * @param seed by which others know what this run of the agent sent
     */
    public Onward(
            Supplier<World> world, SeriesKeeper series, BooleanSupplier isProtected, Delivery delivery, long seed) {
        this.world = world;
        this.isProtected = isProtected;
        this.delivery = delivery;
        this.run = Long.toHexString(seed);
        this.standing = new Standing(Placement.NONE, world.get().self(), Map.of());
        keepers.put(Kind.GRAPHITE, new SampleKeeper(series, seed));
    }

    /** Where lines of a kind are kept. */
    public Shares shares(Kind kind) {
        return new Shares() {
            @Override
            public @Nullable Object placement() {
                var now = standing;
                return now.lanes().isEmpty() ? null : now;
            }

            @Override
            public Object place(String name) {
                return standing.place(kind, name);
            }

            @Override
            public boolean isHere(Object place) {
                return place == HERE;
            }

            @Override
            public void send(Object place, byte[] bytes, int from, int to) {
                if (place instanceof Lane lane) Onward.this.send(lane, bytes, from, to);
            }
        };
    }

    /** Who keeps lines of a kind that belong here, from now on. */
    public void keeper(Kind kind, Keeper keeper) {
        synchronized (keepers) {
            keepers.put(kind, keeper);
        }
    }

    /** Not any more. */
    public void without(Kind kind, Keeper keeper) {
        synchronized (keepers) {
            keepers.remove(kind, keeper);
        }
    }

    /** For other nodes of the zone only, on sealed streams. */
    public List<Route> routes() {
        return List.of(new Route(
                "POST", TAKE, "Takes lines for series of this node. kind, run, number", Access.TOKEN, this::take));
    }

    private Reply take(Request request) {
        var kind = kind(request.query("kind").orElse(""));
        var from = request.query("run").orElse("");
        var number = request.query("number").orElse("");
        if (kind.isEmpty() || !from.matches("[0-9a-f]{1,16}") || !number.matches("\\d{1,18}"))
            return Reply.error(400, "want a kind, a run and a number");
        var lines = request.body();
        if (lines.length == 0 || lines.length > Lane.MOST_BYTES)
            return Reply.error(400, lines.length + " bytes, want 1 to " + Lane.MOST_BYTES);
        synchronized (came) {
            var key = from + kind.get();
            if (came.getOrDefault(key, 0L) < Long.parseLong(number)) {
                if (!keep(kind.get(), lines))
                    return Reply.error(503, "lines of " + kind.get().word() + " cannot be kept here at present");
                came.put(key, Long.parseLong(number));
                taken.addAndGet(count(lines));
            }
        }
        return Reply.json(Value.Fields.EMPTY);
    }

    private static Optional<Kind> kind(String word) {
        for (var kind : Kind.values()) if (kind.word().equals(word)) return Optional.of(kind);
        return Optional.empty();
    }

    private static int count(byte[] lines) {
        var count = 0;
        for (var letter : lines) if (letter == '\n') count++;
        return count;
    }

    private boolean keep(Kind kind, byte[] lines) {
        Keeper keeper;
        synchronized (keepers) {
            keeper = keepers.get(kind);
        }
        return keeper != null && keeper.keep(lines, lines.length);
    }

    private void send(Lane lane, byte[] bytes, int from, int to) {
        switch (lane.add(bytes, from, to)) {
            case WELL -> {}
            case FULL -> begin(lane);
            case CLOSED -> closedMeanwhile(lane.kind, bytes, from, to);
        }
    }

    /** Its place is another one since a moment ago. */
    private void closedMeanwhile(Kind kind, byte[] bytes, int from, int to) {
        var late = new Lane(standing.self(), kind, numbers::incrementAndGet);
        late.add(bytes, from, to);
        late.close();
        synchronized (leaving) {
            leaving.add(late);
        }
    }

    private void begin(Lane lane) {
        if (lane.begin()) Thread.ofVirtual().name("series onward").start(() -> deliver(lane));
    }

    private void deliver(Lane lane) {
        try {
            for (var batch = lane.next(); batch != null; batch = lane.next()) if (!deliver(lane, batch)) return;
        } finally {
            lane.end();
        }
    }

    private boolean deliver(Lane lane, Lane.Batch batch) {
        var to = world.get().nodes().get(lane.owner);
        if (to == null) return false;
        var query = Map.of("kind", lane.kind.word(), "run", run, "number", "" + batch.number());
        try {
            var reply = delivery.call(to, Request.own("POST", TAKE, query, batch.bytes()));
            if (reply.status() == 200) {
                lane.sent(batch);
                return true;
            }
            var why = to.name() + " answers " + reply.status() + " "
                    + new String(reply.body(), StandardCharsets.UTF_8).strip();
            if (reply.status() != 400) lane.failed(why);
            else lane.dropped(batch, why);
            return reply.status() == 400;
        } catch (IOException away) {
            lane.failed(to.name() + ": " + away.getMessage());
            return false;
        }
    }

    @Override
    public void packs(Packs packs) {
        // the group says all
    }

    @Override
    public String name() {
        return "ts";
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public boolean isSteady() {
        return true;
    }

    @Override
    public synchronized List<Event> take(World now) {
        var wanted = isProtected.getAsBoolean() ? Placement.of(now) : Placement.NONE;
        if (!wanted.equals(standing.placement())) change(wanted, now);
        for (var lane : lanes()) if (lane.flush()) begin(lane);
        moveOn();
        delivery.tidy();
        return List.of();
    }

    private List<Lane> lanes() {
        return standing.lanes().values().stream()
                .flatMap(each -> each.values().stream())
                .toList();
    }

    private void change(Placement wanted, World now) {
        var before = standing.lanes();
        var lanes = new TreeMap<NodeId, Map<Kind, Lane>>();
        for (var owner : wanted.owners())
            if (!owner.equals(now.self())) lanes.put(owner, before.getOrDefault(owner, lanes(owner)));
        LOG.info("ts: who keeps series owners={}", wanted.owners().size());
        standing = new Standing(wanted, now.self(), Map.copyOf(lanes));
        before.forEach((owner, gone) -> {
            if (!lanes.containsKey(owner)) gone.values().forEach(this::leave);
        });
    }

    private Map<Kind, Lane> lanes(NodeId owner) {
        var lanes = new EnumMap<Kind, Lane>(Kind.class);
        for (var kind : Kind.values()) lanes.put(kind, new Lane(owner, kind, numbers::incrementAndGet));
        return lanes;
    }

    private void leave(Lane lane) {
        lane.close();
        synchronized (leaving) {
            leaving.add(lane);
        }
    }

    /** What was for nodes that keep nothing any more goes to those that do. */
    private void moveOn() {
        List<Lane> all;
        synchronized (leaving) {
            all = List.copyOf(leaving);
        }
        for (var lane : all) {
            var left = lane.left();
            if (left == null) continue;
            synchronized (leaving) {
                leaving.remove(lane);
            }
            sentBefore += lane.sent();
            droppedBefore += lane.dropped();
            for (var batch : left) moveOn(lane.kind, batch);
        }
    }

    private void moveOn(Kind kind, Lane.Batch batch) {
        var now = standing;
        var own = new Lane(now.self(), kind, numbers::incrementAndGet);
        var from = 0;
        for (var at = 0; at < batch.bytes().length; at++) {
            if (batch.bytes()[at] != '\n') continue;
            var place = now.place(kind, kind.key(batch.bytes(), from, at));
            if (place instanceof Lane lane) send(lane, batch.bytes(), from, at);
            else own.add(batch.bytes(), from, at);
            from = at + 1;
        }
        var kept = own.left();
        if (kept == null) return;
        for (var each : kept) if (!keep(kind, each.bytes())) droppedBefore += each.lines();
    }

    /** Counters: owners (nodes that keep what listeners take), sent, waiting and dropped (lines for others), taken (lines of others). */
    @Override
    public synchronized ModuleReport report() {
        var lanes = lanes();
        var counters = Value.object()
                .with("owners", standing.placement().owners().size())
                .with("sent", sentBefore + lanes.stream().mapToLong(Lane::sent).sum())
                .with("waiting", lanes.stream().mapToLong(Lane::waiting).sum())
                .with(
                        "dropped",
                        droppedBefore + lanes.stream().mapToLong(Lane::dropped).sum())
                .with("taken", taken.get())
                .end();
        var trouble =
                lanes.stream().map(Lane::trouble).filter(why -> !why.isEmpty()).findFirst();
        var state = standing.placement().isEmpty() ? State.DISABLED : trouble.isPresent() ? State.ERROR : State.STARTED;
        return new ModuleReport(
                name(),
                SeriesKeeper.PACK,
                "connector",
                state,
                trouble.orElseGet(this::says),
                Value.Fields.EMPTY,
                counters);
    }

    private String says() {
        var now = world.get();
        var owners = Placement.of(now).owners();
        if (owners.isEmpty()) return "no node is in group ts: what listeners take is kept here";
        if (!isProtected.getAsBoolean()) return "the zone has no key: what listeners take is kept here";
        return "kept by "
                + String.join(
                        ", ",
                        owners.stream()
                                .map(id -> Optional.ofNullable(now.nodes().get(id))
                                        .map(Node::name)
                                        .orElse(id.uuid()))
                                .sorted()
                                .toList());
    }

    /** Sends what waits, as far as that is quick. */
    @Override
    public void close() {
        var until = System.nanoTime() + Duration.ofMillis(CLOSING_MILLIS).toNanos();
        List<Thread> last = new ArrayList<>();
        for (var lane : lanes())
            if (lane.flush() && lane.begin()) last.add(Thread.ofVirtual().start(() -> deliver(lane)));
        try {
            for (var thread : last) thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
