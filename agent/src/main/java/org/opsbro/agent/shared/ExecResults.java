package org.opsbro.agent.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.opsbro.agent.api.ExecApi;
import org.opsbro.automation.live.Run;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What commands said, in the store of the zone, so that any of its nodes can tell, also when the agent that ordered them is gone: the last {@value #MOST_RUNS} runs
 * of a day, each in at most {@value #MOST_BYTES} bytes. Without such a store nothing is kept here.
 */
public final class ExecResults implements ExecApi.Kept {
    static final int MOST_RUNS = 100;
    static final int MOST_BYTES = 256 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(ExecResults.class);
    private static final String RUNS = StoredKeys.OURS + "exec/runs/";
    private static final String RESULTS = StoredKeys.OURS + "exec/results/";
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int MOST_READ = 64 * 1024 * 1024;
    private static final int LONGEST_OUTPUT = 64 * 1024;
    private static final String ID = "[0-9a-f]{1,64}";
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final ZoneStore store;
    private final Supplier<World> world;

    ExecResults(ZoneStore store, Supplier<World> world) {
        this.store = store;
        this.world = world;
    }

    @Override
    public void keep(Run run) {
        if (store.isThere()) Thread.ofVirtual().name("exec results").start(() -> kept(run));
    }

    /** As long as the run is known here, it is tried again. */
    private void kept(Run run) {
        var begun = false;
        try {
            while (!run.isGone())
                try {
                    if (!begun) put(RUNS, run.toValue());
                    begun = true;
                    while (!run.over()) Thread.sleep(LOOK);
                    store.put(
                            RESULTS + run.id(),
                            packed(from(run.whole(), world.get().node())),
                            KEPT);
                    put(RUNS, run.toValue());
                    return;
                } catch (IOException failed) {
                    LOG.debug("exec: results are not in the store run={} reason={}", run.id(), failed.getMessage());
                    Thread.sleep(AGAIN);
                }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void put(String prefix, Value.Fields run) throws IOException {
        store.put(prefix + run.get("id").display(), from(run, world.get().node()), KEPT);
    }

    private static Value.Fields from(Value.Fields run, Node node) {
        var all = Value.object();
        run.forEach(all::with);
        return all.with("from", node.name()).with("from_id", node.id().uuid()).end();
    }

    /** Forgets the oldest beyond {@value #MOST_RUNS}: a duty. */
    void prune() throws IOException {
        if (!store.isThere()) return; // a store of this agent alone must not begin by that
        var runs = new ArrayList<>(store.all(RUNS).entrySet());
        runs.sort(Comparator.comparing(run -> run.getValue().get("began").display()));
        for (var old : runs.subList(0, Math.max(0, runs.size() - MOST_RUNS))) {
            store.delete(RESULTS + old.getKey().substring(RUNS.length()));
            store.delete(old.getKey());
        }
    }

    /** As it fits, with less and less of each output. */
    static byte[] packed(Value.Fields whole) {
        for (var most = LONGEST_OUTPUT; most > 0; most /= 4) {
            var packed = packed(Json.write(cut(whole, most)));
            if (packed.length <= MOST_BYTES) return packed;
        }
        var all = Value.object();
        whole.forEach(all::with);
        return packed(Json.write(
                all.with("res", Value.Fields.EMPTY).with("lossy", true).end()));
    }

    private static Value.Fields cut(Value.Fields whole, int most) {
        if (!(whole.get("res") instanceof Value.Fields results)) return whole;
        var cut = Value.object();
        var lossy = false;
        for (var uuid : results.keys()) {
            if (!(results.get(uuid) instanceof Value.Fields result)) continue;
            var all = Value.object();
            result.forEach(all::with);
            for (var output : List.of("output", "err")) {
                var text = result.get(output).display();
                lossy |= text.length() > most;
                all.with(output, text.length() > most ? text.substring(0, most) : text);
            }
            cut.with(uuid, all.end());
        }
        var all = Value.object();
        whole.forEach(all::with);
        return all.with("res", cut.end())
                .with("lossy", lossy || whole.get("lossy").equals(Value.TRUE))
                .end();
    }

    private static byte[] packed(String text) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException memory) {
            throw new UncheckedIOException(memory);
        }
        return bytes.toByteArray();
    }

    static Value.Fields unpacked(byte[] packed) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            var bytes = in.readNBytes(MOST_READ + 1);
            if (bytes.length > MOST_READ) throw new IOException("what is in the store is too long");
            return Json.readObject(new String(bytes, UTF_8));
        } catch (Json.NotJson broken) {
            throw new IOException("what is in the store cannot be read", broken);
        }
    }

    @Override
    public List<Value.Fields> runs(List<Run> here) {
        var self = world.get().node();
        var all = new ArrayList<Value.Fields>();
        for (var run : here) all.add(from(run.toValue(), self));
        var known = here.stream().map(Run::id).collect(Collectors.toSet());
        try {
            if (store.isThere())
                store.all(RUNS).forEach((key, run) -> {
                    if (!known.contains(key.substring(RUNS.length()))) all.add(told(run));
                });
        } catch (IOException noStore) {
            LOG.warn("exec: runs of other nodes are not known reason={}", noStore.getMessage());
        }
        all.sort(Comparator.comparing(run -> run.get("began").display()));
        return all;
    }

    @Override
    public Optional<Value.Fields> result(String id) throws IOException {
        if (!id.matches(ID) || !store.isThere()) return Optional.empty();
        var packed = store.bytes(RESULTS + id);
        return packed.isPresent()
                ? Optional.of(unpacked(packed.get()))
                : store.get(RUNS + id).map(this::told);
    }

    /** One that goes on, as the store has it, on an agent that is not there any more is lost. */
    private Value.Fields told(Value.Fields run) {
        if (!run.get("state").equals(Value.of("running"))) return run;
        var now = world.get();
        var id = run.get("from_id").display();
        var node = id.isEmpty() ? null : now.nodes().get(new NodeId(id));
        if (node != null && node.living() && !node.id().equals(now.self())) return run;
        var all = Value.object();
        run.forEach(all::with);
        return all.with("state", "lost").end();
    }
}
