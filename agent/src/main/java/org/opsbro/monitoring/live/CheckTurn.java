package org.opsbro.monitoring.live;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.PackScope;
import org.opsbro.host.Host;
import org.opsbro.model.CheckState;
import org.opsbro.model.Event;
import org.opsbro.model.Node;
import org.opsbro.model.Status;
import org.opsbro.model.Turn;
import org.opsbro.model.World;
import org.opsbro.monitoring.Check;
import org.opsbro.monitoring.CheckReader;
import org.opsbro.monitoring.Judgement;
import org.opsbro.monitoring.Service;
import org.opsbro.monitoring.ServiceReader;
import org.opsbro.pack.Definition;
import org.opsbro.pack.Kind;
import org.opsbro.pack.Packs;

/**
 * Runs the checks that are due, each second. A check that asks for other nodes also looks when these change, and counts that look if its state differs. Those that only calculate run here, all in one event; those that start a program or reach outside run on
 * threads of their own, at most {@value #MOST_AT_ONCE} together, never two of one check, and tell their result when they have it.
 */
public final class CheckTurn implements Turn {
    private static final int MOST_AT_ONCE = 20;
    /** How long a value may be missing after a start or a reload before that is told: rates need two looks. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final double JITTER = 0.1;

    private final Evaluator evaluator;
    private final Host host;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final BooleanSupplier enabled;
    private final Consumer<List<Event>> tell;
    private final Set<String> reachingOut;
    private final Set<String> cluster;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final Map<String, Status> statuses = new ConcurrentHashMap<>();
    private final Map<String, Due> dues = new ConcurrentHashMap<>();

    private volatile Loaded loaded = new Loaded(Packs.NONE, Map.of(), Map.of(), Set.of(), Set.of());
    private volatile List<Check> registered = List.of();
    /** Of the turn before; the turn runs on one thread at a time. */
    private Applying applying = new Applying(loaded, false, new TreeSet<>(), new TreeSet<>(), Map.of());

    private @Nullable World last;

    /**
     * @param asking the ids of those that ask for other nodes or for events
     * @param reading the ids of those that read keys of the store
     */
    private record Loaded(
            Packs packs,
            Map<Definition, Optional<Check>> read,
            Map<String, Check> checks,
            Set<String> asking,
            Set<String> reading) {}

    /** The checks that are for this node, and what that was decided by. */
    private record Applying(
            Loaded loaded, boolean enabled, Set<String> defined, Set<String> detected, Map<String, Check> checks) {
        @SuppressWarnings("ReferenceEquality") // an equal set of packs costs a second look
        boolean stands(Loaded now, boolean enabledNow, Node node) {
            return loaded == now
                    && enabled == enabledNow
                    && defined.equals(node.definedGroups())
                    && detected.equals(node.detectedGroups());
        }
    }

    /** @param since when the check was first seen so, in nanoseconds of the host; its grace begins then */
    private record Due(Check check, long since, long at, boolean running) {}

    /**
     * The turn.
     *
     * @param enabled whether the topic monitoring is on
     * @param tell takes the results of checks that run on threads of their own
     * @param kept what was known before the restart
     */
    public CheckTurn(
            Evaluator evaluator,
            Host host,
            InstantSource clock,
            RandomGenerator random,
            BooleanSupplier enabled,
            Consumer<List<Event>> tell,
            Map<String, Status> kept) {
        this.evaluator = evaluator;
        this.host = host;
        this.clock = clock;
        this.random = random;
        this.enabled = enabled;
        this.tell = tell;
        this.statuses.putAll(kept);
        this.reachingOut = evaluator.names(function -> function.purity() == org.opsbro.evaluator.Function.Purity.IO);
        this.cluster = evaluator.names(org.opsbro.evaluator.Function::readsCluster);
    }

