package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.compliance.RealMachine;

/** The rules on a real Debian, whose files and programs they really change, in overlays. */
class DebianTest {
    private static final String HASH =
            "$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/";

    @TempDir
    private Path folder;

    @Test
    void users_and_groups_are_made_changed_and_removed() throws Exception {
        var said = RealMachine.in(folder)
                .rule("system-group", "{name: opsbro-team, gid: 4242}")
                .rule(
                        "system-user",
                        "{name: opsbro-ann, uid: 4243, gid: opsbro-team, groups: [daemon], shell: /bin/sh, password_hash: '"
                                + HASH + "'}")
                .shell("getent passwd opsbro-ann; id -nG opsbro-ann; stat -c '%U %G %n' /home/opsbro-ann; grep -F 'ann:"
                        + HASH + "' /etc/shadow | wc -l")
                .rule(
                        "system-user",
                        "{name: opsbro-ann, display_name: Ann, groups: [bin], exclusive_groups: true, locked: true}")
                .shell("getent passwd opsbro-ann; id -nG opsbro-ann; grep -F 'ann:!" + HASH + "' /etc/shadow | wc -l")
                .rule("system-group", "{name: opsbro-team, members: [opsbro-ann, daemon]}")
                .shell("getent group opsbro-team; grep opsbro-team /etc/gshadow")
                .rule("system-user", "{name: opsbro-ann, locked: false}")
                .rule("system-user", "{name: opsbro-ann, absent: true}")
                .rule("system-group", "{name: opsbro-team, absent: true}")
                .shell("grep -c opsbro /etc/passwd /etc/group")
                .run();

        assertThat(said).doesNotContain("looking wrote something", "failed:", "refused:");
        assertThat(said).contains("""
                opsbro-ann:x:4243:4242::/home/opsbro-ann:/bin/sh
                opsbro-team daemon
                opsbro-ann opsbro-team /home/opsbro-ann
                1
                """, """
                opsbro-ann:x:4243:4242:Ann:/home/opsbro-ann:/bin/sh
                opsbro-team bin
                1
                """, """
                opsbro-team:x:4242:daemon
                opsbro-team:!::daemon
                """, """
                /etc/passwd:0
                /etc/group:0
                """);
        assertThat(said.lines().filter(line -> line.startsWith("then deviation")))
                .isEmpty();
    }

    @Test
    void files_folders_and_links_are_made_changed_and_removed() throws Exception {
        var said = RealMachine.in(folder)
                .rule("directory", "{path: /srv/opsbro-app, group: daemon, permissions: 2750}")
                .rule("file-content", "{file: /srv/opsbro-app/conf, text: 'a=1', owner: daemon, permissions: 600}")
                .rule("ini", "{file: /srv/opsbro-app/conf, values: {a: 2}}")
                .rule("file-lines", "{file: /srv/opsbro-app/conf, lines: [z], before: ^a}")
                .rule("file-block", "{file: /srv/opsbro-app/conf, name: x, text: y}")
                .rule("link", "{path: /srv/opsbro-app/now, target: conf}")
                .rule("command", "{check: [test, -e, /srv/opsbro-app/conf2], apply: [touch, /srv/opsbro-app/conf2]}")
                .rule("motd", "{text: ours}")
                .rule("login-banner", "{text: ours}")
                .shell(
                        "cd /srv/opsbro-app; stat -c '%a %U %G %n' . conf; readlink now; cat now /etc/motd /etc/issue /etc/issue.net")
                .rule("link", "{path: /srv/opsbro-app/now, absent: true}")
                .shell("rm /srv/opsbro-app/conf /srv/opsbro-app/conf2")
                .rule("directory", "{path: /srv/opsbro-app, absent: true}")
                .shell("ls /srv | grep -c opsbro")
                .run();

        assertThat(said).doesNotContain("looking wrote something", "failed:", "refused:");
        assertThat(said)
                .endsWith("then compliant: /srv/opsbro-app is not there\n0\n")
                .contains("""
                2750 root daemon .
                600 daemon root conf
                conf
                z
                a=2
                # BEGIN opsbro x
                y
                # END opsbro x
                ours
                ours
                ours
                """);
        assertThat(said.lines().filter(line -> line.startsWith("then deviation")))
                .isEmpty();
    }
}
