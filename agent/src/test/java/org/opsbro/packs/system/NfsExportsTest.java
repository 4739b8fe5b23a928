package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class NfsExportsTest {
    private static final String ONE = "{path: /srv/a, clients: ['10.0.0.0/8(rw,sync)', 'b(ro)']}";

    private final FakeMachine machine = FakeMachine.bare()
            .file("/usr/sbin/exportfs", "")
            .folder("/srv/a")
            .program("exportfs", (here, command) -> {
                var table = new StringBuilder();
                for (var line : here.text("/etc/exports").lines().toList())
                    if (line.startsWith("/"))
                        table.append(line.split("\\s", 2)[0]).append("\tx(ro)\n");
                here.file("/var/lib/nfs/etab", table.toString());
                return "";
            });

    private RuleBench rule(String parameters) {
        return RuleBench.of(new NfsExports(), machine, parameters);
    }

    @Test
    void a_folder_is_given_and_the_server_reads_it() {
        machine.file("/var/lib/nfs/etab", "");

        assertThat(rule(ONE).holds()).isEqualTo("""
                deviation: /etc/exports has no /srv/a, want /srv/a 10.0.0.0/8(rw,sync) b(ro)
                deviation: the server gives nobody /srv/a
                change: make /etc/exports
                --- /dev/null
                +++ /etc/exports
                @@ -0,0 +1 @@
                +/srv/a	10.0.0.0/8(rw,sync) b(ro)
                change: make the NFS server read /etc/exports
                $ exportfs -ra
                """);
    }

    @Test
    void a_server_that_does_not_run_is_told_nothing() {
        assertThat(rule(ONE).holds()).doesNotContain("exportfs");
    }

    @Test
    void all_lines_of_a_folder_become_the_wanted_one() {
        machine.file("/etc/exports", "# ours\n/srv/a old(ro) \\\n  other(rw)\n/srv/ab x\n\"/srv/a\" y\n");

        rule(ONE).apply();

        assertThat(machine.text("/etc/exports")).isEqualTo("# ours\n/srv/ab x\n/srv/a\t10.0.0.0/8(rw,sync) b(ro)\n");
        rule("{path: /srv/a, absent: true}").apply();
        assertThat(machine.text("/etc/exports")).isEqualTo("# ours\n/srv/ab x\n");
    }

    @Test
    void without_a_server_or_the_folder_it_says_so() {
        machine.without("/srv/a");
        assertThat(rule(ONE).holds()).contains("cannot tell: there is no folder /srv/a");
        machine.without("/usr/sbin/exportfs");
        assertThat(rule(ONE).holds()).contains("not eligible");
    }

    @Test
    void a_blank_that_would_give_it_to_everybody_is_refused() {
        assertThat(rule("{path: '/srv/a b', clients: ['b (rw)']}").refusals()).hasSize(3);
    }

    @Test
    void any_letters_are_read_and_kept() {
        var random = new Random(7);
        var parts = new String[] {"/srv/a", "b(ro)", " ", "\t", "\\", "\n", "\r\n", "#", "\"", "é", "\r", "\0"};
        for (var i = 0; i < 2000; i++) {
            var text = new StringBuilder();
            for (var j = random.nextInt(14); j > 0; j--) text.append(parts[random.nextInt(parts.length)]);
            machine.file("/etc/exports", text.toString());
            assertThat(rule(ONE).apply().compliant()).as(text.toString()).isTrue();
            assertThat(rule("{path: /srv/a, absent: true}").apply().compliant()).isTrue();
        }
    }
}
