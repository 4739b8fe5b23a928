package org.opsbro.metrology.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetParserTest {
    private static final Kept KEPT = new Kept();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a.b(; at letter 4: want the end of the target",
                "sum(a; at letter 6: want a , or a )",
                "sum(a)); at letter 7: want the end of the target",
                "alias(a,\"b); at letter 9: want a \" at the end of the text",
                "a.{b,c; at letter 7: want a } of the { before",
                "sum(x=1,a); at letter 9: want name=value",
                "a | b; at letter 5: want a function after the |",
                "template(a,b); want numbers and texts only",
            })
    void what_is_wrong_is_told_with_its_place(String target, String told) {
        assertThatThrownBy(() -> TargetParser.read(target))
                .isInstanceOf(BadTarget.class)
                .hasMessageContaining(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "a.b-c_d:e", "a.{b,c}.d*", "5.minutes", "a;b=c;d=e", "none.of.all", "true.story", "a\\(b"})
    void names_are_what_they_are(String name) {
        assertThat(TargetParser.read(name)).isEqualTo(new Target.Path(name.replace("\\", "")));
    }

    @Test
    void arguments_are_told_apart() {
        var call = (Target.Call)
                TargetParser.read(" f( a.b , 1, -2.5, 1e3, 'x\"y', \"it\", true, None, inf, g(h), k = 5 ) ");

        assertThat(call.arguments())
                .containsExactly(
                        new Target.Path("a.b"),
                        new Target.Literal(new Given.Figure(1, true)),
                        new Target.Literal(new Given.Figure(-2.5, false)),
                        new Target.Literal(new Given.Figure(1000, false)),
                        new Target.Literal(new Given.Text("x\"y")),
                        new Target.Literal(new Given.Text("it")),
                        new Target.Literal(new Given.Flag(true)),
                        new Target.Literal(new Given.None()),
                        new Target.Literal(new Given.Figure(Double.POSITIVE_INFINITY, false)),
                        new Target.Call("g", List.of(new Target.Path("h")), Map.of(), "g(h)"));
        assertThat(call.named()).containsEntry("k", new Target.Literal(new Given.Figure(5, true)));
    }

    @Test
    void fifty_calls_may_be_in_one_another_and_no_more() {
        assertThat(TargetParser.read("f(".repeat(49) + "a" + ")".repeat(49))).isNotNull();
        assertThatThrownBy(() -> TargetParser.read("f(".repeat(30_000)))
                .isInstanceOf(BadTarget.class)
                .hasMessageContaining("up to 50");
        assertThatThrownBy(() -> TargetParser.read("a" + "|f()".repeat(200))).isInstanceOf(BadTarget.class);
    }

    @Test
    void whatever_comes_is_read_or_refused() {
        var chance = new SplittableRandom(7);
        var pieces = List.of(
                "sumSeries(",
                "movingAverage(",
                "summarize(",
                "template(",
                "asPercent(",
                "groupByNode(",
                "seriesByTag('",
                ")",
                "(",
                ",",
                "servers.*.cpu.user",
                "{a,b}",
                "{",
                "}",
                "[0-9]",
                "[",
                "\"",
                "'",
                "\\",
                "|",
                "=",
                "-1",
                "1e9",
                "999999999999",
                "0",
                "1h",
                "'5min'",
                "\"-1d\"",
                "true",
                "none",
                "inf",
                "$x",
                ".",
                "..",
                "*",
                ";",
                "é",
                " ",
                "x=",
                "\u0000",
                "'name=~('",
                "alias(",
                "delay(",
                "stdev(");
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (var i = 0; i < 20_000; i++) {
                var text = new StringBuilder();
                for (var n = chance.nextInt(12); n >= 0; n--) text.append(pieces.get(chance.nextInt(pieces.size())));
                tried(text.toString());
            }
        });
    }

    /** Every function with arguments by chance. */
    @Test
    void no_function_fails_in_another_way_than_by_a_reason() {
        var chance = new SplittableRandom(11);
        var arguments = List.of(
                "servers.*.cpu.user",
                "empty.at.all",
                "nothing",
                "net.eth0.*",
                "0",
                "-1",
                "3",
                "2.5",
                "1e300",
                "'5min'",
                "'-1y'",
                "'max'",
                "'x'",
                "true",
                "None",
                "inf",
                "'('",
                "'\\1'",
                "mapSeries(servers.*.cpu.user,1)",
                "seriesByTag('rack=a1')",
                "'sumSeries'",
                "'%'",
                "'>'",
                "'0s'");
        for (var function : Functions.all().keySet())
            for (var i = 0; i < 60; i++) {
                var text = new StringBuilder(function).append('(');
                for (var n = chance.nextInt(5); n > 0; n--) {
                    text.append(arguments.get(chance.nextInt(arguments.size())));
                    if (n > 1) text.append(',');
                }
                tried(text.append(')').toString());
            }
    }

    private static void tried(String target) {
        try {
            var said = Map.of(
                    "target",
                    List.of(target),
                    "from",
                    List.of("1796007630"),
                    "until",
                    List.of("1796008830"),
                    "format",
                    List.of("json"));
            var request = RenderRequest.of(said, ZoneId.of("UTC"), KEPT.now());
            Answers.json(request.curves(KEPT), request, new StringBuilder());
        } catch (BadTarget told) {
            assertThat(told.getMessage()).isNotBlank();
        } catch (Exception | Error bug) {
            throw new AssertionError(target, bug);
        }
    }
}
