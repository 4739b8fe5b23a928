package org.opsbro.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opsbro.detection.PaperHost;
import org.opsbro.evaluator.Explanation.Outcome;
import org.opsbro.evaluator.Expression.Dependency;
import org.opsbro.host.Host;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.packs.core.BasicFunctions;
import org.opsbro.packs.core.GossipFunctions;
import org.opsbro.packs.core.NodeFunctions;
import org.opsbro.packs.core.SetFunctions;
import org.opsbro.packs.core.TextFunctions;

class EvaluatorTest {
    private static final Value.Fields COLLECTORS = Json.readObject("""
            {"loadaverage": {"load1": 3.5}, "system": {"cpu_count": 2, "os": {"linux": {"distribution": "debian", "major_version": "12"}}},
             "diskusage": {"/": {"pct_used": 28}, "/var.log": {"pct_used": 91}, "/mnt/a.b": {"pct_used": 5}},
             "cpustats": {"cpu_all": {"%idle": 97.5}}, "apache": {"req/s": 12}, "ports": [22, 80], "empty": {}}
            """);
    private final Evaluator evaluator = new Evaluator(List.of(
            new BasicFunctions(), new SetFunctions(), new TextFunctions(), new GossipFunctions(), new NodeFunctions()));

    private static class Facts implements Scope {
        private final Value.Fields collectors;

        Facts(Value.Fields collectors) {
            this.collectors = collectors;
        }

        @Override
        public Value.Fields root(String name) {
            return switch (name) {
                case "collector" -> collectors;
                case "parameters" -> Value.fields(Map.of("warning", Value.of(80)));
                default -> Value.Fields.EMPTY;
            };
        }

        @Override
        public World world() {
            var self = new NodeId("5f0b8a5c-1f5e-4d5f-9b57-0a7c8a1d9e01");
            var node = Node.named(self, "n", "internet").withDefinedGroups(new TreeSet<>(List.of("web")));
            return World.of(node, Instant.EPOCH);
        }

        @Override
        public Host host() {
            throw new EvaluationException("no machine in this test");
        }

        @Override
        public RandomGenerator random() {
            return new SplittableRandom(1);
        }
    }

