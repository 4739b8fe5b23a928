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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.opsbro.detection.Detection;
import org.opsbro.detection.DetectionScope;
import org.opsbro.detection.Detector;
import org.opsbro.detection.Detectors;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.host.Host;
import org.opsbro.model.Event;
import org.opsbro.model.Turn;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Kind;
import org.opsbro.pack.Packs;

/**
 * Asks the detectors that are due, and tells the groups of this node when they change. A detector is due after its interval, and as soon as
 * a collector it reads has other facts. Packs may come from any thread; {@link #state} is a snapshot for any thread.
 */
public final class DetectorTurn implements Turn {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Evaluator evaluator;
    private final Host host;
    private final InstantSource clock;
    private final RandomGenerator random;

    private volatile Loaded loaded = new Loaded(Packs.NONE, List.of());
    private volatile SortedMap<String, Detection> state = new TreeMap<>();
    private volatile boolean everyoneIsDue;
    private Map<String, Asked> asked = new HashMap<>();

    private record Loaded(Packs packs, List<Detector> detectors) {}

    private record Asked(Detector detector, Instant at, Map<String, Value> read) {}

    public DetectorTurn(Evaluator evaluator, Host host, InstantSource clock, RandomGenerator random) {
        this.evaluator = evaluator;
        this.host = host;
        this.clock = clock;
        this.random = random;
    }

    /** Takes the detectors of these packs from the next turn on. */
    public void packs(Packs packs) {
        List<Detector> detectors = new ArrayList<>();
        for (var definition : packs.definitions(Kind.DETECTOR))
            Detector.from(definition, evaluator).ifPresent(detectors::add);
        loaded = new Loaded(packs, List.copyOf(detectors));
    }

    public List<Detector> detectors() {
        return loaded.detectors();
    }

    /** What each detector said last, by id; those not asked yet are absent. */
    public SortedMap<String, Detection> state() {
        return state;
    }

    /** Asks one detector, or all, now; the groups follow with the next turn. */
    public SortedMap<String, Detection> run(Optional<String> id, World world) {
        var now = loaded;
        var answers = new TreeMap<String, Detection>();
        for (var detector : now.detectors())
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
        Map<String, Asked> nextAsked = new HashMap<>();
        SortedMap<String, Detection> next = new TreeMap<>();
        for (var detector : now.detectors()) {
            var before = asked.get(detector.id());
            var last = state.get(detector.id());
            if (!forced && before != null && last != null && !isDue(before, detector, world, at)) {
                nextAsked.put(detector.id(), before);
                next.put(detector.id(), last);
            } else {
                nextAsked.put(detector.id(), new Asked(detector, at, read(detector, world)));
                next.put(detector.id(), Detectors.ask(detector, scope(now, detector, world)));
            }
        }
        asked = nextAsked;
        state = next;
        var groups = Detectors.groups(next.values());
        return groups.equals(world.node().detectedGroups()) ? List.of() : List.of(new Event.GroupsDetected(at, groups));
    }

    @SuppressWarnings("ReferenceEquality") // after a reload an equal detector is asked again: it costs one evaluation
    private static boolean isDue(Asked before, Detector detector, World world, Instant at) {
        return before.detector() != detector
                || !at.isBefore(before.at().plus(detector.every()))
                || at.isBefore(before.at()) // the clock was set back
                || differs(before.read(), read(detector, world));
    }

    @SuppressWarnings(
            "ReferenceEquality") // collectors give the same instance while nothing changes: this costs nothing
    private static boolean differs(Map<String, Value> before, Map<String, Value> now) {
        if (!before.keySet().equals(now.keySet())) return true;
        for (var entry : now.entrySet()) if (before.get(entry.getKey()) != entry.getValue()) return true;
        return false;
    }

    private static Map<String, Value> read(Detector detector, World world) {
        Map<String, Value> read = new LinkedHashMap<>();
        var wanted = detector.collectors();
        for (var name : wanted.contains("*") ? world.collectors().keySet() : wanted) {
            var report = world.collectors().get(name);
            if (report != null) read.put(name, report.facts());
        }
        return read;
    }

    private DetectionScope scope(Loaded now, Detector detector, World world) {
        return new DetectionScope(world, host, random, now.packs().parameters(detector.pack()));
    }
}
