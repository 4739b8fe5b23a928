package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class LimitsTest {
    private static final String PATH = "/etc/security/limits.d/90-opsbro.conf";
    private static final String FILES = "entries: [{domain: bob, type: soft, item: nofile, value: 4096}]";

    private final FakeMachine machine = FakeMachine.bare().folder("/etc/security/limits.d");

    private RuleBench rule(String parameters) {
        return RuleBench.of(new Limits(), machine, parameters);
    }

    @Test
    void limits_are_lines_of_a_file() {
        assertThat(rule(new Limits().example()).holds()).isEqualTo("""
                deviation: * soft nofile is not limited, want 65536
                deviation: @deployers - nproc is not limited, want unlimited
                change: make %1$s
                --- /dev/null
                +++ %1$s
                @@ -0,0 +1,2 @@
                +*	soft	nofile	65536
                +@deployers	-	nproc	unlimited
                """.formatted(PATH));
    }

    @Test
    void the_last_line_counts_and_others_stay() {
        machine.file(PATH, "# why\nbob soft nofile 4096\nbob hard nofile 1\nbob  soft nofile 10 # x");

        rule(FILES).apply();

        assertThat(machine.text(PATH))
                .isEqualTo("# why\nbob soft nofile 4096\nbob hard nofile 1\nbob\tsoft\tnofile\t4096");
    }

    @Test
    void a_later_file_that_says_otherwise_is_told() {
        machine.file("/etc/security/limits.d/95-x.conf", "bob soft nofile 1\n")
                .file("/etc/security/limits.d/10-x.conf", "bob soft nofile 2\n");

        assertThat(rule(FILES).holds())
                .contains("by hand: /etc/security/limits.d/95-x.conf says bob soft nofile is 1, want 4096")
                .doesNotContain("10-x.conf");
    }

    @Test
    void what_is_no_limit_is_refused() {
        assertThat(rule("entries: [{domain: 'a b', type: x, item: files, value: many}]")
                        .refusals())
                .hasSize(4);
        assertThat(rule("entries: [{domain: a, item: core, value: 0}, {domain: a, item: core, value: 1}]")
                        .refusals())
                .hasSize(1);
    }

    @Test
    void any_letters_are_read_and_kept() {
        var random = new Random(7);
        var parts =
                new String[] {"bob", "soft", "nofile", "4096", "1", " ", "\t", "\n", "\r\n", "#", "-", "é", "\r", "\0"};
        for (var i = 0; i < 2000; i++) {
            var text = new StringBuilder();
            for (var j = random.nextInt(14); j > 0; j--) text.append(parts[random.nextInt(parts.length)]);
            machine.file(PATH, text.toString());
            assertThat(rule(FILES).apply().compliant()).as(text.toString()).isTrue();
        }
    }
}
