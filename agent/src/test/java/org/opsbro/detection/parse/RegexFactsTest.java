package org.opsbro.detection.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Json;

class RegexFactsTest {
    @Test
    void the_first_match_gives_a_fact_per_group() {
        // /proc/loadavg
        var parser = regex("^(?<load1>\\S+) (?<load5>\\S+) \\S+ (?<running>\\d+)/(?<all>\\d+)");

        assertThat(Json.write(parser.parse("0.42 1.00 0.20 2/310 4711\n")))
                .isEqualTo("{\"load1\":0.42,\"load5\":1.0,\"running\":2,\"all\":310}");
    }

    @Test
    void with_a_key_every_match_counts() {
        var facts = regex("^(?<key>\\w+): (?<n>\\d+)( (?<unit>kB))?$").parse("a: 1 kB\nb: 2\nother\n");

        assertThat(Json.write(facts))
                .isEqualTo("{\"a\":{\"key\":\"a\",\"n\":1,\"unit\":\"kB\"},\"b\":{\"key\":\"b\",\"n\":2}}");
    }

    @Test
    void no_match_is_an_error_unless_optional() {
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> regex("(?<a>x)").parse("y"))
                .withMessage("nothing matches the pattern (?<a>x)");
        assertThat(new RegexFacts(Pattern.compile("(?<a>x)"), true).parse("y").size())
                .isZero();
    }

    @Test
    void a_pattern_that_backtracks_without_end_is_stopped() {
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> regex("^(?<a>(x+x+)+)y").parse("x".repeat(100_000)))
                .withMessageContaining("backtracks too much");
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> regex("^(?<a>(x|y)+)z").parse("xy".repeat(100_000)))
                .withMessageContaining("simpler");
    }

    private static RegexFacts regex(String pattern) {
        return new RegexFacts(Pattern.compile(pattern, Pattern.MULTILINE), false);
    }
}
