package org.opsbro.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.opsbro.automation.generators.GeneratorReader;
import org.opsbro.compliance.ComplianceReader;
import org.opsbro.compliance.RuleType;
import org.opsbro.detection.DeclaredCollector;
import org.opsbro.detection.Detector;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.metrology.Recorded;
import org.opsbro.metrology.SeriesFunctions;
import org.opsbro.model.Json;
import org.opsbro.model.Level;
import org.opsbro.model.Problem;
import org.opsbro.model.Value;
import org.opsbro.monitoring.CheckReader;
import org.opsbro.monitoring.ServiceReader;
import org.opsbro.pack.Definition;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.PaperFiles;

/** The JSON Schemas for editors name the same keys as the code: asked for a key that nobody knows, a reader tells those it knows. */
class SchemasTest {
    private static final Path SCHEMAS = Path.of("../docs/schemas");
    private static final String KNOWN = "want one of ";
    private final Map<String, RuleType> types = ServiceLoader.load(RuleType.class).stream()
            .map(ServiceLoader.Provider::get)
            .collect(Collectors.toMap(RuleType::name, Function.identity()));
    private final Evaluator evaluator =
            new Evaluator(SeriesFunctions.beside(ServiceLoader.load(FunctionLibrary.class), Recorded.NONE));

    private static Set<String> schema(String kind, String... path) throws IOException {
        Value.Fields here = Json.readObject(Files.readString(SCHEMAS.resolve(kind + ".json")));
        for (var key : path) here = (Value.Fields) here.get(key);
        return new TreeSet<>(here.keys());
    }

    private Set<String> known(String folder, String kind, String yaml) {
        return inside(folder, kind, yaml + "zzzzzz: 1\n");
    }

    /** The keys that are known where the unknown one stands. */
    private Set<String> inside(String folder, String kind, String yaml) {
        var files = new PaperFiles();
        files.put("/packs/p/package.yml", "name: p\n");
        files.put("/packs/p/" + folder + "/o.yml", kind + ":\n" + yaml.indent(2));
        var loader = new PackLoader(files, List.of(new PackLoader.Place(Level.LOCAL, "/packs")));
        for (var definition : loader.load().all().getFirst().definitions()) read(definition);
        return told(loader.problems());
    }

    private static Set<String> told(List<Problem> problems) {
        var known = new TreeSet<String>();
        for (var problem : problems)
            if (problem.path().endsWith("zzzzzz"))
                known.addAll(List.of(problem.message()
                        .substring(problem.message().indexOf(KNOWN) + KNOWN.length())
                        .split(", ", -1)));
        return known;
    }

    private void read(Definition definition) {
        switch (definition.kind()) {
            case COLLECTOR ->
                assertThat(DeclaredCollector.from(definition, evaluator)).isEmpty();
            case DETECTOR -> assertThat(Detector.from(definition, evaluator)).isEmpty();
            case GENERATOR ->
                assertThat(GeneratorReader.read(definition, evaluator)).isEmpty();
            case COMPLIANCE ->
                assertThat(ComplianceReader.read(definition, evaluator, types)).isEmpty();
            case SERVICE ->
                assertThat(ServiceReader.read(definition, evaluator)).isEmpty();
            default -> assertThat(CheckReader.read(definition, evaluator)).isEmpty();
        }
    }

    @Test
    void of_checks() throws IOException {
        assertThat(known("monitoring", "check", "critical_if: 'True'\n"))
                .isEqualTo(schema("check", "properties", "check", "properties"));
    }

    @Test
    void of_services() throws IOException {
        assertThat(known("monitoring", "service", "check: a\n"))
                .isEqualTo(schema("service", "properties", "service", "properties"));
    }

    @Test
    void of_detectors() throws IOException {
        assertThat(known("detectors", "detector", "apply_if: 'True'\nadd_groups: [a]\n"))
                .isEqualTo(schema("detector", "properties", "detector", "properties"));
    }

    @Test
    void of_collectors() throws IOException {
        var known = new TreeSet<String>();
        for (var source : List.of(
                "command: [a]\n",
                "http: http://a\n",
                "fastcgi: /a\nuri: /b\n",
                "socket: a:1\n",
                "sql: a\nquery: b\n",
                "file: /a\n"))
            for (var parse : List.of("json", "prometheus", "key-value", "columns", "regex", "csv", "xml"))
                known.addAll(known("collectors", "collector", source + "parse: " + parse + "\npattern: a\n"));
        known.addAll(known("collectors", "collector", "socket: a:1\nrequest: 'a'\nparse: json\n"));
        assertThat(known).isEqualTo(schema("collector", "properties", "collector", "properties"));
    }

    @Test
    void of_generators() throws IOException {
        assertThat(known("generators", "generator", "path: /a\ntemplate: a\n"))
                .isEqualTo(schema("generator", "properties", "generator", "properties"));
    }

    @Test
    void of_compliances() throws IOException {
        var rule = "rule: {type: motd, parameters: {text: a}}\n";

        assertThat(known("compliance", "compliance", rule))
                .isEqualTo(schema("compliance", "properties", "compliance", "properties"));
        assertThat(inside("compliance", "compliance", "rule:\n  type: motd\n  parameters: {text: a}\n  zzzzzz: 1\n"))
                .isEqualTo(schema("compliance", "$defs", "rule", "properties"));
        assertThat(inside(
                        "compliance",
                        "compliance",
                        "rule:\n  type: motd\n  environments:\n    - parameters: {text: a}\n      zzzzzz: 1\n"))
                .isEqualTo(schema("compliance", "$defs", "rule", "properties", "environments", "items", "properties"));
        assertThat(inside("compliance", "compliance", rule + "waiver: {until: 2026-12-31, reason: a, zzzzzz: 1}\n"))
                .isEqualTo(schema("compliance", "properties", "compliance", "properties", "waiver", "properties"));
    }

    @Test
    void of_packages() throws IOException {
        var files = new PaperFiles();
        files.put("/packs/p/package.yml", "name: p\nzzzzzz: 1\nparameters:\n  a:\n    type: int\n    zzzzzz: 1\n");
        var loader = new PackLoader(files, List.of(new PackLoader.Place(Level.LOCAL, "/packs")));
        loader.load();
        var wanted = schema("package", "properties");
        wanted.addAll(schema("package", "properties", "parameters", "additionalProperties", "properties"));
        assertThat(told(loader.problems())).isEqualTo(wanted);
    }

    @Test
    void all_shipped_packs_are_right() {
        for (var level : List.of("core", "global"))
            assertThat(Lint.of(Path.of("../packs/" + level).toAbsolutePath().normalize()))
                    .isEmpty();
    }
}
