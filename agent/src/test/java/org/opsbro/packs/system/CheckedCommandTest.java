package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class CheckedCommandTest {
    private static final String WANTED = "{check: [is-ready], apply: [set-up]}";

    private final FakeMachine machine = FakeMachine.bare();

    private RuleBench rule(String parameters) {
        return RuleBench.of(new CheckedCommand(), machine, parameters);
    }

    @Test
    void what_the_check_refuses_the_other_program_makes_right() {
        machine.fails(3, "no key\n", "is-ready").when(after -> after.answer("", "is-ready"), "set-up");

        assertThat(rule(WANTED).holds()).isEqualTo("""
                deviation: is-ready exits with 3: no key
                change: run set-up
                $ set-up
                """);
        assertThat(rule("{check: [is-ready]}").holds())
                .isEqualTo("by hand: is-ready exits with 3: no key: the rule has no apply:\n");
        machine.answer("", "is-ready");
        assertThat(rule(WANTED).holds()).isEqualTo("compliant: is-ready exits with 0\n");
    }

    @Test
    void a_check_that_cannot_look_changes_nothing() {
        assertThat(rule(WANTED).holds()).startsWith("cannot tell: is-ready did not start: ");
        machine.fails(127, "not found", "is-ready");
        assertThat(rule(WANTED).holds()).isEqualTo("cannot tell: is-ready exits with 127: not found\n");
    }

    @Test
    void a_text_is_split_into_words() {
        machine.answer("", "test", "-e", "/a b");

        assertThat(rule("{check: test -e '/a b'}").findings().compliant()).isTrue();
        assertThat(rule("{check: [./x]}").refusals())
                .containsExactly("check: found the program \"./x\", want its name or its whole path");
    }

    @Test
    void a_shell_reads_only_what_is_marked_so() {
        machine.answer("", "/bin/sh", "-c", "test -e /x || true");

        assertThat(rule("{check: test -e /x || true}").refusals())
                .singleElement()
                .asString()
                .startsWith("check: it has |, which only a shell acts upon: ");
        assertThat(rule("{check: test -e /x || true, shell: true}").findings().compliant())
                .isTrue();
    }
}
