package org.opsbro.metrology.grafana;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.opsbro.host.Network;
import org.opsbro.model.Event;
import org.opsbro.model.Json;
import org.opsbro.model.ModuleReport;
import org.opsbro.model.ModuleReport.State;
import org.opsbro.model.Node;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Module;
import org.opsbro.pack.Packs;
import org.opsbro.pack.Parameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The module {@code grafana}: each turn it makes the data sources in Grafana be those of the nodes that this node's zone has, and one of the zone; and puts a
 * dashboard there. Of the nodes that may, one does it: the one that has the duties of the zone if it is among them, else the first by its id. Two that believe so do the same.
 */
public final class GrafanaSync implements Module {
    private static final String NAME = "grafana";
    private static final String LEADER = "zone-leader";
    private static final String CLUSTER = "cluster";
    private static final String DASHBOARD = "opsbro-nodes";
    private static final Logger LOG = LoggerFactory.getLogger(GrafanaSync.class);
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final long LONGEST_NANOS = Duration.ofSeconds(20).toNanos();
    private static final long PATIENCE_NANOS = Duration.ofMinutes(10).toNanos();
    private static final int MOST_CHANGES = 100;

    private final Network network;
    private final LongSupplier nanos;
    /** Since when no node is known for a data source that is there. */
    private final Map<String, Long> gone = new HashMap<>();

    private final Map<String, Long> counters = new TreeMap<>();
    private volatile Wanted wanted = Wanted.by(Packs.NONE);
    private volatile Doing doing = new Doing(State.DISABLED, "not started yet");

    private record Wanted(boolean packed, Parameters parameters, GrafanaSettings settings, List<String> wrong) {
        static Wanted by(Packs packs) {
            List<String> wrong = new ArrayList<>();
            var parameters = packs.parameters(NAME);
            var settings = GrafanaSettings.of(parameters, wrong::add);
            return new Wanted(packs.named(NAME).isPresent(), parameters, settings, List.copyOf(wrong));
        }
    }

    private record Doing(State state, String log) {}

    /** @param nanos only go forward: after twenty seconds a turn leaves the rest to the next one */
    public GrafanaSync(Network network, LongSupplier nanos) {
        this.network = network;
        this.nanos = nanos;
        for (var each : List.of("created", "changed", "removed", "conflicts", "failures", "turns"))
            counters.put(each, 0L);
    }

