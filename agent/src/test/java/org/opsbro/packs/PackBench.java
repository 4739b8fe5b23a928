package org.opsbro.packs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.SplittableRandom;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.DeclaredCollector;
import org.opsbro.detection.Detection;
import org.opsbro.detection.Detector;
import org.opsbro.detection.Detectors;
import org.opsbro.detection.PaperHost;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.evaluator.PackScope;
import org.opsbro.host.Network.Answer;
import org.opsbro.metrology.Recorded;
import org.opsbro.metrology.SeriesFunctions;
import org.opsbro.model.CollectorReport;
import org.opsbro.model.CollectorReport.State;
import org.opsbro.model.Event;
import org.opsbro.model.Level;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.monitoring.CheckReader;
import org.opsbro.monitoring.Judgement;
import org.opsbro.monitoring.Verdict;
import org.opsbro.pack.Definition;
import org.opsbro.pack.Kind;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.Packs;

/** A shipped pack whose questions get written answers: what its collectors, detectors, checks and dashboards say then. */
final class PackBench {
    private static final Path CAPTURES = Path.of("src/test/resources/applications");
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Evaluator EVALUATOR =
            new Evaluator(SeriesFunctions.beside(ServiceLoader.load(FunctionLibrary.class), Recorded.NONE));

    private final String pack;
    private final Packs packs;
    private final Map<String, String> files = new HashMap<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private final Map<String, Value> parameters = new HashMap<>();
    private final List<Collector> builtIn = ServiceLoader.load(Collector.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    private World world;

    PackBench(String pack) {
        this.pack = pack;
        this.packs = new PackLoader(
                        new org.opsbro.host.linux.LinuxHost().files(),
                        List.of(new PackLoader.Place(Level.GLOBAL, "../packs/global")))
                .load();
        packs.parameters(pack).values().forEach(parameters::put);
        this.world = World.of(Node.named(new NodeId("aa"), "fixture", "internet"), NOON);
    }

    static String capture(String name) {
        try {
            return Files.readString(CAPTURES.resolve(name));
        } catch (IOException absent) {
            throw new UncheckedIOException(absent);
        }
    }

    PackBench with(String parameter, Value value) {
        parameters.put(parameter, value);
        return this;
    }

    PackBench file(String path) {
        files.put(path, "");
        return this;
    }

    PackBench answering(String question, String text) {
        answers.put(question, new Answer.Received(question.startsWith("GET ") ? 200 : 0, text));
        return this;
    }

    PackBench answering(String question, Answer answer) {
        answers.put(question, answer);
        return this;
    }

    /** What a collector of the pack says, which the checks know from then on. */
    Collected collect(String name) {
        var collected = collector(name).collect(host(), new org.opsbro.pack.Parameters(Value.fields(parameters)));
        var before = world.collectors().get(name);
        var facts = switch (collected) {
            case Collected.Facts(var found, var _) -> found;
            default -> before == null ? Value.Fields.EMPTY : before.facts();
        };
        know(name, state(collected), why(collected), facts);
        return collected;
    }

    /** The names of the processes that run. */
    PackBench running(String... names) {
        know(
                "processes",
                State.OK,
                "",
                Value.object().with("names", Value.texts(List.of(names))).end());
        return this;
    }

    private void know(String name, State state, String why, Value.Fields facts) {
        world = world.after(new Event.FactsCollected(
                NOON, new CollectorReport(name, pack, state, why, facts, NOON, NOON, Duration.ofMillis(1))));
    }

    private static State state(Collected collected) {
        return switch (collected) {
            case Collected.Facts facts -> facts.fields().size() == 0 ? State.NOT_ELIGIBLE : State.OK;
            case Collected.NotEligible not -> State.NOT_ELIGIBLE;
            case Collected.Misconfigured wrong -> State.MISSING_CONFIGURATION;
            case Collected.Failed failed -> State.ERROR;
        };
    }

    private static String why(Collected collected) {
        return switch (collected) {
            case Collected.Facts facts -> "";
            case Collected.NotEligible not -> not.why();
            case Collected.Misconfigured wrong -> wrong.why();
            case Collected.Failed failed -> failed.why();
        };
    }

    /** One that comes with the agent stays the same, with what it remembers. */
    private Collector collector(String name) {
        for (var each : builtIn) if (each.name().equals(name) && each.pack().equals(pack)) return each;
        return DeclaredCollector.from(definition(Kind.COLLECTOR, name), EVALUATOR)
                .orElseThrow();
    }

    private Definition definition(Kind kind, String name) {
        return packs.definitions(kind).stream()
                .filter(each -> each.pack().equals(pack) && each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + kind + " " + name + " in " + pack));
    }

    /** What a collector asks its database, as whoever answers gets it. */
    String question(String who, String collector) {
        return who + ": " + definition(Kind.COLLECTOR, collector).keys().requiredText("query");
    }

    /** The groups that the detectors of the pack give. */
    SortedSet<String> groups() {
        List<Detection> all = new ArrayList<>();
        for (var definition : packs.definitions(Kind.DETECTOR))
            if (definition.pack().equals(pack))
                all.add(Detectors.ask(Detector.from(definition, EVALUATOR).orElseThrow(), scope()));
        return Detectors.groups(all);
    }

    /** What a check says, such as {@code OK: 2 clients}. */
    String says(String check) {
        return verdict(check).output();
    }

    Verdict verdict(String name) {
        var check = CheckReader.read(definition(Kind.CHECK, name), EVALUATOR).orElseThrow();
        var scope = new PackScope(
                world, host(), new SplittableRandom(1), Value.fields(parameters), check.variables(), check.timeout());
        return Judgement.of(check, scope).verdict();
    }

    /** The values of a dashboard by their titles. */
    Map<String, String> dashboard(String name) {
        Map<String, String> shown = new HashMap<>();
        show(definition(Kind.DASHBOARD, name).keys().toValue().get("content"), shown);
        return shown;
    }

    private void show(Value part, Map<String, String> shown) {
        if (part instanceof Value.Items items) items.all().forEach(item -> show(item, shown));
        if (!(part instanceof Value.Fields fields)) return;
        if (fields.has("title"))
            shown.put(
                    fields.get("title").display(),
                    EVALUATOR
                            .compile(fields.get("value").display())
                            .evaluate(scope())
                            .display());
        else fields.forEach((kind, below) -> show(below, shown));
    }

    private PackScope scope() {
        return new PackScope(world, host(), new SplittableRandom(1), Value.fields(parameters));
    }

    private PaperHost host() {
        return new PaperHost(files, Map.of(), answers, Map.of());
    }
}
