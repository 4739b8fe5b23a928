package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class FileBlockTest {
    private static final String WANTED = "file: /etc/f\nname: ours\ntext: |\n  x\n  y\n";
    private static final String ABSENT = "{file: /etc/f, name: ours, absent: true}";
    private static final String BLOCK = "# BEGIN opsbro ours\nx\ny\n# END opsbro ours\n";

    private final FakeMachine machine = FakeMachine.bare();

    private RuleBench rule(String parameters) {
        return RuleBench.of(new FileBlock(), machine, parameters);
    }

    @Test
    void a_block_comes_changes_and_goes_and_the_rest_stays() {
        machine.file("/etc/f", "a\n\n  b\n");

        rule(WANTED).holds();
        rule(WANTED).apply();
        assertThat(machine.text("/etc/f")).isEqualTo("a\n\n  b\n" + BLOCK);
        machine.file("/etc/f", "a\n# BEGIN opsbro ours\nold\n# END opsbro ours\nz");
        rule(WANTED).holds();
        rule(WANTED).apply();
        assertThat(machine.text("/etc/f")).isEqualTo("a\n" + BLOCK + "z");
        assertThat(rule(WANTED).holds()).isEqualTo("compliant: /etc/f has the wanted block\n");
        assertThat(rule(ABSENT).holds()).contains("has a block, want none");
        rule(ABSENT).apply();
        assertThat(machine.text("/etc/f")).isEqualTo("a\nz");
        assertThat(rule(ABSENT).holds()).isEqualTo("compliant: /etc/f has no such block\n");
    }

    @Test
    void marks_that_are_no_pair_change_nothing() {
        for (var text : new String[] {
            "# BEGIN opsbro ours\nx\n",
            "# END opsbro ours\n# BEGIN opsbro ours\n",
            BLOCK + BLOCK,
            BLOCK + "# END opsbro ours"
        }) {
            machine.file("/etc/f", text);

            assertThat(rule(WANTED).holds()).startsWith("cannot tell: /etc/f: ");
            assertThat(rule(ABSENT).holds()).startsWith("cannot tell: /etc/f: ");
        }
    }

    @Test
    void bytes_of_any_charset_stay() {
        machine.bytes("/etc/f", (byte) 0xe9, (byte) '\n');

        rule("{file: /etc/f, markers: [';a', ';b'], text: \u00e9}").apply();

        assertThat(machine.files().bytes("/etc/f").orElseThrow())
                .containsExactly(0xe9, '\n', ';', 'a', '\n', 0xc3, 0xa9, '\n', ';', 'b', '\n');
    }

    @Test
    void the_marks_are_named_once() {
        assertThat(rule("{file: /etc/f, text: x}").refusals()).containsExactly("name: want one of name: and markers:");
        assertThat(rule("{file: /etc/f, text: x, markers: [a, a]}").refusals()).hasSize(1);
        assertThat(rule("{file: /etc/f, text: x, markers: [a, 'b ']}").refusals())
                .isNotEmpty();
    }

    @Test
    void in_any_file_it_comes_and_goes_without_a_trace() {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++) {
            var text = Noise.of(random, "ab#\r\n ") + "\n";
            machine.file("/etc/f", text);
            rule(WANTED).apply();
            assertThat(rule(WANTED).findings().compliant()).isTrue();
            rule(ABSENT).apply();
            assertThat(machine.text("/etc/f")).isEqualTo(text);
        }
    }
}
