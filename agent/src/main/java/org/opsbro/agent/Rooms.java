package org.opsbro.agent;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.opsbro.automation.generators.live.GeneratorTurn;
import org.opsbro.automation.generators.live.TemplatePages;
import org.opsbro.compliance.Compliance;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.live.ComplianceTurn;
import org.opsbro.compliance.live.Rollout;
import org.opsbro.detection.Collector;
import org.opsbro.detection.Detector;
import org.opsbro.detection.live.CollectorTurns;
import org.opsbro.detection.live.DetectorTurn;
import org.opsbro.detection.live.KeptGroups;
import org.opsbro.discovery.dns.live.DnsListener;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.host.Host;
import org.opsbro.host.linux.LinuxHands;
import org.opsbro.metrology.SeriesFunctions;
import org.opsbro.metrology.grafana.GrafanaSync;
import org.opsbro.metrology.graphite.live.Graphite;
import org.opsbro.metrology.live.SeriesKeeper;
import org.opsbro.metrology.live.SeriesModule;
import org.opsbro.metrology.live.StoredSeries;
import org.opsbro.metrology.outward.live.Outward;
import org.opsbro.metrology.statsd.live.Statsd;
import org.opsbro.metrology.zone.live.Onward;
import org.opsbro.model.Event;
import org.opsbro.model.Problem;
import org.opsbro.model.Status;
import org.opsbro.model.Topic;
import org.opsbro.model.Turn;
import org.opsbro.model.Value;
import org.opsbro.monitoring.Check;
import org.opsbro.monitoring.live.CheckTurn;
import org.opsbro.monitoring.live.Registry;
import org.opsbro.monitoring.live.ServiceTurn;
import org.opsbro.pack.Module;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.Packs;
import org.opsbro.store.Debts;

/** The rooms and the packs they live on. {@link #load} is called by one thread at a time. */
final class Rooms implements AutoCloseable {
    private final InstantSource clock;
    private final Bulletin bulletin;
    private final PackLoader loader;
    private final Evaluator evaluator;
    private final CollectorTurns collectors;
    private final DetectorTurn detectors;
    private final CheckTurn checks;
    private final ServiceTurn services;
    private final Registry registry;
    private final GeneratorTurn generators;
    private final ComplianceTurn compliance;
    private final SeriesKeeper series;
    private final Onward onward;
    private final List<Module> modules;
    private volatile Packs packs = Packs.NONE;
    private volatile List<Problem> problems = List.of();

    Rooms(
            Host host,
            InstantSource clock,
            RandomGenerator random,
            Bulletin bulletin,
            PackLoader loader,
            SettingsFile settings,
            Map<String, Status> kept,
            KeptGroups groups,
            Collector ourselves,
            Debts debts,
            GeneratorTurn.Circumstances circumstances,
            Rollout rollout,
            BooleanSupplier isProtected,
            Onward.Delivery delivery) {
        this.clock = clock;
        this.bulletin = bulletin;
        this.loader = loader;
        this.series = new SeriesKeeper(
                Path.of(circumstances.data()).resolve("ts"),
                clock,
                () -> settings.settings().isOn(Topic.METROLOGY),
                this::everySeconds);
        this.evaluator = new Evaluator(
                SeriesFunctions.beside(ServiceLoader.load(FunctionLibrary.class), new StoredSeries(series::store)));
        BooleanSupplier detection = () -> settings.settings().isOn(Topic.AUTOMATIC_DETECTION);
        var builtIn = Stream.concat(
                        Stream.of(ourselves),
                        ServiceLoader.load(Collector.class).stream().map(ServiceLoader.Provider::get))
                .toList();
        this.collectors = new CollectorTurns(builtIn, evaluator, host, clock, detection, bulletin::tell);
        this.detectors = new DetectorTurn(
                evaluator,
                host,
                clock,
                random,
                groups,
                name -> collectors.named(name).isPresent());
        BooleanSupplier monitoring = () -> settings.settings().isOn(Topic.MONITORING);
        this.checks = new CheckTurn(evaluator, host, clock, random, monitoring, bulletin::tell, kept);
        this.services = new ServiceTurn(evaluator, host, clock, random, monitoring);
        this.registry = new Registry(Path.of(circumstances.data()), evaluator, host, clock, checks, services, kept);
        this.generators = new GeneratorTurn(
                evaluator, new TemplatePages(host.files(), evaluator), host, clock, random, debts, circumstances);
        this.compliance = new ComplianceTurn(
                evaluator,
                ServiceLoader.load(RuleType.class),
                host,
                new LinuxHands(),
                circumstances.hands(),
                clock,
                random,
                () -> settings.settings().isOn(Topic.SYSTEM_COMPLIANCE),
                bulletin::tell,
                rollout,
                Path.of(circumstances.data()).resolve("compliance"));
        this.onward = new Onward(bulletin::world, series, isProtected, delivery, random.nextLong());
        var graphite = new SeriesModule<>(
                new Graphite(clock, new SplittableRandom(), onward.shares(Onward.Kind.GRAPHITE)), series);
        var outward = new Outward.Surroundings(
                Path.of(circumstances.data()).resolve("outward"),
                () -> bulletin.world().node().name(),
                port -> Value.of(port).equals(graphite.report().counters().get("port")),
                clock,
                new SplittableRandom());
        List<Module> all = new ArrayList<>(List.of(
                new DnsListener(
                        bulletin::world,
                        () -> settings.settings().isOn(Topic.SERVICE_DISCOVERY),
                        new SplittableRandom()),
                new SeriesModule<>(new Statsd(clock, new SplittableRandom(), onward), series),
                graphite,
                onward,
                new GrafanaSync(host.network(), host::nanos)));
        // closed in this order, so that what the listeners have is sent, and stored
        for (var kind : Outward.Kind.values()) all.add(new SeriesModule<>(new Outward(kind, outward), series));
        all.add(series);
        this.modules = List.copyOf(all);
    }

