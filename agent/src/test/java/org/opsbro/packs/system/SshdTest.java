package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class SshdTest {
    private static final String PATH = "/etc/ssh/sshd_config";
    private static final String DROP = "/etc/ssh/sshd_config.d/50-cloud.conf";

    private final FakeMachine machine =
            FakeMachine.bare().file(PATH, """
                    # ours
                    Include /etc/ssh/sshd_config.d/*.conf
                    #PermitRootLogin prohibit-password
                    permitrootlogin=yes # for now
                    PermitRootLogin no
                    Port 22
                    Match User bob
                        PasswordAuthentication yes
                    """).answer("", "/usr/sbin/sshd", "-t", "-f", "{file}");

    private RuleBench rule(String parameters) {
        return RuleBench.of(new Sshd(), machine, "parameters: " + parameters);
    }

    @Test
    void the_first_value_wins_and_is_changed_where_it_stands() {
        assertThat(rule("{PermitRootLogin: no}").holds()).isEqualTo("""
                deviation: sshd has PermitRootLogin yes (/etc/ssh/sshd_config:4), want no
                change: write /etc/ssh/sshd_config
                --- /etc/ssh/sshd_config
                +++ /etc/ssh/sshd_config
                @@ -1,7 +1,7 @@
                 # ours
                 Include /etc/ssh/sshd_config.d/*.conf
                 #PermitRootLogin prohibit-password
                -permitrootlogin=yes # for now
                +permitrootlogin no # for now
                 PermitRootLogin no
                 Port 22
                 Match User bob
                $ /usr/sbin/sshd -t -f {file}
                """);
    }

    @Test
    void what_is_nowhere_goes_before_the_first_match() {
        rule("{PasswordAuthentication: false, MaxAuthTries: 3}").apply();

        assertThat(machine.text(PATH))
                .contains("Port 22\nPasswordAuthentication no\nMaxAuthTries 3\nMatch User bob\n    PasswordAuth");
    }

    @Test
    void what_sshd_does_without_a_line_needs_none() {
        machine.file(PATH, "Port 22\nPermitRootLogin without-password\n");

        assertThat(rule("{PermitEmptyPasswords: no, StrictModes: yes, PermitRootLogin: prohibit-password}")
                        .holds())
                .contains(
                        "compliant: sshd has PermitEmptyPasswords no, as always without a line",
                        "compliant: sshd has StrictModes yes, as always without a line",
                        "compliant: sshd has PermitRootLogin without-password")
                .doesNotContain("deviation");
        assertThat(rule("{PermitEmptyPasswords: yes, MaxAuthTries: 6}").holds())
                .contains("sshd has no PermitEmptyPasswords, want yes", "sshd has no MaxAuthTries, want 6");
    }

    @Test
    void an_included_file_that_comes_first_is_changed_itself() {
        machine.file(DROP, "PermitRootLogin \"without-password\"\nMatch all\nPort 9\n")
                .file("/etc/ssh/sshd_config.d/.hidden.conf", "PermitRootLogin no\n");
        var before = machine.text(PATH);

        assertThat(rule("{PermitRootLogin: no, Port: 22}").holds())
                .contains("sshd has PermitRootLogin without-password (" + DROP + ":1)", "compliant: sshd has Port 22");
        rule("{PermitRootLogin: no}").apply();
        assertThat(machine.text(DROP)).isEqualTo("PermitRootLogin no\nMatch all\nPort 9\n");
        assertThat(machine.text(PATH)).isEqualTo(before);
    }

    @Test
    void where_each_line_counts_all_are_held() {
        machine.file(DROP, "AllowUsers root eve\n")
                .file(PATH, machine.text(PATH).replace("Port 22", "allowusers bob\nPort 22"));

        assertThat(rule("{AllowUsers: [bob, root, eve]}").holds()).doesNotContain("deviation");
        assertThat(rule("{AllowUsers: [bob, ann], Port: [22, 2222]}").holds())
                .contains("sshd has AllowUsers root eve bob, want bob ann", "sshd has Port 22, want 22 2222");
        rule("{AllowUsers: [bob, ann], Port: [22, 2222]}").apply();
        assertThat(machine.text(DROP)).isEqualTo("AllowUsers bob\nAllowUsers ann\n");
        assertThat(machine.text(PATH)).contains("no\nPort 22\nPort 2222\nMatch").doesNotContain("allowusers");
    }

    @Test
    void an_old_name_is_the_same_keyword() {
        machine.file(PATH, "ChallengeResponseAuthentication yes\n");

        rule("{KbdInteractiveAuthentication: no}").apply();

        assertThat(machine.text(PATH)).isEqualTo("ChallengeResponseAuthentication no\n");
        assertThat(rule("{KbdInteractiveAuthentication: no, challengeResponseAuthentication: no}")
                        .refusals())
                .hasSize(1);
    }

    @Test
    void nothing_is_told_of_what_cannot_be_read() {
        machine.link(DROP, "/etc/elsewhere");
        assertThat(rule("{PermitRootLogin: no}").holds()).contains("cannot tell: " + DROP + " is a symbolic link");
        machine.without(DROP).file(DROP, "Include " + DROP + "\n");
        assertThat(rule("{PermitRootLogin: no}").holds()).contains("more than 16 deep");
        machine.without(PATH);
        assertThat(rule("{PermitRootLogin: no}").holds()).contains("not eligible: there is no " + PATH);
    }

    @Test
    void what_could_hurt_the_file_is_refused() {
        assertThat(rule("{Match: all, 'Port 1': 2, Banner: 'a # b', LogLevel: [a, b], Subsystem: x, Ciphers: ''}")
                        .refusals())
                .hasSizeGreaterThanOrEqualTo(6);
    }

    @Test
    void any_letters_are_read_and_kept() {
        var random = new Random(7);
        var parts = new String[] {
            "PermitRootLogin",
            "Port",
            "Match",
            "Include",
            " ",
            "=",
            "\"",
            "'",
            "\n",
            "\r\n",
            "#",
            "no",
            "x",
            "\t",
            "/",
            "*",
            "[",
            "é",
            "\0"
        };
        for (var i = 0; i < 3000; i++) {
            var text = new StringBuilder();
            for (var j = random.nextInt(16); j > 0; j--) text.append(parts[random.nextInt(parts.length)]);
            machine.file(PATH, text.toString());
            var findings = rule("{PermitRootLogin: no, Port: [22, 23]}").apply();
            assertThat(findings.deviations()).as(text.toString()).isEmpty();
        }
    }
}
