package org.opsbro.agent.shared;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.opsbro.compliance.Place;
import org.opsbro.compliance.live.Rollout;
import org.opsbro.host.HostException;
import org.opsbro.model.CheckState;
import org.opsbro.model.Event;
import org.opsbro.model.Json;
import org.opsbro.model.Status;
import org.opsbro.model.Turn;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.store.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Roll-outs over the nodes of a zone. A place is a lock in its store, held by a session of its own, so that one of a node that died is free by itself; what this node
 * holds is in a file too, and goes on after a restart. A roll-out that went wrong has a mark in the store, which a person takes away. As a turn it renews the
 * sessions, watches the checks of this node after a change, and gives places back.
 */
public final class Rollouts implements Rollout, Turn {
    static final String PLACES = StoredKeys.OURS + "compliance/places/";
    static final String STOPPED = StoredKeys.OURS + "compliance/stopped/";
    private static final Logger LOG = LoggerFactory.getLogger(Rollouts.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    /** While it holds nothing. */
    private static final Duration SELDOM = Duration.ofSeconds(10);

    private static final Duration RENEWED = Duration.ofSeconds(10);

    private final ZoneStore store;
    private final Supplier<World> world;
    private final InstantSource clock;
    private final AtomicFile file;
    private final Map<String, Held> held = new LinkedHashMap<>();
    private final Map<String, Long> renewed = new LinkedHashMap<>();
    private volatile boolean holds;

    /** @throws IOException if what is held cannot be read */
    Rollouts(ZoneStore store, Supplier<World> world, Path data, InstantSource clock) throws IOException {
        this.store = store;
        this.world = world;
        this.clock = clock;
        this.file = new AtomicFile(data.resolve("rollouts.json"));
        try {
            var text = file.read();
            if (text.isPresent())
                for (var each : ZoneStore.items(Json.readObject(text.get()).get("held"))) {
                    var place = Held.of(each);
                    // nobody knows what was done before the end of the agent
                    held.put(place.place().name(), place.changing() ? place.changed(clock.millis()) : place);
                }
        } catch (Json.NotJson broken) {
            throw new IOException(file.path() + " cannot be read", broken);
        }
        holds = !held.isEmpty();
    }

    @Override
    public String name() {
        return "compliance/rollouts";
    }

    @Override
    public Duration every() {
        return holds ? EVERY : SELDOM;
    }

    private static Optional<String> whyNot(IOException failed) {
        return Optional.of(String.valueOf(failed.getMessage()));
    }

    // ---- changes

    @Override
    public synchronized Optional<String> enter(Place place) {
        if (!store.isThere())
            return Optional.of((place.name().startsWith("lock:") ? "its lock" : "max_parallel")
                    + " needs a store of the zone, which it has not (opsbro raft found)");
        try {
            var stop = stopped(place.name());
            if (stop.isPresent()) return stop;
            var known = held.get(place.name());
            if (known != null && known.failure().isEmpty()) {
                if (!store.renew(known.session())) return Optional.of("its place was lost a moment ago");
                keep(known.changing(place));
                return Optional.empty();
            }
            return known == null ? taken(place) : Optional.of(known.failure());
        } catch (IOException failed) {
            return whyNot(failed);
        }
    }

    private Optional<String> stopped(String name) throws IOException {
        return store.get(STOPPED + name)
                .map(stop -> "STOPPED by " + stop.get("node").display() + ": "
                        + stop.get("why").display() + " (at " + stop.get("at").display()
                        + "); opsbro compliance launch " + (name.startsWith("lock:") ? "NAME" : name)
                        + " --resume lets it go on");
    }

    private Optional<String> taken(Place place) throws IOException {
        var prefix = PLACES + place.name() + "/";
        var busy = new TreeSet<String>();
        var slots = new TreeSet<Integer>();
        for (var item : store.items(prefix)) {
            var number = item.get("key").display().substring(prefix.length());
            if (!number.matches("[0-9]{1,4}") || !(item.get("session") instanceof Value.Text)) continue;
            slots.add(Integer.parseInt(number));
            busy.add(ZoneStore.object(item).get("node").display());
        }
        if (slots.size() >= place.most()) return waiting(place, busy);
        var session = store.session(world.get().node().name());
        try {
            var value = Value.object()
                    .with("node", world.get().node().name())
                    .with("at", clock.instant().toString())
                    .end();
            for (var slot = 1; slot <= place.most(); slot++) {
                if (slots.contains(slot)) continue;
                var token = store.acquire(prefix + slot, session, value);
                if (token.isEmpty()) continue;
                // in the file before anything is changed: a place that nobody remembers would be lost for a minute
                keep(new Held(place, slot, session, true, 0, critical(world.get()), ""));
                renewed.put(session, System.nanoTime());
                LOG.info(
                        "compliance: has a place name={} place={} of={} token={}",
                        place.name(),
                        slot,
                        place.most(),
                        token.getAsLong());
                var stop = stopped(place.name());
                if (stop.isPresent()) left(place, false, "");
                return stop;
            }
        } catch (IOException failed) {
            if (!held.containsKey(place.name())) store.end(session);
            throw failed;
        }
        store.end(session);
        return waiting(place, busy);
    }

    private static Optional<String> waiting(Place place, Set<String> busy) {
        return Optional.of("it waits for its turn: " + place.most() + " at once, now "
                + (busy.isEmpty() ? "others" : String.join(", ", busy)));
    }

    @Override
    public synchronized void left(Place place, boolean changed, String failure) {
        var known = held.get(place.name());
        if (known == null) return;
        try {
            var untouched = failure.isEmpty() && !changed && known.at() == 0;
            var next = known.changed(untouched ? 0 : clock.millis());
            keep(failure.isEmpty() ? next : next.failed(failure));
            if (untouched) giveBack(next);
        } catch (IOException failed) {
            LOG.warn("compliance: a place is kept for now name={} reason={}", place.name(), failed.getMessage());
        }
    }

    @Override
    public synchronized void resume(String name) {
        if (!store.isThere()) throw new HostException("the zone has no store, so nothing was stopped in it");
        try {
            store.delete(STOPPED + name);
            LOG.info("compliance: a roll-out goes on name={}", name);
        } catch (IOException failed) {
            throw new HostException(String.valueOf(failed.getMessage()));
        }
    }

    // ---- the turn

    @Override
    public synchronized List<Event> take(World now) {
        for (var each : List.copyOf(held.values()))
            try {
                renew(each);
                if (!each.changing()) watch(each, now);
            } catch (IOException failed) {
                LOG.debug(
                        "compliance: the store does not answer name={} reason={}",
                        each.place().name(),
                        failed.getMessage());
            }
        return List.of();
    }

    private void renew(Held each) throws IOException {
        var last = renewed.get(each.session());
        if (last != null && System.nanoTime() - last < RENEWED.toNanos()) return;
        if (!store.renew(each.session()) && last != null)
            LOG.warn(
                    "compliance: a place was lost name={}: this node was not heard for too long",
                    each.place().name());
        renewed.put(each.session(), System.nanoTime());
    }

    private void watch(Held each, World now) throws IOException {
        var before = each.before();
        var bad = now.checks().values().stream()
                .filter(check -> check.hardState() == CheckState.CRITICAL && !before.contains(check.name()))
                .min(Comparator.comparing(Status::name));
        if (each.failure().isEmpty() && bad.isPresent()) {
            each = each.failed("the check " + bad.get().name() + " turned CRITICAL after the change: "
                    + bad.get().output());
            keep(each);
        }
        if (!each.failure().isEmpty()) {
            // the others hear of it before they get the place
            store.put(
                    STOPPED + each.place().name(),
                    Value.object()
                            .with("node", now.node().name())
                            .with("why", each.failure())
                            .with("at", clock.instant().toString())
                            .end());
            LOG.warn(
                    "compliance: a roll-out is stopped name={} why={}",
                    each.place().name(),
                    each.failure());
            giveBack(each);
            return;
        }
        // one that is not confirmed yet is waited for
        var soft = critical(now);
        soft.removeAll(before);
        var since = clock.millis() - each.at();
        // a clock that was set back must not hold it for ever
        if (since < 0) keep(each.changed(clock.millis()));
        else if (soft.isEmpty() && since >= each.place().soak().toMillis()) giveBack(each);
    }

    private static Set<String> critical(World now) {
        var all = new TreeSet<String>();
        for (var check : now.checks().values()) if (check.state() == CheckState.CRITICAL) all.add(check.name());
        return all;
    }

    private void giveBack(Held each) throws IOException {
        store.release(PLACES + each.place().name() + "/" + each.slot(), each.session());
        store.end(each.session());
        held.remove(each.place().name());
        renewed.remove(each.session());
        write();
        LOG.info("compliance: gave a place back name={} place={}", each.place().name(), each.slot());
    }

    private void keep(Held each) throws IOException {
        held.put(each.place().name(), each);
        write();
    }

    private void write() throws IOException {
        holds = !held.isEmpty();
        List<Value> all = new ArrayList<>();
        held.values().forEach(each -> all.add(each.toValue()));
        file.write(Json.write(Value.object().with("held", new Value.Items(all)).end()));
    }
}