    /** Takes the checks of these packs from the next turn on. A check whose definition did not change goes on as it was. */
    public synchronized void packs(Packs packs) {
        var before = loaded.read();
        Map<Definition, Optional<Check>> read = new HashMap<>();
        for (var definition : packs.definitions(Kind.CHECK)) {
            var known = before.get(definition);
            read.put(definition, known != null ? known : CheckReader.read(definition, evaluator));
        }
        for (var definition : packs.definitions(Kind.SERVICE)) {
            var known = before.get(definition);
            read.put(definition, known != null ? known : embedded(definition));
        }
        loaded = loaded(packs, read);
    }

    /** Takes these beside the checks of the packs from the next turn on: those that programs registered. */
    synchronized void registered(List<Check> checks) {
        registered = List.copyOf(checks);
        loaded = loaded(loaded.packs(), loaded.read());
    }

    private Loaded loaded(Packs packs, Map<Definition, Optional<Check>> read) {
        Map<String, Check> checks = Stream.concat(read.values().stream().flatMap(Optional::stream), registered.stream())
                .collect(Collectors.toMap(Check::id, Function.identity(), (one, other) -> one));
        return new Loaded(
                packs,
                read,
                checks,
                quick(checks, check -> check.calls(cluster)),
                quick(checks, check -> check.keys().findAny().isPresent()));
    }

    private Set<String> quick(Map<String, Check> checks, Predicate<Check> wanted) {
        return checks.values().stream()
                .filter(check -> wanted.test(check) && !check.isSlow(reachingOut))
                .map(Check::id)
                .collect(Collectors.toSet());
    }

    /** Lets a check run with the next turn. */
    void hurry(String id) {
        dues.computeIfPresent(id, (key, due) -> new Due(due.check(), due.since(), host.nanos(), due.running()));
    }

    private Optional<Check> embedded(Definition service) {
        return ServiceReader.read(service, evaluator).flatMap(Service::embedded);
    }

    public Optional<Check> named(String id) {
        return Optional.ofNullable(loaded.checks().get(id));
    }

    public List<Check> checks() {
        return List.copyOf(loaded.checks().values());
    }

    @Override
    public String name() {
        return "checks";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(1);
    }

    @Override
    public synchronized List<Event> take(World world) {
        var now = loaded;
        List<Event> events = new ArrayList<>();
        var applied = applying;
        var checks = applying(now, world);
        // a check that ran while it stopped applying is told once more: its state goes with the next turn
        if (!checks.equals(applied.checks()) || world.checks().size() != checks.size())
            gone(checks, world).ifPresent(events::add);
        List<Status> ran = new ArrayList<>();
        var nanos = host.nanos();
        var before = last;
        last = world;
        var moved = moved(now, before, world);
        for (var check : checks.values()) {
            var due = due(check, nanos);
            if (due.running()) continue;
            if (nanos < due.at()) {
                if (moved.contains(check.id())) look(now, check, due, world, ran, events);
                continue;
            }
            if (check.isSlow(reachingOut)) start(now, check, due, world);
            else run(now, check, due, world, ran, events);
        }
        if (!ran.isEmpty()) events.addFirst(new Event.ChecksRun(clock.instant(), ran));
        return events;
    }

    /** The ids of those that read what differs. */
    @SuppressWarnings("ReferenceEquality") // all of it is shared while nothing in it changes
    private static Set<String> moved(Loaded now, @Nullable World before, World world) {
        if (before == null) return Set.of();
        var nodes = before.nodes() != world.nodes() || before.heard() != world.heard();
        var keys = before.kv() != world.kv();
        if (nodes && keys)
            return Stream.concat(now.asking().stream(), now.reading().stream()).collect(Collectors.toSet());
        return nodes ? now.asking() : keys ? now.reading() : Set.of();
    }

