package org.opsbro.packs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.Detection;
import org.opsbro.detection.Detector;
import org.opsbro.detection.Detectors;
import org.opsbro.detection.FolderHost;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.evaluator.PackScope;
import org.opsbro.host.Host;
import org.opsbro.metrology.Recorded;
import org.opsbro.metrology.SeriesFunctions;
import org.opsbro.model.CollectorReport;
import org.opsbro.model.Event;
import org.opsbro.model.Level;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.monitoring.CheckReader;
import org.opsbro.monitoring.Judgement;
import org.opsbro.monitoring.Verdict;
import org.opsbro.pack.Kind;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.Packs;
import org.opsbro.pack.Parameters;
import org.opsbro.packs.certificates.Certificates;
import org.opsbro.packs.containers.Containers;
import org.opsbro.packs.hypervisor.HostingFacts;
import org.opsbro.packs.hypervisor.HypervisorSignature;
import org.opsbro.packs.linux.BlockDevices;
import org.opsbro.packs.linux.ClockDiscipline;
import org.opsbro.packs.linux.Conntrack;
import org.opsbro.packs.linux.CpuStats;
import org.opsbro.packs.linux.DiskUsage;
import org.opsbro.packs.linux.Hardware;
import org.opsbro.packs.linux.IoStats;
import org.opsbro.packs.linux.KernelStats;
import org.opsbro.packs.linux.LoadAverage;
import org.opsbro.packs.linux.Memory;
import org.opsbro.packs.linux.NetworkTraffic;
import org.opsbro.packs.linux.Pressure;
import org.opsbro.packs.linux.Processes;
import org.opsbro.packs.linux.Protocols;
import org.opsbro.packs.linux.SeLinux;
import org.opsbro.packs.linux.Sockets;
import org.opsbro.packs.linux.Temperatures;
import org.opsbro.packs.linux.Uptime;
import org.opsbro.packs.openports.OpenPorts;
import org.opsbro.packs.sshd.HostKeys;
import org.opsbro.packs.system.SystemFacts;
import org.opsbro.packs.system.Users;
import org.opsbro.packs.timezone.TimeZone;

/** A machine captured as files at two moments, and what the collectors and checks that come with the program say of the second. */
public final class Machine {
    public static final Path ALL = Path.of("src/test/resources/machines");
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Evaluator EVALUATOR =
            new Evaluator(SeriesFunctions.beside(ServiceLoader.load(FunctionLibrary.class), Recorded.NONE));

    private final Path folder;
    private final FolderHost host;
    private final Packs packs;
    private final Map<String, Value> said = new TreeMap<>();
    private World world;

    private Machine(Path folder) {
        this.folder = folder;
        this.host = new FolderHost(folder.resolve("first"));
        this.packs = new PackLoader(
                        new org.opsbro.host.linux.LinuxHost().files(),
                        List.of(new PackLoader.Place(Level.GLOBAL, "../packs/global")))
                .load();
        var node =
                Node.named(new NodeId("aa"), "fixture", "internet").withDetectedGroups(new TreeSet<>(List.of("linux")));
        this.world = World.of(node, NOON);
        collect();
    }

    public static Machine of(String name) {
        return new Machine(ALL.resolve(name));
    }

    /** Every machine there is, by name. */
    public static List<String> names() throws IOException {
        try (var folders = Files.list(ALL)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** Those collectors that read nothing but files. */
    public static List<Collector> collectors() {
        return List.of(
                new CpuStats(),
                new Memory(),
                new LoadAverage(),
                new KernelStats(),
                new IoStats(),
                new NetworkTraffic(),
                new Pressure(),
                new Sockets(),
                new Uptime(),
                new Protocols(),
                new DiskUsage(),
                new OpenPorts(),
                new Processes(),
                new ClockDiscipline(),
                new Users(),
                new Containers(),
                new BlockDevices(),
                new Hardware(),
                new SeLinux(),
                new Temperatures(),
                new Conntrack(),
                new HostKeys(),
                new Certificates(),
                new SystemFacts(),
                new TimeZone(),
                new HostingFacts(),
                new HypervisorSignature());
    }

    private void collect() {
        var collectors = collectors();
        for (var collector : collectors) collector.collect(host, parameters(collector.pack()));
        host.become(folder.resolve("second"));
        for (var collector : collectors) {
            var collected = collector.collect(host, parameters(collector.pack()));
            said.put(collector.name(), told(collected));
            world = world.after(new Event.FactsCollected(NOON, report(collector, collected)));
        }
    }

    private Parameters parameters(String pack) {
        return packs.parameters(pack);
    }

    private static CollectorReport report(Collector collector, Collected collected) {
        var facts = collected instanceof Collected.Facts found ? found.fields() : Value.Fields.EMPTY;
        var state = facts.size() > 0 ? CollectorReport.State.OK : CollectorReport.State.NOT_ELIGIBLE;
        return new CollectorReport(
                collector.name(), collector.pack(), state, "", facts, NOON, NOON, Duration.ofMillis(1));
    }

    public static Value told(Collected collected) {
        return switch (collected) {
            case Collected.Facts facts -> facts.fields();
            case Collected.NotEligible not -> Value.of("not eligible: " + not.why());
            case Collected.Misconfigured wrong -> Value.of("misconfigured: " + wrong.why());
            case Collected.Failed failed -> Value.of("failed: " + failed.why());
        };
    }

    public Path folder() {
        return folder;
    }

    public Host host() {
        return host;
    }

    /** What collectors and checks say, as the golden file has it. */
    public Value.Fields said() {
        var checks = new TreeMap<String, Value>();
        verdicts()
                .forEach(
                        (id, verdict) -> checks.put(id, Value.of(verdict.state().word() + " | " + verdict.output())));
        return Value.object()
                .with("groups", Value.texts(groups()))
                .with("collectors", Value.fields(said))
                .with("checks", Value.fields(checks))
                .end();
    }

    /** The groups that the shipped detectors give. */
    public SortedSet<String> groups() {
        var detections = new ArrayList<Detection>();
        for (var definition : packs.definitions(Kind.DETECTOR))
            Detector.from(definition, EVALUATOR)
                    .map(detector -> Detectors.ask(detector, scope(parameters(detector.pack()))))
                    .ifPresent(detections::add);
        return Detectors.groups(detections);
    }

    /** What an expression gives here. */
    public Value evaluate(String expression) {
        return EVALUATOR.compile(expression).evaluate(scope(Parameters.NONE));
    }

    private PackScope scope(Parameters parameters) {
        return new PackScope(world, host, new SplittableRandom(1), parameters.values());
    }

    /** The shipped checks that ask nobody outside, by id. */
    public Map<String, Verdict> verdicts() {
        var verdicts = new TreeMap<String, Verdict>();
        for (var definition : new ArrayList<>(packs.definitions(Kind.CHECK)))
            CheckReader.read(definition, EVALUATOR)
                    .filter(check -> check.ifGroup().holds(world.node()))
                    .ifPresent(check -> verdicts.put(
                            check.id(),
                            Judgement.of(
                                            check,
                                            new PackScope(
                                                    world,
                                                    host,
                                                    new SplittableRandom(1),
                                                    parameters(check.pack()).values(),
                                                    check.variables(),
                                                    check.timeout()))
                                    .verdict()));
        return verdicts;
    }
}