    Evaluator evaluator() {
        return evaluator;
    }

    CollectorTurns collectors() {
        return collectors;
    }

    DetectorTurn detectors() {
        return detectors;
    }

    CheckTurn checks() {
        return checks;
    }

    ServiceTurn services() {
        return services;
    }

    GeneratorTurn generators() {
        return generators;
    }

    Registry registry() {
        return registry;
    }

    ComplianceTurn compliance() {
        return compliance;
    }

    SeriesKeeper series() {
        return series;
    }

    Onward onward() {
        return onward;
    }

    private long everySeconds(String collector) {
        return collectors.named(collector).map(turn -> turn.every().toSeconds()).orElse(0L);
    }

    List<Module> modules() {
        return modules;
    }

    Packs packs() {
        return packs;
    }

    /** The paths below {@code kv.} that the packs read. */
    Stream<List<String>> keys() {
        return Stream.of(
                        generators.keys(),
                        checks.checks().stream().flatMap(Check::keys),
                        services.services().stream()
                                .flatMap(each -> Stream.concat(each.port().stream(), each.availableIf().stream()))
                                .flatMap(Expression::keys),
                        detectors.detectors().stream().flatMap(Detector::keys),
                        compliance.compliances().stream().flatMap(Compliance::keys))
                .flatMap(each -> each);
    }

    /** What is wrong in the packs and in the settings. */
    List<Problem> problems() {
        return problems;
    }

    boolean stale() {
        return loader.stale();
    }

    /** Reads the packs, gives them to the rooms, and tells which turns changed. */
    CollectorTurns.Change load(List<Problem> ofSettings, Function<Packs, List<Problem>> others) {
        var next = loader.load();
        var change = collectors.packs(next);
        detectors.packs(next);
        checks.packs(next);
        services.packs(next);
        generators.packs(next);
        compliance.packs(next);
        modules.forEach(module -> module.packs(next));
        packs = next;
        List<Problem> all = new ArrayList<>(ofSettings);
        all.addAll(others.apply(next));
        all.addAll(loader.problems());
        all.addAll(generators.problems());
        problems = List.copyOf(all);
        bulletin.tell(
                List.of(new Event.PacksLoaded(clock.instant(), next.inForce().size(), problems)));
        return change;
    }

    /** The turns that are always there; those of the collectors come with {@link #load}. */
    List<Turn> turns() {
        List<Turn> turns = new ArrayList<>(List.of(detectors, checks, services, generators, compliance));
        turns.addAll(modules);
        return turns;
    }

    @Override
    public void close() {
        generators.close();
        modules.forEach(Module::close);
        compliance.close();
    }
}