    /** Between two runs: nothing happens unless the state is another, so that looks do not count as attempts. */
    private void look(Loaded now, Check check, Due due, World world, List<Status> ran, List<Event> events) {
        var before = statuses.get(check.id());
        var result = Judgement.of(check, scope(now, check, world));
        if (before != null && result.complete() && result.verdict().state() != before.state())
            run(now, check, due, world, ran, events);
    }

    private PackScope scope(Loaded now, Check check, World world) {
        var parameters = now.packs().parameters(check.pack()).values();
        return new PackScope(world, host, random, parameters, check.variables(), check.timeout());
    }

    private Map<String, Check> applying(Loaded now, World world) {
        var node = world.node();
        var on = enabled.getAsBoolean();
        if (applying.stands(now, on, node)) return applying.checks();
        var checks = new HashMap<String, Check>();
        if (on)
            now.checks().forEach((id, check) -> {
                if (check.ifGroup().holds(node)) checks.put(id, check);
            });
        applying = new Applying(now, on, node.definedGroups(), node.detectedGroups(), checks);
        return checks;
    }

    private Optional<Event> gone(Map<String, Check> applying, World world) {
        var gone = new HashSet<>(world.checks().keySet());
        gone.removeAll(applying.keySet());
        dues.keySet().retainAll(applying.keySet());
        // before the detectors have spoken nobody knows whether a check that was kept still applies
        if (world.node().detectedGroups().isEmpty() && enabled.getAsBoolean()) return Optional.empty();
        statuses.keySet().removeAll(gone);
        return gone.isEmpty() ? Optional.empty() : Optional.of(new Event.ChecksGone(clock.instant(), gone));
    }

    @SuppressWarnings(
            "ReferenceEquality") // a reload that did not touch its pack gives an equal check too: it costs one run
    private Due due(Check check, long nanos) {
        var known = dues.get(check.id());
        if (known != null && (known.check() == check || known.running())) return known;
        return dues.compute(
                check.id(),
                (id, found) -> found == null || (found.check() != check && !found.running())
                        ? new Due(check, nanos, nanos, false)
                        : found);
    }

    private void run(Loaded now, Check check, Due due, World world, List<Status> ran, List<Event> events) {
        var start = host.nanos();
        var result = Judgement.of(check, scope(now, check, world));
        var end = host.nanos();
        if (!result.complete() && end - due.since() < GRACE.toNanos()) return; // again with the next turn
        var before = statuses.getOrDefault(
                check.id(), Status.pending(check.id(), check.displayName(), check.maxAttempts(), clock.instant()));
        var after = check.next(before, result.verdict(), clock.instant(), Duration.ofNanos(end - start));
        statuses.put(check.id(), after);
        dues.computeIfPresent(
                check.id(), (id, known) -> new Due(known.check(), known.since(), end + pause(check, after), false));
        ran.add(after);
        if (differs(before, after)) events.add(new Event.CheckChanged(clock.instant(), before, after));
    }

    private void start(Loaded now, Check check, Due due, World world) {
        if (!places.tryAcquire()) return; // it is still due when a place is free
        dues.put(check.id(), new Due(due.check(), due.since(), due.at(), true));
        Thread.ofVirtual().name("check " + check.id()).start(() -> {
            List<Status> ran = new ArrayList<>();
            List<Event> events = new ArrayList<>();
            try {
                run(now, check, due, world, ran, events);
            } finally {
                places.release();
                dues.computeIfPresent(
                        check.id(), (id, known) -> new Due(known.check(), known.since(), known.at(), false));
            }
            if (!ran.isEmpty()) events.addFirst(new Event.ChecksRun(clock.instant(), ran));
            tell.accept(events);
        });
    }

    private long pause(Check check, Status after) {
        return (long) (check.pause(after).toNanos() * (1 + JITTER * (2 * random.nextDouble() - 1)));
    }

    private static boolean differs(Status before, Status after) {
        return before.state() != after.state()
                || before.hardState() != after.hardState()
                || before.flapping() != after.flapping()
                || before.state() == CheckState.PENDING;
    }
}
