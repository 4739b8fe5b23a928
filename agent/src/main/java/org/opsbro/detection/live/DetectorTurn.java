package org.opsbro.detection.live;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.opsbro.detection.Detection;
import org.opsbro.detection.Detector;
import org.opsbro.detection.Detectors;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.PackScope;
import org.opsbro.host.Host;
import org.opsbro.model.ClusterEvent;
import org.opsbro.model.CollectorReport;
import org.opsbro.model.Event;
import org.opsbro.model.KeyTree;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Turn;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Kind;
import org.opsbro.pack.Packs;

/**
 * Asks the detectors that are due, and tells the groups of this node when they change. A detector is due after its interval, and as soon as
 * a collector it reads has other facts, or the nodes it asks for are others. Packs may come from any thread; {@link #state} is a snapshot for any thread.
 */
public final class DetectorTurn implements Turn {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Evaluator evaluator;
    private final Host host;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final KeptGroups kept;
    private final Predicate<String> isCollector;

    private volatile Loaded loaded = new Loaded(Packs.NONE, List.of());
    private volatile SortedMap<String, Detection> state = new TreeMap<>();
    private volatile boolean everyoneIsDue;
    private Map<String, Asked> asked = new HashMap<>();

    private record Loaded(Packs packs, List<Ready> detectors) {}

    /**
     * @param reads the collectors it reads; {@code *} for all
     * @param asksCluster whether it asks for other nodes or for events
     * @param readsKeys whether it reads keys of the store
     */
    private record Ready(Detector detector, Set<String> reads, boolean asksCluster, boolean readsKeys) {}

    private record Asked(Ready ready, Instant at, Map<String, Value> read, Cluster cluster, KeyTree keys) {}

    /** The nodes and events of a world. */
    private record Cluster(Map<NodeId, Node> nodes, List<ClusterEvent> heard) {
        @SuppressWarnings("ReferenceEquality") // both are shared while nothing in them changes
        boolean isOf(World world) {
            return nodes == world.nodes() && heard == world.heard();
        }
    }

    /** Which keeps nothing. */
    public DetectorTurn(Evaluator evaluator, Host host, InstantSource clock, RandomGenerator random) {
        this(evaluator, host, clock, random, new KeptGroups(), name -> false);
    }

    /**
     * The turn.
     *
     * @param kept what they gave before a restart: it holds until what a detector reads has answered
     * @param isCollector whether there is a collector of this name, so that its answer can be waited for
     */
    public DetectorTurn(
            Evaluator evaluator,
            Host host,
            InstantSource clock,
            RandomGenerator random,
            KeptGroups kept,
            Predicate<String> isCollector) {
        this.evaluator = evaluator;
        this.host = host;
        this.clock = clock;
        this.random = random;
        this.kept = kept;
        this.isCollector = isCollector;
    }

    /** Takes the detectors of these packs from the next turn on. */
    public void packs(Packs packs) {
        List<Ready> detectors = new ArrayList<>();
        var cluster = evaluator.names(Function::readsCluster);
        for (var definition : packs.definitions(Kind.DETECTOR))
            Detector.from(definition, evaluator)
                    .ifPresent(detector -> detectors.add(new Ready(
                            detector,
                            detector.collectors(),
                            detector.calls(cluster),
                            detector.keys().findAny().isPresent())));
        loaded = new Loaded(packs, List.copyOf(detectors));
    }

    public List<Detector> detectors() {
        return loaded.detectors().stream().map(Ready::detector).toList();
    }

    /** What each detector said last, by id; those not asked yet are absent. */
    public SortedMap<String, Detection> state() {
        return state;
    }

    /** Asks one detector, or all, now; the groups follow with the next turn. */
    public SortedMap<String, Detection> run(Optional<String> id, World world) {
        var now = loaded;
        var answers = new TreeMap<String, Detection>();
        for (var detector : detectors())
            if (id.isEmpty() || id.get().equals(detector.id()))
                answers.put(detector.id(), Detectors.ask(detector, scope(now, detector, world)));
        everyoneIsDue = true;
        return answers;
    }