    @Override
    public void packs(Packs packs) {
        wanted = Wanted.by(packs);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public synchronized List<Event> take(World world) {
        var now = wanted;
        var next = !now.packed()
                ? new Doing(State.DISABLED, "there is no pack grafana")
                : Module.offBecause(now.parameters(), world.node())
                        .map(why -> new Doing(State.DISABLED, why))
                        .orElseGet(() -> kept(now, world));
        if (!next.equals(doing)) {
            if (next.state() == State.ERROR) LOG.warn("grafana: {}", next.log());
            else LOG.info("grafana: {}", next.log());
        }
        doing = next;
        return List.of();
    }

    private Doing kept(Wanted now, World world) {
        if (!now.wrong().isEmpty()) return new Doing(State.ERROR, String.join("; ", now.wrong()));
        var missing = now.settings().missing();
        if (!missing.isEmpty()) return new Doing(State.ERROR, missing);
        var writer = writer(now, world);
        if (!writer.id().equals(world.self()))
            return new Doing(State.STARTED, writer.name() + " writes for the zone " + writer.zone());
        count("turns");
        try {
            return new Doing(State.STARTED, synced(now.settings(), world));
        } catch (Grafana.Refused refused) {
            count("failures");
            return new Doing(State.ERROR, String.valueOf(refused.getMessage()));
        }
    }

    private static Node writer(Wanted now, World world) {
        var zone = world.node().zone();
        return world.nodes().values().stream()
                .filter(node -> node.living() && node.zone().equals(zone))
                .filter(node -> Module.offBecause(now.parameters(), node).isEmpty())
                .min(Comparator.<Node, Boolean>comparing(node -> !node.isIn(LEADER))
                        .thenComparing(Node::id))
                .orElse(world.node());
    }

    private String synced(GrafanaSettings settings, World world) throws Grafana.Refused {
        var grafana = new Grafana(network, settings);
        var since = nanos.getAsLong();
        var zone = world.node().zone();
        var left = new LinkedHashMap<String, Source>();
        for (var source : grafana.sources()) if (source.zone().equals(zone)) left.put(source.name(), source);
        var all = sources(settings, world);
        List<String> trouble = new ArrayList<>();
        var done = 0;
        for (var source : all) {
            var there = Optional.ofNullable(left.remove(source.name()));
            if (there.filter(one -> one.isFixed() || one.url().equals(source.url()))
                    .isPresent()) continue;
            if (++done > MOST_CHANGES || nanos.getAsLong() - since > LONGEST_NANOS) return later(all.size(), trouble);
            try {
                if (there.isPresent()) grafana.change(there.get().uid(), source);
                else grafana.create(source);
                count(there.isPresent() ? "changed" : "created");
            } catch (Grafana.Refused refused) {
                tolerate(refused, trouble);
            }
        }
        gone.keySet().retainAll(left.keySet());
        for (var each : left.values()) {
            if (each.isFixed() || !isGone(each, world)) continue;
            if (++done > MOST_CHANGES || nanos.getAsLong() - since > LONGEST_NANOS) return later(all.size(), trouble);
            grafana.remove(each.uid());
            count("removed");
        }
        if (settings.dashboard()) dashboard(grafana, trouble);
        return all.size() + " data sources in " + settings.url() + told(trouble);
    }

    /** A node that left is gone; one that nobody here knows may only not be heard of yet. */
    private boolean isGone(Source source, World world) {
        var left = world.nodes().values().stream()
                .anyMatch(node -> source.id().equals(node.id().uuid()) && node.state() == Node.State.LEAVE);
        var since = gone.computeIfAbsent(source.name(), absent -> nanos.getAsLong());
        return left || nanos.getAsLong() - since >= PATIENCE_NANOS;
    }

    private static String later(int count, List<String> trouble) {
        return "more of the " + count + " data sources at the next turn" + told(trouble);
    }

    private static String told(List<String> trouble) {
        return trouble.isEmpty() ? "" : "; but " + String.join("; ", trouble.subList(0, Math.min(3, trouble.size())));
    }

    private void tolerate(Grafana.Refused refused, List<String> trouble) throws Grafana.Refused {
        if (!refused.isConflict()) throw refused;
        count("conflicts");
        trouble.add(String.valueOf(refused.getMessage()));
    }

    private void count(String what) {
        synchronized (counters) {
            counters.merge(what, 1L, Long::sum);
        }
    }

    /** Of each node of the zone that did not leave, in the order of their names, and one of the zone. */
    private static List<Source> sources(GrafanaSettings settings, World world) {
        var zone = world.node().zone();
        List<Source> all = new ArrayList<>();
        world.nodes().values().stream()
                .filter(node -> node.zone().equals(zone) && node.state() != Node.State.LEAVE)
                .filter(node -> !node.address().isEmpty())
                .sorted(Comparator.comparing(Node::name).thenComparing(Node::id))
                .forEach(node -> all.add(Source.wanted(node.name(), node.id().uuid(), settings.urlOf(node), zone)));
        var cluster = settings.clusterUrl().isEmpty() ? settings.urlOf(world.node()) : settings.clusterUrl();
        all.add(Source.wanted(CLUSTER, zone, cluster, zone));
        return all;
    }

    /** Puts ours where there is none, or an older one of ours; what people changed of it stays. */
    private void dashboard(Grafana grafana, List<String> trouble) throws Grafana.Refused {
        var ours = Shipped.DASHBOARD;
        var there = grafana.dashboard(DASHBOARD);
        if (there.filter(one -> one.get("tags").equals(ours.get("tags"))).isPresent()) return;
        try {
            grafana.put(ours, there.isPresent());
            count(there.isPresent() ? "changed" : "created");
        } catch (Grafana.Refused refused) {
            tolerate(refused, trouble);
        }
    }

    private static final class Shipped {
        static final Value.Fields DASHBOARD = read();

        private static Value.Fields read() {
            try (var in = GrafanaSync.class.getResourceAsStream("nodes.json")) {
                if (in == null) throw new IllegalStateException("nodes.json is not in the jar");
                return Json.readObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    @Override
    public ModuleReport report() {
        var now = doing;
        var told = Value.object();
        synchronized (counters) {
            counters.forEach(told::with);
        }
        return new ModuleReport(NAME, NAME, "connector", now.state(), now.log(), configuration(), told.end());
    }

    private Value.Fields configuration() {
        var told = Value.object();
        wanted.parameters()
                .values()
                .forEach((name, value) -> told.with(name, name.equals("api_key") ? Value.of("***") : value));
        return told.end();
    }

    @Override
    public void close() {
        // nothing is open
    }
}
