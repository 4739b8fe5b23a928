package org.opsbro.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Problem;
import org.opsbro.model.Value;

class YamlKeysTest {
    final List<Problem> problems = new ArrayList<>();

    @Test
    void values_come_with_their_types() {
        var keys = keys("interval: 5m\nmax: 0x10\nratio: 1.5\non: true\nname: web-1\ngroups: [a, b]\nnothing:\n");

        assertThat(keys.duration("interval", Duration.ZERO)).isEqualTo(Duration.ofMinutes(5));
        assertThat(keys.number("max", 0, 0, 99)).isEqualTo(16);
        assertThat(keys.flag("on", false)).isTrue();
        assertThat(keys.text("name")).contains("web-1");
        assertThat(keys.text("nothing")).isEmpty();
        assertThat(keys.texts("groups")).containsExactly("a", "b");
        assertThat(keys.toValue().get("ratio")).isEqualTo(Value.of(1.5));
        assertThat(problems).isEmpty();
    }

    @Test
    void a_wrong_value_is_told_with_place_key_and_what_would_be_right() {
        var keys = keys("# a check\ncheck:\n  interval: 10\n").map("check");

        assertThat(keys.duration("interval", Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
        assertThat(keys.broken()).isTrue();
        assertThat(told())
                .containsExactly(
                        "disks.yml:3:13: check.interval: found 10, want a number with a unit such as 500ms, 10s, 5m, 1h or 2d");
    }

    @Test
    void an_unknown_key_is_told_with_the_nearest_known_one() {
        var keys = keys("critcal_if: 'True'\n");
        keys.text("critical_if");
        keys.end();

        assertThat(told()).containsExactly("disks.yml:1:13: critcal_if: unknown key, did you mean critical_if?");
    }

    @Test
    void a_missing_text_is_told_once() {
        assertThat(keys("a: 1\n").requiredText("apply_if")).isEmpty();
        assertThat(told()).singleElement().asString().contains("apply_if").contains("missing");
    }

    @Test
    void a_key_that_is_there_twice_is_told() {
        keys("name: a\nname: b\n");

        assertThat(told()).singleElement().asString().startsWith("disks.yml:2:1: name: the key is there twice");
    }

    @Test
    void text_that_is_no_yaml_is_told_with_its_place() {
        assertThat(Yaml.keys("disks.yml", "a: [1, 2\nb: 3\n", problems::add)).isEmpty();
        assertThat(told()).singleElement().asString().startsWith("disks.yml:2:").contains("not YAML");
    }

    @Test
    void aliases_cannot_blow_up_a_small_file() {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 9; i++)
            text.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", Collections.nCopies(10, "*a" + (i - 1)))));

        assertThat(Yaml.keys("bomb.yml", text.toString(), problems::add)).isEmpty();
        assertThat(told()).isNotEmpty();
    }

    @Test
    void random_bytes_are_refused_and_never_thrown() {
        var random = new Random(42);
        var letters = "ab:-[]{}&*!|>'\"%@`#,?\n\t  \u0000\u0085\u2028é0123";
        for (var round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (var i = random.nextInt(40); i > 0; i--) text.append(letters.charAt(random.nextInt(letters.length())));
            Yaml.keys("random.yml", text.toString(), problems::add).ifPresent(Keys::toValue);
        }
        assertThat(problems).isNotEmpty();
    }

    private List<String> told() {
        return problems.stream().map(Problem::toString).toList();
    }

    private Keys keys(String text) {
        return Yaml.keys("disks.yml", text, problems::add).orElseThrow();
    }
}
