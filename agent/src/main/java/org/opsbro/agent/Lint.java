package org.opsbro.agent;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opsbro.agent.api.Widgets;
import org.opsbro.automation.generators.GeneratorReader;
import org.opsbro.automation.generators.live.TemplatePages;
import org.opsbro.automation.generators.live.TemplatePages.TemplateBook;
import org.opsbro.compliance.ComplianceReader;
import org.opsbro.compliance.RuleType;
import org.opsbro.detection.DeclaredCollector;
import org.opsbro.detection.Detector;
import org.opsbro.discovery.zone.Zone;
import org.opsbro.evaluator.BadExpression;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression;
import org.opsbro.evaluator.Expression.Dependency;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.metrology.Recorded;
import org.opsbro.metrology.SeriesFunctions;
import org.opsbro.metrology.render.BadTarget;
import org.opsbro.metrology.render.TargetParser;
import org.opsbro.model.Level;
import org.opsbro.model.Nearest;
import org.opsbro.model.Problem;
import org.opsbro.model.Value;
import org.opsbro.monitoring.CheckReader;
import org.opsbro.monitoring.ServiceReader;
import org.opsbro.pack.Definition;
import org.opsbro.pack.Keys;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.Packs.Pack;
import org.opsbro.pack.Packs.ParameterDeclaration;

/** Reads packs as the agent would, without running anything, and tells all that is wrong: what is off, and what should be written otherwise. */
public final class Lint {
    private final Evaluator evaluator =
            new Evaluator(SeriesFunctions.beside(ServiceLoader.load(FunctionLibrary.class), Recorded.NONE));
    private final Map<String, RuleType> types = ServiceLoader.load(RuleType.class).stream()
            .map(ServiceLoader.Provider::get)
            .collect(Collectors.toMap(RuleType::name, Function.identity()));
    private final Set<Problem> found = new LinkedHashSet<>();

    private Lint() {}

    /** @param folder of one pack, or of several */
    public static List<Problem> of(Path folder) {
        return new Lint().read(folder);
    }

    /** What is wrong in the {@code agent.yml} of a folder; nothing if there is none. */
    public static List<Problem> configuration(Path folder) {
        return new SettingsFile(
                        new LinuxHost().files(), folder.resolve("agent.yml").toString())
                .problems();
    }

    private List<Problem> read(Path folder) {
        var isPack = Files.exists(folder.resolve("package.yml"));
        var above = isPack ? folder.resolve("..").normalize() : folder;
        var loader =
                new PackLoader(new LinuxHost().files(), List.of(new PackLoader.Place(Level.LOCAL, above.toString())));
        var packs = loader.load();
        for (var pack : packs.inForce()) if (!isPack || Path.of(pack.folder()).equals(folder)) read(pack);
        found.addAll(loader.problems());
        Stream<Problem> wanted = isPack
                ? found.stream()
                        .filter(each -> each.source().file().startsWith(folder + "/")
                                || each.source().file().equals(folder.toString()))
                : found.stream();
        return wanted.sorted(
                        Comparator.comparing((Problem each) -> each.source().file())
                                .thenComparingInt(each -> each.source().line()))
                .toList();
    }

    private void read(Pack pack) {
        var templates = new TemplatePages(new LinuxHost().files(), evaluator).of(pack);
        found.addAll(templates.problems());
        for (var reading : templates.readings())
            undeclared(pack, Set.of(reading.what()))
                    .forEach(reason -> found.add(Problem.error(reading.at(), "", reason)));
        for (var definition : pack.definitions()) read(pack, templates, definition);
    }

    private void read(Pack pack, TemplateBook templates, Definition definition) {
        switch (definition.kind()) {
            case COLLECTOR -> DeclaredCollector.from(definition, evaluator);
            case DETECTOR ->
                Detector.from(definition, evaluator).ifPresent(detector -> {
                    expression(pack, definition.keys(), "apply_if", detector.applyIf());
                    detector.addGroups().forEach(group -> expression(pack, definition.keys(), "add_groups", group));
                });
            case CHECK -> CheckReader.read(definition, evaluator).ifPresent(check -> check(pack, definition.keys()));
            case DASHBOARD ->
                widget(pack, definition.keys(), definition.keys().toValue().get("content"));
            case SERVICE ->
                ServiceReader.read(definition, evaluator).ifPresent(service -> {
                    var keys = definition.keys();
                    service.availableIf().ifPresent(each -> expression(pack, keys, "available_if", each));
                    service.port().ifPresent(each -> expression(pack, keys, "port", each));
                    if (service.embedded().isPresent()) check(pack, keys.map("check"));
                });
            case ZONE -> Zone.from(definition.keys());
            case GENERATOR -> generator(pack, templates, definition);
            case COMPLIANCE -> ComplianceReader.read(definition, evaluator, types);
            case TUTORIAL -> definition.keys().toValue();
        }
    }

    private void check(Pack pack, Keys keys) {
        for (var key : List.of("critical_if", "critical_output", "warning_if", "warning_output", "ok_output"))
            keys.text(key).ifPresent(text -> expression(pack, keys, key, evaluator.compile(text)));
        var variables = keys.map("variables");
        for (var name : variables.names())
            variables.text(name).ifPresent(text -> expression(pack, variables, name, evaluator.compile(text)));
    }

    private void generator(Pack pack, TemplateBook templates, Definition definition) {
        var read = GeneratorReader.read(definition, evaluator);
        if (read.isEmpty()) return;
        expression(pack, definition.keys(), "generate_if", read.get().generateIf());
        var page = templates.page(read.get().template());
        page.problem().ifPresent(problem -> definition.keys().problem("template", problem));
    }

    private void widget(Pack pack, Keys keys, Value part) {
        switch (part) {
            case Value.Items items -> items.all().forEach(each -> widget(pack, keys, each));
            case Value.Fields fields -> {
                if (fields.has("title")) leaf(pack, keys, fields);
                else for (var key : fields.keys()) widget(pack, keys, fields.get(key));
            }
            default -> keys.toValue();
        }
    }

    private void leaf(Pack pack, Keys keys, Value.Fields leaf) {
        for (var key : Widgets.EXPRESSIONS)
            if (leaf.get(key) instanceof Value.Text text) compiled(pack, keys, text.text());
        for (var target : Widgets.targets(leaf, "node")) {
            try {
                TargetParser.read(target);
            } catch (BadTarget bad) {
                keys.problem("content", String.valueOf(bad.getMessage()));
            }
        }
    }

    private void compiled(Pack pack, Keys keys, String text) {
        try {
            expression(pack, keys, "content", evaluator.compile(text));
        } catch (BadExpression bad) {
            keys.problem("content", String.valueOf(bad.getMessage()));
        }
    }

    private void expression(Pack pack, Keys keys, String key, Expression expression) {
        for (var warning : expression.warnings()) keys.warning(key, warning.message());
        undeclared(pack, expression.dependencies()).forEach(reason -> keys.problem(key, reason));
    }

    /** The parameters that the pack does not have, each as a sentence. */
    private static List<String> undeclared(Pack pack, Set<Dependency> dependencies) {
        var declared =
                pack.declarations().stream().map(ParameterDeclaration::name).toList();
        return dependencies.stream()
                .filter(each -> each.root().equals("parameters") && !each.path().isEmpty()) // not all of them in a loop
                .map(each -> each.path().getFirst())
                .filter(name -> !declared.contains(name))
                .distinct()
                .map(name -> "the pack declares no parameter " + name + Nearest.hint(name, declared))
                .toList();
    }
}