    private Value value(String text) {
        return evaluator.compile(text).evaluate(new Facts(COLLECTORS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '`',
            value = {
                "{{collector.system.os.linux.distribution}} == 'debian' and int({{collector.system.os.linux.major_version}}) >= 11 → True",
                "{{collector.loadaverage.load1}} > 0.9 * {{collectors.system.cpu_count}} → True",
                "'OK: load is at %s' % {{collector.loadaverage.load1}} → OK: load is at 3.5",
                "max({{collector.diskusage.*.pct_used}}) → 91",
                "{{collector.diskusage.*.pct_used}} → [28, 5, 91]",
                "{{collector.diskusage./var.log.pct_used}} → 91",
                "{{collector.diskusage['/mnt/a.b'].pct_used}} → 5",
                "{{collector.diskusage./.pct_used}} → 28",
                "100 - {{collector.cpustats.cpu_all.%idle}} → 2.5",
                "{{collector.apache.req/s}} + 1 → 13",
                "{{collector.ports.1}} → 80",
                "{{parameters.warning}} → 80",
                "{{collector.nope.x||0}} + 1 → 1",
                "{{collector.nope.x|5}} → 5",
                "default({{collector.nope.x}}, 'no') → no",
                "defined({{collector.nope}}) → False",
                "{{collector.nope.x}} is None → True",
                "{{collector.loadaverage.load1}} is not None → True",
                "1 < 2 < 3 and True and not False → True",
                "1 < 5 < 3 → False",
                "!false && true || false → True",
                "3 not in [1, 2] → True",
                "is_in_group(group='web') → True",
                "version('1.10') > version('1.9') → True",
                "version('1.0~rc1') < version('1.0') < version('1.0.1') → True",
                "regexp_match('^deb', 'debian') → True",
                "[1, 2, 3][1:] → [2, 3]",
                "collector_data('system.cpu_count', 1) → 2",
                "ip_is_in_range('10.1.2.3', '10.0.0.0/8') and not ip_is_in_range('fe80::1', '10.0.0.0/8') → True",
            })
    void an_expression_has_the_value_that_python_would_give(String text, String wanted) {
        assertThat(Display.str(value(text))).isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '`',
            value = {
                "{{collector.loadaverage.load5}} > 1 → {{collector.loadaverage.load5}} is undefined: collector.loadaverage has no 'load5': did you mean load1?",
                "{{collector.empty.x}} == 1 → {{collector.empty.x}} is undefined: collector.empty has no values",
                "'a' < 1 → cannot compare 'a' (text) with 1 (integer)",
                "9223372036854775807 + 1 → 9223372036854775807 + 1 does not fit in a 64-bit integer",
                "1 / 0 → division by zero: 1 / 0",
                "not {{collector.nope}} → undefined",
            })
    void a_failure_says_why(String text, String wanted) {
        assertThatThrownBy(() -> value(text))
                .isInstanceOf(EvaluationException.class)
                .satisfies(failure -> assertThat(failure.getMessage())
                        .contains(wanted.equals("undefined") ? "is undefined" : wanted)
                        .contains("^"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '`',
            value = {
                "maxx([1]) → there is no function maxx: did you mean max?",
                "string_split('a', sep=',') → it has no argument sep",
                "abs() → the argument number is missing",
                "abs(1, 2) → found 2 arguments",
                "1 + → want a value, found the end",
                "a = 1 → compare with ==",
                "{{colector.x}} → did you mean collector?",
                "x.__class__ → the name x stands for nothing",
                "'a'.__class__ → attributes cannot be read",
                "[x for x in [1]] → the name x stands for nothing",
                "lambda: 1 → not part of the language",
                "'a'.uper() → there is no method uper: did you mean upper?",
                "{{collector.x → the reference has no end",
                "1 is 1 → compare with ==",
            })
    void a_mistake_is_told_when_it_is_compiled(String text, String wanted) {
        assertThatThrownBy(() -> evaluator.compile(text))
                .isInstanceOf(BadExpression.class)
                .hasMessageContaining(wanted)
                .hasMessageContaining("^");
    }

    @Test
    void free_text_takes_values_as_text_and_never_as_code() {
        var facts = new Facts(Json.readObject("{\"a\": {\"b\": \"' + 1\", \"c\": [\"x\", \"y\"]}}"));
        assertThat(evaluator
                        .interpolation("v{{collector.a.b}}-{{collector.a.c}}")
                        .evaluate(facts))
                .isEqualTo(Value.of("v' + 1-x,y"));
        assertThat(evaluator.compile("{{collector.a.b}} + '!'").evaluate(facts)).isEqualTo(Value.of("' + 1!"));
        assertThatThrownBy(() -> evaluator.interpolation("v{{collector.a.z}}").evaluate(facts))
                .isInstanceOf(EvaluationException.class);
    }

    @Test
    void an_expression_knows_what_it_reads() {
        var expression = evaluator.compile("{{collector.a.*.b||{{parameters.c}}}} > 1 and is_in_group('x')");

        assertThat(expression.dependencies())
                .containsExactlyInAnyOrder(
                        new Dependency("collector", List.of("a", "*", "b")),
                        new Dependency("parameters", List.of("c")),
                        new Dependency(Dependency.FUNCTION, List.of("is_in_group")));
        assertThat(evaluator.compile("{{collector.a|1}}").warnings()).hasSize(1);
    }

    @Test
    void an_explanation_shows_each_part_with_its_value_and_what_was_skipped() {
        var scope = new Facts(COLLECTORS) {
            @Override
            public Host host() {
                return PaperHost.of(Map.of());
            }
        };
        var tree = evaluator
                .compile("{{collector.loadaverage.load1}} > 1 or {{collector.nope||2}} == 2")
                .explain(scope);

        assertThat(tree.value()).isEqualTo(Value.TRUE);
        assertThat(tree.parts().get(0).parts().get(0).text()).isEqualTo("{{collector.loadaverage.load1}}");
        assertThat(tree.parts().get(0).parts().get(0).value()).isEqualTo(Value.of(3.5));
        assertThat(tree.parts().get(1).outcome()).isEqualTo(Outcome.SKIPPED);

        var used = evaluator.compile("{{collector.nope||2}} == 2").explain(scope);
        assertThat(used.parts().get(0).note()).isEqualTo("default used");

        var failed = evaluator.compile("{{collector.loadaverage.load9}} == 2").explain(scope);
        assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(failed.parts().get(0).note()).contains("is undefined").contains("did you mean load1?");
    }

    @Test
    void work_is_bounded() {
        for (var text : List.of(
                "'a' * 100000",
                "[0] * 100000",
                "[[0] * 9999] * 9999",
                "2 ** 100",
                "1 << 70",
                "'%999999d' % 1",
                "(".repeat(300) + "1" + ")".repeat(300),
                "1" + " + 1".repeat(3000),
                "not ".repeat(3000) + "1"))
            assertThatThrownBy(() -> value(text)).isInstanceOfAny(EvaluationException.class, BadExpression.class);
    }

    @Test
    void whatever_is_typed_is_either_an_expression_or_refused() {
        var random = new Random(7);
        var pieces = List.of(
                "{{collector.a}}",
                "(",
                ")",
                "[",
                "]",
                "{",
                "}",
                "'",
                "\"",
                "1",
                ".",
                "a",
                "not ",
                " in ",
                "==",
                "||",
                "{{",
                "}}",
                "%",
                "\\",
                "é",
                "\n",
                ":",
                ",",
                "**",
                "if ",
                " else ",
                "max(");
        for (var i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (var length = random.nextInt(14); length > 0; length--)
                text.append(pieces.get(random.nextInt(pieces.size())));
            try {
                value(text.toString());
            } catch (BadExpression | EvaluationException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void each_function_gives_what_its_example_says() {
        for (var function : evaluator.functions()) {
            var parts = function.example().split(" → ", -1);
            if (parts.length == 2 && !function.purity().equals(Function.Purity.IO))
                assertThat(Display.repr(value(parts[0]))).as(function.name()).isEqualTo(parts[1]);
            assertThat(function.doc()).as(function.name()).endsWith(".");
        }
    }
}
