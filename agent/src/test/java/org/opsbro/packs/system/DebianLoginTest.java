package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.compliance.RealMachine;

/** Who gets into a real Debian, and as whom: OpenSSH and sudo judge what the rules wrote. */
class DebianLoginTest {
    private static final String ANN =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJKNPUGDGws16DGaOuHUb5cV39sF7IaCDIPbKLt/XTjT";

    @TempDir
    private Path folder;

    @Test
    void keys_and_commands_are_given_to_a_user() throws Exception {
        var said = RealMachine.in(folder)
                .rule("system-user", "{name: opsbro-ann, uid: 4243, shell: /bin/sh}")
                .rule("ssh-authorized-keys", "{user: opsbro-ann, keys: ['restrict,from=\"10.0.0.1\" " + ANN + " ann']}")
                .shell("cd /home/opsbro-ann/.ssh; ssh-keygen -lf authorized_keys; stat -c '%U %a %n' . authorized_keys")
                .rule(
                        "sudoers",
                        "{name: opsbro, user: opsbro-ann, as: daemon, password: false, commands: ['/bin/echo a=b,c']}")
                .shell("stat -c '%U %a' /etc/sudoers.d/opsbro; sudo -l -U opsbro-ann | tail -1;"
                        + " setpriv --reuid 4243 --clear-groups sudo -n -u daemon /bin/echo a=b,c;"
                        + " setpriv --reuid 4243 --clear-groups sudo -n -u daemon /bin/echo other 2>&1 | head -1")
                .rule("sudoers", "{name: opsbro, lines: [nonsense]}")
                .shell("wc -l < /etc/sudoers.d/opsbro; ls -A /etc/sudoers.d | grep -c next")
                .rule("sudoers", "{name: opsbro, absent: true}")
                .run();

        assertThat(said)
                .doesNotContain("looking wrote something", "refused: ")
                .contains(
                        """
                256 SHA256:IJs/ZVSIglfVkdmco8RFUROwDEv26dEQ1kFTyUjhQ6w ann (ED25519)
                opsbro-ann 700 .
                opsbro-ann 600 authorized_keys
                """,
                        """
                root 440
                    (daemon) NOPASSWD: /bin/echo a\\=b\\,c
                a=b,c
                sudo: a password is required
                """,
                        "failed: /etc/sudoers.d/opsbro stays as it was, visudo refuses the new content",
                        "\n1\n0\n");
        assertThat(said.lines().filter(line -> line.startsWith("then deviation")))
                .hasSize(0);
    }

    @Test
    void the_server_says_that_it_has_the_parameters() throws Exception {
        var said = RealMachine.in(folder)
                .shell("mkdir -p /run/sshd /etc/ssh/sshd_config.d; ssh-keygen -q -A;"
                        + " echo PermitRootLogin yes > /etc/ssh/sshd_config.d/10-first.conf;"
                        + " printf 'Match User bob\n X11Forwarding yes\n' >> /etc/ssh/sshd_config")
                .rule(
                        "sshd",
                        "parameters: {PermitRootLogin: no, X11Forwarding: no, MaxAuthTries: 3, Port: [22, 2222], AllowGroups: sudo}")
                .shell(
                        "/usr/sbin/sshd -T | grep -Ei '^(permitrootlogin|x11forwarding|maxauthtries|port|allowgroups) ' | sort")
                .rule("sshd", "parameters: {LogLevel: nonsense}")
                .run();

        assertThat(said)
                .doesNotContain("looking wrote something", "refused: ", "then deviation")
                .contains("""
                allowgroups sudo
                maxauthtries 3
                permitrootlogin no
                port 22
                port 2222
                x11forwarding no
                """, "failed: /etc/ssh/sshd_config stays as it was, /usr/sbin/sshd refuses the new content");
    }
}