    @Override
    public String name() {
        return "detectors";
    }

    @Override
    public Duration every() {
        return TICK;
    }

    @Override
    public List<Event> take(World world) {
        var now = loaded;
        var forced = everyoneIsDue;
        everyoneIsDue = false;
        var at = clock.instant();
        if (!forced && asked.size() == now.detectors().size() && nobodyIsDue(now, world, at)) return List.of();
        Map<String, Asked> nextAsked = new HashMap<>();
        SortedMap<String, Detection> next = new TreeMap<>();
        for (var ready : now.detectors()) {
            var detector = ready.detector();
            var before = asked.get(detector.id());
            var last = state.get(detector.id());
            if (!forced && before != null && last != null && !isDue(before, ready, world, at)) {
                nextAsked.put(detector.id(), before);
                next.put(detector.id(), last);
            } else {
                nextAsked.put(
                        detector.id(),
                        new Asked(
                                ready, at, read(ready, world), new Cluster(world.nodes(), world.heard()), world.kv()));
                next.put(detector.id(), said(ready, Detectors.ask(detector, scope(now, detector, world)), world));
            }
        }
        asked = nextAsked;
        state = next;
        kept.keep(next.values());
        var groups = Detectors.groups(next.values());
        return groups.equals(world.node().detectedGroups()) ? List.of() : List.of(new Event.GroupsDetected(at, groups));
    }

    /** What it says, or said before a restart while it cannot know. */
    private Detection said(Ready ready, Detection now, World world) {
        var before = kept.of(now.detector());
        if (before.isEmpty()) return now;
        if (!now.matched() && !hasRead(ready, world))
            return new Detection(
                    now.detector(), true, before.get(), "as before the restart: what it reads has not answered yet");
        kept.forget(now.detector());
        return now;
    }

    /** Whether what it reads has run since the start, and not all of it in vain. */
    private boolean hasRead(Ready ready, World world) {
        var all = names(ready, world);
        var answered = all.isEmpty();
        for (var name : all) {
            var report = world.collectors().get(name);
            if (report == null && isCollector.test(name)) return false;
            answered |= report == null || report.state() != CollectorReport.State.ERROR;
        }
        return answered;
    }

    // most seconds nothing has changed: that must cost next to nothing
    private boolean nobodyIsDue(Loaded now, World world, Instant at) {
        for (var ready : now.detectors()) if (isDue(asked.get(ready.detector().id()), ready, world, at)) return false;
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // after a reload an equal detector is asked again: it costs one evaluation
    private static boolean isDue(@Nullable Asked before, Ready ready, World world, Instant at) {
        return before == null
                || before.ready() != ready
                || !at.isBefore(before.at().plus(ready.detector().every()))
                || at.isBefore(before.at()) // the clock was set back
                || differs(before.read(), ready, world)
                || (ready.asksCluster() && !before.cluster().isOf(world))
                || (ready.readsKeys() && before.keys() != world.kv());
    }

    @SuppressWarnings(
            "ReferenceEquality") // collectors give the same instance while nothing changes: this costs nothing
    private static boolean differs(Map<String, Value> before, Ready ready, World world) {
        var names = names(ready, world);
        var known = 0;
        for (var name : names) {
            var report = world.collectors().get(name);
            if (report == null) continue;
            if (before.get(name) != report.facts()) return true;
            known++;
        }
        return known != before.size();
    }

    private static Set<String> names(Ready ready, World world) {
        return ready.reads().contains("*") ? world.collectors().keySet() : ready.reads();
    }

    private static Map<String, Value> read(Ready ready, World world) {
        Map<String, Value> read = new LinkedHashMap<>();
        for (var name : names(ready, world)) {
            var report = world.collectors().get(name);
            if (report != null) read.put(name, report.facts());
        }
        return read;
    }

    private PackScope scope(Loaded now, Detector detector, World world) {
        return new PackScope(
                world, host, random, now.packs().parameters(detector.pack()).values());
    }
}
