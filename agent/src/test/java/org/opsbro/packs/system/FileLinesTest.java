package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class FileLinesTest {
    private final FakeMachine machine = FakeMachine.bare();

    private RuleBench rule(String parameters) {
        return RuleBench.of(new FileLines(), machine, parameters);
    }

    private String after(String text, String parameters) {
        machine.file("/etc/f", text);
        rule("file: /etc/f\n" + parameters).holds();
        rule("file: /etc/f\n" + parameters).apply();
        return machine.text("/etc/f");
    }

    @Test
    void missing_lines_come_at_the_end_and_unwanted_ones_go() {
        assertThat(after("a\nb\na", "lines: [c, b, d]\nabsent: [a]")).isEqualTo("b\nc\nd\n");
        assertThat(after("a", "lines: [b]")).isEqualTo("a\nb\n");
    }

    @Test
    void they_have_a_place() {
        assertThat(after("[x]\n[x]\nz\n", "lines: [b, c]\nafter: '^.x'")).isEqualTo("[x]\n[x]\nb\nc\nz\n");
        assertThat(after("a\nz\nz\n", "lines: [b]\nbefore: ^z")).isEqualTo("a\nb\nz\nz\n");
    }

    @Test
    void without_the_place_nothing_is_written() {
        machine.file("/etc/f", "a\n");

        assertThat(rule("{file: /etc/f, lines: [b], after: ^none}").plan()).isEqualTo("""
                deviation: /etc/f has not the line "b"
                cannot tell: /etc/f has no line that matches "^none", so there is no place for it
                """);
    }

    @Test
    void one_line_takes_the_place_of_all_that_match() {
        assertThat(after("#x 1\nx 2\nother\nx 3\n", "lines: [x 9]\nreplace: ^x "))
                .isEqualTo("#x 1\nx 9\nother\n");
        assertThat(after("x 1\nx 9\n", "lines: [x 9]\nreplace: ^x ")).isEqualTo("x 9\n");
        assertThat(after("y\n", "lines: [x 9]\nreplace: ^x ")).isEqualTo("y\nx 9\n");
    }

    @Test
    void line_ends_stay_as_they_are() {
        assertThat(after("a\r\nb\nc \r\n", "lines: [d]\nabsent: [b]")).isEqualTo("a\r\nc \r\nd\r\n");
    }

    @Test
    void letters_that_the_file_cannot_hold_are_told() {
        machine.bytes("/etc/f", (byte) 0xe9, (byte) '\n');

        assertThat(rule("{file: /etc/f, lines: [\u20ac]}").plan()).contains("cannot tell: /etc/f is written in");
        rule("{file: /etc/f, lines: [\u00e8]}").apply();
        assertThat(machine.files().bytes("/etc/f").orElseThrow())
                .containsExactly((byte) 0xe9, (byte) '\n', (byte) 0xe8, (byte) '\n');
    }

    @Test
    void parameters_that_contradict_are_refused() {
        assertThat(rule("{file: /etc/f, lines: [a, b], absent: [a], replace: '(', after: x, before: y}")
                        .refusals())
                .hasSize(3);
        assertThat(rule("{file: /etc/f, lines: [a, b], replace: x}").refusals())
                .containsExactly("replace: found 2 lines, want one that takes the place");
    }

    @Test
    void any_file_keeps_its_other_lines() {
        var random = new Random(7);
        for (var i = 0; i < 3000; i++) {
            var text = Noise.of(random, "ab#\r\n ");
            assertThat(new RawLines(text).text()).isEqualTo(text);
            machine.file("/etc/f", text);
            var rule = rule("{file: /etc/f, lines: [ab], absent: [b], replace: '^a'}");
            rule.apply();
            assertThat(rule.findings().compliant()).as(text).isTrue();
            assertThat(Noise.without(machine.text("/etc/f"), line -> line.startsWith("a") || line.equals("b")))
                    .isEqualTo(Noise.without(text, line -> line.startsWith("a") || line.equals("b")));
        }
    }
}
