package org.opsbro.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.automation.generators.GeneratorReader;
import org.opsbro.automation.generators.GeneratorScope;
import org.opsbro.compliance.Compliance;
import org.opsbro.compliance.Compliances;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Severity;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.metrology.Recorded;
import org.opsbro.metrology.SeriesFunctions;
import org.opsbro.model.Level;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.World;
import org.opsbro.pack.Kind;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.Packs;

/** No shipped pack changes a machine before a person asks for it (CMP5). */
class ShippedPacksTest {
    private static final Evaluator EVALUATOR =
            new Evaluator(SeriesFunctions.beside(ServiceLoader.load(FunctionLibrary.class), Recorded.NONE));
    private static final Map<String, RuleType> TYPES = ServiceLoader.load(RuleType.class).stream()
            .map(ServiceLoader.Provider::get)
            .collect(Collectors.toMap(RuleType::name, Function.identity()));
    private static final PackLoader LOADER = new PackLoader(
            new LinuxHost().files(),
            List.of(
                    new PackLoader.Place(Level.CORE, folder("core")),
                    new PackLoader.Place(Level.GLOBAL, folder("global"))));
    private static final Packs PACKS = LOADER.load();

    private static String folder(String level) {
        return Path.of("../packs/" + level).toAbsolutePath().normalize().toString();
    }

    private static List<Compliance> compliances() {
        return List.copyOf(Compliances.NONE.of(PACKS, EVALUATOR, TYPES).all());
    }

    /** Only what waits for a group that a person gives to a node, and is for nothing else, acts. */
    @Test
    void every_rule_only_audits_or_waits_for_a_group_that_a_person_gives() {
        assertThat(compliances())
                .hasSameSizeAs(PACKS.definitions(Kind.COMPLIANCE))
                .hasSizeGreaterThan(4)
                .allSatisfy(each -> assertThat(each.note()).as(each.id()).isNotBlank());
        assertThat(PACKS.definitions(Kind.COMPLIANCE)).allSatisfy(each -> {
            var keys = each.keys().toValue();
            if (keys.get("mode").display().equals("enforcing"))
                assertThat(keys.get("verify_if").display()).as(each.id()).matches("is_in_defined_group\\('[a-z-]+'\\)");
            else assertThat(keys.get("mode").display()).as(each.id()).isEqualTo("audit");
        });
        assertThat(compliances().stream().filter(Compliance::enforcing).map(Compliance::id))
                .containsExactly("haproxy/haproxy");
        assertThat(LOADER.problems()).isEmpty();
    }

    /** Somebody who copies a pack and enforces it finds no rule that runs lines of the shell, nor a program of the pack's own. */
    @Test
    void no_rule_brings_programs() {
        for (var compliance : compliances())
            for (var rule : compliance.rules()) {
                assertThat(rule.type().name()).as(rule.name()).isNotEqualTo("command");
                assertThat(rule.environments())
                        .as(rule.name())
                        .allSatisfy(each -> assertThat(each.postCommands()).isEmpty());
                assertThat(rule.terms().impact()).isBetween(Severity.LOW.impact(), Severity.CRITICAL.impact());
            }
    }

    /** Whatever the machine is found to be: only a group that a person gives makes a generator write. */
    @ParameterizedTest
    @ValueSource(strings = {"", "linux,debian-family,haproxy,http,sshd,virtual-machine,container,load-balancer"})
    void every_generator_waits_for_a_person(String detected) {
        var node = Node.named(new NodeId("aa"), "fresh", "internet");
        if (!detected.isEmpty())
            node = node.withDetectedGroups(new java.util.TreeSet<>(List.of(detected.split(",", -1))));
        var world = World.of(node, Instant.EPOCH);
        var definitions = PACKS.definitions(Kind.GENERATOR);
        assertThat(definitions).isNotEmpty();
        for (var definition : definitions) {
            var generator = GeneratorReader.read(definition, EVALUATOR).orElseThrow();
            var scope = new GeneratorScope(
                    world, new LinuxHost(), new SplittableRandom(1), PACKS.parameters(generator.pack()));
            assertThat(holds(generator.generateIf(), scope)).as(generator.id()).isFalse();
        }
    }

    private static boolean holds(org.opsbro.evaluator.Expression condition, GeneratorScope scope) {
        try {
            return condition.test(scope);
        } catch (EvaluationException unknown) {
            return false;
        }
    }
}
