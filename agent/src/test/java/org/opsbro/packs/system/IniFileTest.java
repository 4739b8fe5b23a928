package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class IniFileTest {
    private final FakeMachine machine = FakeMachine.bare();

    private RuleBench rule(String parameters) {
        return RuleBench.of(new IniFile(), machine, parameters);
    }

    private String after(String text, String parameters) {
        machine.file("/etc/f", text);
        rule("file: /etc/f\n" + parameters).holds();
        rule("file: /etc/f\n" + parameters).apply();
        return machine.text("/etc/f");
    }

    @Test
    void a_value_changes_in_its_place_as_it_was_written() {
        assertThat(after("; c\n[a]\nx=1\n  y = '2'\n[b]\nx=1\n", "section: a\nvalues: {x: 7, y: 8 9}"))
                .isEqualTo("; c\n[a]\nx=7\n  y = '8 9'\n[b]\nx=1\n");
    }

    @Test
    void what_is_quoted_is_the_same_value() {
        machine.file("/etc/f", "x = \"1 2\"\r\ny\t=3\n");

        assertThat(rule("{file: /etc/f, values: {x: 1 2, y: 3}}").holds()).isEqualTo("""
                compliant: /etc/f x is "1 2"
                compliant: /etc/f y is "3"
                """);
    }

    @Test
    void a_new_key_comes_behind_those_of_its_section() {
        assertThat(after("[a]\nx=1\n\n# of b\n[b]\n", "section: a\nvalues: {y: 2}"))
                .isEqualTo("[a]\nx=1\ny=2\n\n# of b\n[b]\n");
        assertThat(after("x=1\n", "section: b\nvalues: {y: 2}")).isEqualTo("x=1\n\n[b]\ny=2\n");
        assertThat(after("[b]\n", "values: {y: 2}")).isEqualTo("y = 2\n[b]\n");
    }

    @Test
    void a_key_without_a_value_gets_one_or_goes() {
        assertThat(after("[a]\nskip\nold\n", "section: a\nvalues: {skip: 1}\nabsent: [old]"))
                .isEqualTo("[a]\nskip = 1\n");
    }

    @Test
    void what_programs_read_differently_is_told_and_stays() {
        machine.file("/etc/f", "[a]\nx=1\n[b]\n[a]\nx=2\ny=1\\\n2\n");

        assertThat(rule("{file: /etc/f, section: a, values: {x: 3}}").holds())
                .isEqualTo("cannot tell: /etc/f [a] x is there more than once, in the lines [2, 5]\n");
        assertThat(rule("{file: /etc/f, section: a, values: {y: 3}}").holds())
                .isEqualTo("cannot tell: /etc/f [a] y has a value of several lines\n");
        assertThat(after(machine.text("/etc/f"), "section: a\nabsent: [x]")).isEqualTo("[a]\n[b]\n[a]\ny=1\\\n2\n");
    }

    @Test
    void what_would_end_a_key_or_a_section_is_refused() {
        assertThat(rule("{file: /etc/f, section: 'a]', values: {'x=y': 1, '#z': 1, k: ' v', l: 'v\\'}}")
                        .refusals())
                .hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void any_file_gets_the_value_and_keeps_its_other_lines() {
        var random = new Random(7);
        for (var i = 0; i < 4000; i++) {
            var text = Noise.of(random, "kk[a]=#;\r\n \"\\");
            machine.file("/etc/f", text);
            var rule = rule("{file: /etc/f, section: a, values: {k: v w}}");
            var sure = rule.findings().doubts().findAny().isEmpty();
            rule.apply();
            assertThat(rule.findings().compliant()).as(text).isEqualTo(sure);
            if (!sure) assertThat(machine.text("/etc/f")).isEqualTo(text);
            assertThat(Noise.without(machine.text("/etc/f"), line -> line.contains("k") || line.equals("[a]")))
                    .isEqualTo(Noise.without(text, line -> line.contains("k") || line.equals("[a]")));
        }
    }
}
