package org.opsbro.agent.shared;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.opsbro.model.Event;
import org.opsbro.model.Node;
import org.opsbro.model.Turn;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work for the whole zone, of which one node does it: the leader of the store, and where there is no shared store, an agent that is alone in its zone. Before a duty is done its
 * time is written into the store, in one step with a look at when it was done last: so it is done at most once in its period, whoever leads, and two that believe
 * to lead do not do it both. As a turn it does what is due.
 */
public final class Duties implements Turn {
    /** The node that has them is in this group, which the agent adds itself. */
    public static final String GROUP = "zone-leader";

    private static final Logger LOG = LoggerFactory.getLogger(Duties.class);
    private static final String PREFIX = StoredKeys.OURS + "duties/";
    private static final Duration EVERY = Duration.ofSeconds(30);
    /** Between looks at the store, whether or not another one did it meanwhile. */
    private static final int LOOKS_IN_A_PERIOD = 10;

    private final BooleanSupplier ours;
    private final ZoneStore store;
    private final Supplier<World> world;
    private final InstantSource clock;
    private final List<Duty> duties;
    private final Map<String, Long> nextLooks = new HashMap<>();
    private final Map<String, Long> doneAlone = new HashMap<>();

    /** @param every the period in which it is to be done once */
    record Duty(String name, Duration every, Deed deed) {}

    interface Deed {
        void done(World now) throws IOException;
    }

    /** @param ours whether this node has the duties now */
    Duties(BooleanSupplier ours, ZoneStore store, Supplier<World> world, InstantSource clock, List<Duty> duties) {
        this.ours = ours;
        this.store = store;
        this.world = world;
        this.clock = clock;
        this.duties = List.copyOf(duties);
    }

    @Override
    public String name() {
        return "duties";
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public List<Event> take(World now) {
        if (!ours.getAsBoolean()) {
            nextLooks.clear();
            return List.of();
        }
        for (var duty : duties) if (isTime(duty)) attempt(duty, now);
        return List.of();
    }

    private boolean isTime(Duty duty) {
        var next = nextLooks.get(duty.name());
        if (next != null
                && clock.millis() < next
                && clock.millis() > next - duty.every().toMillis()) return false;
        nextLooks.put(duty.name(), clock.millis() + duty.every().toMillis() / LOOKS_IN_A_PERIOD);
        return true;
    }

    private void attempt(Duty duty, World now) {
        try {
            if (!(store.isThere() ? isClaimed(duty, now) : isDueAlone(duty))) return;
            duty.deed().done(now);
            LOG.debug("duties: done name={}", duty.name());
        } catch (IOException failed) {
            LOG.warn("duties: not done name={} reason={}", duty.name(), failed.getMessage());
        }
    }

    private boolean isOver(Duty duty, long done) {
        var ago = clock.millis() - done;
        // one that was done in the future was done by a clock that went wrong
        return ago < 0 || ago >= duty.every().toMillis();
    }

    private boolean isDueAlone(Duty duty) {
        var done = doneAlone.get(duty.name());
        if (done != null && !isOver(duty, done)) return false;
        doneAlone.put(duty.name(), clock.millis());
        return true;
    }

    /** Whether it is due, and nobody else does it. */
    private boolean isClaimed(Duty duty, World now) throws IOException {
        var key = PREFIX + duty.name();
        var revision = 0L;
        for (var item : store.items(key)) {
            if (!item.get("key").display().equals(key)) continue;
            revision = item.get("revision") instanceof Value.Int number ? number.number() : 0;
            if (!isOver(duty, millis(ZoneStore.object(item)))) return false;
        }
        var mark = Value.object()
                .with("node", now.node().name())
                .with("at", clock.instant().toString())
                .with("millis", clock.millis())
                .with("every", duty.every().toSeconds())
                .end();
        return store.put(key, mark, revision);
    }

    private static long millis(Value.Fields mark) {
        return mark.get("millis") instanceof Value.Int number ? number.number() : 0;
    }

    List<Route> routes() {
        return List.of(new Route(
                "GET",
                "/raft/duties",
                "Who has the duties of the zone, and when each was done last",
                Access.OPEN,
                request -> Reply.json(state())));
    }

    /** Keys: node (names: one mostly, none while nobody leads), duties: name, every (seconds), at and by of the last time, as far as it is known. */
    private Value.Fields state() throws IOException {
        var done = store.isThere() ? store.all(PREFIX) : Map.<String, Value.Fields>of();
        List<Value> all = new ArrayList<>();
        for (var duty : duties) {
            var told = Value.object()
                    .with("name", duty.name())
                    .with("every", duty.every().toSeconds());
            var mark = done.get(PREFIX + duty.name());
            if (mark != null) told.with("at", mark.get("at")).with("by", mark.get("node"));
            all.add(told.end());
        }
        return Value.object()
                .with("node", holders(world.get()))
                .with("duties", new Value.Items(all))
                .end();
    }

    /** Who has the duties of the zone, as gossip tells. */
    public static Value holders(World now) {
        var zone = now.node().zone();
        return Value.texts(now.nodes().values().stream()
                .filter(node -> node.isIn(GROUP) && node.living() && node.zone().equals(zone))
                .map(Node::name)
                .sorted()
                .toList());
    }
}
