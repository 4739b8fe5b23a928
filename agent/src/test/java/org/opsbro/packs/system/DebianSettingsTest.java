package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.compliance.RealMachine;

/** Settings of a real Debian, whose own programs tell what they are. */
class DebianSettingsTest {
    @TempDir
    private Path folder;

    @Test
    void its_programs_see_what_the_rules_wrote() throws Exception {
        var said = RealMachine.in(folder)
                .shell("echo '0 1 * * * mine' | crontab -u daemon -")
                .rule("cron", "{name: tidy, user: daemon, schedule: '@daily', command: 'date +%F', crontab: true}")
                .shell("crontab -u daemon -l | tail -3; stat -c '%U:%G %a' /var/spool/cron/crontabs/daemon")
                .rule("cron", "{name: tidy, schedule: 0 4 * * sun, command: 'true'}")
                .shell("cat /etc/cron.d/opsbro")
                .rule("sysctl", "values: {kernel.domainname: opsbro.example}")
                .shell("cat /proc/sys/kernel/domainname")
                .rule("auto-logout", "{seconds: 900, locked: true}")
                .shell("bash -lc 'echo $TMOUT; TMOUT=1' 2>&1 | sed 's/.*line/line/; s/.*TMOUT:/TMOUT:/'")
                .rule("limits", "entries: [{domain: daemon, type: soft, item: core, value: 7}]")
                .shell("su -s /bin/sh daemon -c 'ulimit -S -c'")
                .run();

        assertThat(said).doesNotContain("looking wrote something", "refused: ", "failed:", "then deviation");
        assertThat(said).contains("""
                0 1 * * * mine
                # opsbro: tidy
                @daily date +\\%F
                daemon:crontab 600
                """, """
                # opsbro: tidy
                0 4 * * sun root true
                """, "\nopsbro.example\n", "\n900\nTMOUT: readonly variable\n", "\n14\n");
    }

    @Test
    void a_file_system_is_mounted_remounted_and_unmounted() throws Exception {
        var said = RealMachine.in(folder)
                .rule("mounts", "{device: tmpfs, path: '/srv/a b', type: tmpfs, options: size=1m}")
                .shell("findmnt -no FSTYPE,SIZE '/srv/a b'")
                .rule("mounts", "{device: tmpfs, path: '/srv/a b', type: tmpfs, options: 'size=1m,noexec,nosuid'}")
                .shell("findmnt -no OPTIONS '/srv/a b' | cut -d, -f1-3")
                .rule("mounts", "{path: '/srv/a b', state: absent}")
                .shell("findmnt '/srv/a b'; grep -c srv /etc/fstab; echo nonsense >> /etc/fstab")
                .rule("mounts", "{device: tmpfs, path: /srv/x, type: tmpfs}")
                .run();

        assertThat(said)
                .doesNotContain("looking wrote something", "refused: ", "then deviation")
                .contains(
                        "\ntmpfs    1M\n",
                        "\nrw,nosuid,noexec\n",
                        "\n0\n",
                        "failed: /etc/fstab stays as it was, findmnt refuses");
    }

    @Test
    void routes_go_where_they_shall() throws Exception {
        var said = RealMachine.in(folder)
                .shell(
                        "ip link add v0 type veth peer name v1; ip addr add 10.0.0.2/24 dev v0; ip link set v1 up;"
                                + " ip link set v0 up; ip -6 addr add fd00::2/64 dev v0 nodad; ip route add 10.8.0.0/16 via 10.0.0.7")
                .rule(
                        "routes",
                        "{entries: [{destination: 10.9.0.0/16, via: 10.0.0.1}, {destination: 'fd00:9::/32', via: 'fd00::1', metric: 50}], absent: [10.8.0.0/16]}")
                .rule("routes", "entries: [{destination: 10.9.0.0/16, via: 10.0.0.3, dev: v0}]")
                .rule("routes", "absent: ['fd00:9::/32']")
                .shell("ip route show 10.0.0.0/8; ip route; ip -6 route show fd00:9::/32")
                .run();

        assertThat(said)
                .doesNotContain("looking wrote something", "refused: ", "failed:", "then deviation")
                .contains("then compliant: there is a route 10.9.0.0/16 via 10.0.0.1")
                .contains("compliant: there is a route fd00:9::/32 via fd00::1")
                .contains("10.9.0.0/16 via 10.0.0.3 dev v0")
                .doesNotContain("\nfd00:9::/32 via");
    }
}
