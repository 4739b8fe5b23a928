package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class SudoersTest {
    private static final String PATH = "/etc/sudoers.d/deploy";

    private final FakeMachine machine = FakeMachine.bare()
            .file("/etc/sudoers", "root ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n")
            .answer("", "visudo", "-cf", "{file}");

    private RuleBench rule(String parameters) {
        return RuleBench.of(new Sudoers(), machine, parameters);
    }

    @Test
    void a_user_is_granted_commands_in_a_file_of_its_own() {
        var rule = rule(new Sudoers().example());

        assertThat(rule.holds()).isEqualTo("""
                deviation: there is no /etc/sudoers.d/deploy
                change: make the folder /etc/sudoers.d
                change: make /etc/sudoers.d/deploy
                --- /dev/null
                +++ /etc/sudoers.d/deploy
                @@ -0,0 +1 @@
                +bob ALL=(root) NOPASSWD: /usr/bin/systemctl restart web, /usr/bin/journalctl
                $ visudo -cf {file}
                """);
        rule.apply();
        assertThat(machine.rights(PATH).mode()).isEqualTo(0440);
    }

    @Test
    void letters_that_end_a_command_are_quoted() {
        rule("{name: deploy, user: '%wheel', commands: ['/bin/a b=c,d:e #f']}").apply();

        assertThat(machine.text(PATH)).isEqualTo("%wheel ALL=(ALL) /bin/a b\\=c\\,d\\:e \\#f\n");
    }

    @Test
    void lines_are_whole_and_rights_are_narrowed() {
        machine.file(PATH, "bob ALL=(ALL) ALL\n");

        assertThat(rule("{name: deploy, lines: ['Defaults:bob !requiretty', 'bob ALL=(ALL) /bin/true']}")
                        .holds())
                .contains("has other lines", PATH + " is root:root 0644, want root:root 0440", "-bob ALL=(ALL) ALL");
        assertThat(rule("{name: deploy, absent: true}").holds()).contains("change: remove " + PATH);
    }

    @Test
    void what_visudo_refuses_leaves_the_file_as_it_was() {
        machine.file(PATH, "bob ALL=(ALL) /bin/true\n").fails(1, "syntax error", "visudo", "-cf", "{file}");
        var rule = rule("{name: deploy, lines: [nonsense]}");

        assertThatThrownBy(rule::apply).hasMessageContaining("syntax error");
        assertThat(machine.text(PATH)).isEqualTo("bob ALL=(ALL) /bin/true\n");
    }

    @Test
    void a_folder_that_sudo_does_not_read_is_told() {
        machine.file("/etc/sudoers", "root ALL=(ALL) ALL\n");
        assertThat(rule(new Sudoers().example()).holds())
                .contains("by hand: /etc/sudoers does not read /etc/sudoers.d");
        machine.without("/etc/sudoers");
        assertThat(rule(new Sudoers().example()).holds()).contains("not eligible: there is no /etc/sudoers");
    }

    @Test
    void what_could_grant_more_is_refused() {
        assertThat(rule("{name: a.b, user: 'bob,ALL', commands: ['sh', '/bin/a\\b']}")
                        .refusals())
                .hasSizeGreaterThanOrEqualTo(4);
        assertThat(rule("{name: a, lines: ['bob ALL= \\']}").refusals()).hasSize(2);
        assertThat(rule("{name: a, lines: ['x'], absent: true}").refusals()).hasSize(1);
        assertThat(rule("{name: a, commands: [/bin/true]}").refusals())
                .anyMatch(refusal -> refusal.startsWith("user: the key is missing"));
    }
}
