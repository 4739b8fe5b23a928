package org.opsbro.agent;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.opsbro.compliance.Compliances;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.live.Baselines;
import org.opsbro.detection.Collector;
import org.opsbro.detection.Detector;
import org.opsbro.detection.live.CollectorTurns;
import org.opsbro.detection.live.DetectorTurn;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression.Dependency;
import org.opsbro.evaluator.Function.Purity;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.host.Host;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.metrology.Recorded;
import org.opsbro.metrology.SeriesFunctions;
import org.opsbro.model.Event;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Problem;
import org.opsbro.model.Turn;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Kind;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.Packs;

/**
 * What enforcing would change, told without an agent: packs and settings are read, and of the machine only what the rules look at, with the collectors that
 * their conditions name. It writes nothing.
 */
public final class LocalPlan {
    private static final Set<Kind> KINDS = EnumSet.of(Kind.COMPLIANCE, Kind.DETECTOR, Kind.COLLECTOR);

    private final Host host = new LinuxHost();
    private final InstantSource clock = InstantSource.system();
    private final RandomGenerator random = new SplittableRandom();
    private final Evaluator evaluator =
            new Evaluator(SeriesFunctions.beside(ServiceLoader.load(FunctionLibrary.class), Recorded.NONE));
    private final PackLoader loader;
    private final Compliances.Comparing comparing;
    private World world;

    /**
     * A plan.
     *
     * @param plans as the call /compliance/plan answers: by id
     * @param problems what is wrong in the packs, so that some of their compliances may be none
     */
    public record Told(Value.Fields plans, List<Problem> problems) {
        public Told {
            problems = List.copyOf(problems);
        }
    }

    private LocalPlan(Folders folders, Path packs) {
        this.loader = new PackLoader(host.files(), folders.places(packs), KINDS);
        this.comparing = Baselines.reading(folders.data().resolve("compliance"));
        this.world = world(folders);
    }

    /**
     * The plan of one compliance, of those of a pack, or of all.
     *
     * @param packs where the packs that come with the program lie
     * @throws IllegalArgumentException if none is meant by that name; its message is for people
     */
    public static Told of(Folders folders, Path packs, Optional<String> name) {
        return new LocalPlan(folders, packs).told(name);
    }

    private World world(Folders folders) {
        var settings = new SettingsFile(host.files(), folders.settings().toString()).settings();
        var name = host.network().hostName();
        var id = new Identity(folders.data()).find(name).orElseGet(() -> new NodeId("unknown"));
        var self = Node.named(id, name, settings.zone()).with(settings.profile(name, "", 0));
        return World.of(self, clock.instant());
    }

    private Told told(Optional<String> name) {
        var packs = loader.load();
        var types = ServiceLoader.load(RuleType.class).stream()
                .map(ServiceLoader.Provider::get)
                .collect(Collectors.toMap(RuleType::name, Function.identity()));
        var compliances = Compliances.NONE.of(packs, evaluator, types);
        var meant = compliances.meant(name.orElse(""));
        if (name.isPresent() && meant.isEmpty())
            throw new IllegalArgumentException(Compliances.unknown(name.get(), compliances.all()));
        learn(packs, compliances);
        var plans = Value.object();
        for (var plan : compliances.plans(meant, world, host, random, comparing))
            plans.with(plan.compliance().id(), plan.toValue());
        return new Told(plans.end(), loader.problems());
    }

    /** What the conditions of the rules ask for: facts, and groups where they ask for anything of this node. */
    private void learn(Packs packs, Compliances compliances) {
        var asked = compliances.dependencies();
        var wanted = collectors(asked);
        var detectors = new DetectorTurn(evaluator, host, clock, random);
        var groups = asksForNode(asked);
        if (groups) {
            detectors.packs(packs);
            for (Detector each : detectors.detectors()) wanted.addAll(each.collectors());
        }
        if (!wanted.isEmpty()) collect(packs, wanted);
        if (groups) take(detectors);
    }

    private static Set<String> collectors(Set<Dependency> asked) {
        return asked.stream()
                .filter(each -> each.root().equals("collector"))
                .map(each -> each.path().isEmpty() ? "*" : each.path().getFirst())
                .collect(Collectors.toCollection(HashSet::new));
    }

    private boolean asksForNode(Set<Dependency> asked) {
        var ofWorld = evaluator.names(function -> function.purity() == Purity.WORLD);
        return asked.stream()
                .anyMatch(each -> each.root().equals("node")
                        || (each.root().equals(Dependency.FUNCTION)
                                && ofWorld.contains(each.path().getFirst())));
    }

    private void collect(Packs packs, Set<String> wanted) {
        var builtIn = ServiceLoader.load(Collector.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        var turns = new CollectorTurns(builtIn, evaluator, host, clock, () -> true, this::fold);
        turns.packs(packs);
        for (var turn : turns.turns())
            if (wanted.contains("*") || wanted.contains(turn.collector().name())) take(turn);
    }

    private void take(Turn turn) {
        fold(new ArrayList<>(turn.take(world)));
    }

    private void fold(List<Event> events) {
        for (var event : events) world = world.after(event);
    }
}
