package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;
import org.opsbro.host.Commands.Command;

class MountsTest {
    private static final String ROOT = "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n";
    private static final String INFO = "/proc/self/mountinfo";

    private final FakeMachine machine = FakeMachine.bare()
            .file(INFO, ROOT)
            .file("/etc/fstab", "# static\nUUID=1-2 / ext4  errors=remount-ro 0 1\n")
            .file("/usr/bin/findmnt", "")
            .answer("", "findmnt", "--verify", "--tab-file", "{file}")
            .folder("/srv")
            .program("mount", MountsTest::mount)
            .program("umount", MountsTest::umount);

    private static String mount(FakeMachine machine, Command command) {
        var path = command.words().getLast();
        umount(machine, command);
        var fields = new FstabLines(machine.text("/etc/fstab")).of(path).orElse(List.of());
        if (fields.isEmpty()) return "can't find in /etc/fstab";
        machine.file(
                INFO,
                machine.text(INFO) + "30 22 0:5 / " + FstabLines.encoded(path) + " rw," + fields.get(3) + " - "
                        + fields.get(2) + " " + fields.get(0) + " rw\n");
        return "";
    }

    private static String umount(FakeMachine machine, Command command) {
        var left = machine.text(INFO)
                .lines()
                .filter(line ->
                        !line.contains(" " + FstabLines.encoded(command.words().getLast()) + " "))
                .map(line -> line + "\n")
                .toList();
        machine.file(INFO, String.join("", left));
        return "";
    }

    private RuleBench rule(String parameters) {
        return RuleBench.of(new Mounts(), machine, parameters);
    }

    @Test
    void a_file_system_gets_its_folder_its_line_and_is_mounted() {
        assertThat(rule(new Mounts().example()).holds()).isEqualTo("""
                deviation: there is no folder /srv/scratch
                deviation: /etc/fstab has no /srv/scratch, want tmpfs tmpfs size=64m,nosuid,nodev
                deviation: nothing is mounted at /srv/scratch, want tmpfs
                change: make the folder /srv/scratch
                change: write /etc/fstab
                --- /etc/fstab
                +++ /etc/fstab
                @@ -1,2 +1,3 @@
                 # static
                 UUID=1-2 / ext4  errors=remount-ro 0 1
                +tmpfs	/srv/scratch	tmpfs	size=64m,nosuid,nodev	0	0
                $ findmnt --verify --tab-file {file}
                change: mount /srv/scratch
                $ mount /srv/scratch
                """);
    }

    @Test
    void options_of_safety_come_by_a_remount_and_the_line_keeps_its_last_fields() {
        machine.folder("/srv/a b").file("/etc/fstab", "/dev/sdb /srv/a\\040b ext4 defaults 1 2");
        machine.file(INFO, ROOT + "30 22 8:2 / /srv/a\\040b rw,nodev - ext4 /dev/sdb rw\n");

        var rule = rule("{device: /dev/sdb, path: '/srv/a b', type: ext4, options: 'nodev,nosuid,noexec'}");
        assertThat(rule.holds()).contains("mounted without nosuid, noexec", "$ mount -o remount '/srv/a b'");
        rule.apply();
        assertThat(machine.text("/etc/fstab")).isEqualTo("/dev/sdb\t/srv/a\\040b\text4\tnodev,nosuid,noexec\t1\t2");
    }

    @Test
    void another_file_system_is_told_and_not_touched() {
        machine.file(INFO, ROOT + "30 22 8:2 / /srv rw - xfs /dev/sdb rw\n");

        assertThat(rule("{device: /dev/sdb, path: /srv, type: ext4}").holds())
                .contains("by hand: /srv is mounted as xfs, want ext4")
                .doesNotContain("$ mount");
    }

    @Test
    void what_is_not_wanted_is_unmounted_and_its_line_goes() {
        machine.file("/etc/fstab", "a /srv ext4\n\n# end\n").file(INFO, ROOT + "30 22 8:2 / /srv rw - ext4 a rw\n");

        assertThat(rule("{path: /srv, state: unmounted}").holds())
                .contains("$ umount /srv")
                .doesNotContain("fstab");
        assertThat(rule("{path: /srv, state: absent}").holds()).contains("-a /srv ext4", "$ umount /srv");
        rule("{path: /srv, state: absent}").apply();
        assertThat(machine.text("/etc/fstab")).isEqualTo("\n# end\n");
    }

    @Test
    void what_is_in_the_way_is_told() {
        machine.link("/srv/x", "/etc");

        assertThat(rule("{device: tmpfs, path: /srv/x}").holds()).contains("cannot tell: /srv/x is no folder");
        assertThat(rule("{device: tmpfs, path: /nowhere/x}").holds())
                .contains("cannot tell: there is no folder /nowhere");
    }

    @Test
    void an_nfs_server_is_mounted_where_its_program_is() {
        var rule = RuleBench.of(new NfsClient(), machine.folder("/mnt"), new NfsClient().example());
        assertThat(rule.holds()).contains("cannot tell: mount.nfs is not here");

        machine.file("/sbin/mount.nfs", "");
        assertThat(rule.holds())
                .contains(
                        "+files.example.org:/srv/shared	/mnt/shared	nfs	_netdev,nosuid,vers=4.2	0	0",
                        "$ mount /mnt/shared");
    }

    @Test
    void what_could_hurt_the_table_is_refused() {
        assertThat(rule("{device: '#x', path: srv, type: 'a b', options: 'a b'}")
                        .refusals())
                .hasSize(4);
        assertThat(rule("{path: /srv}").refusals()).hasSize(1);
    }

    @Test
    void any_letters_are_read_and_kept() {
        var random = new Random(7);
        var parts = new String[] {"/srv", "tmpfs", "a", " ", "\t", "\n", "\r\n", "#", "\\040", "é", "\r", "\0"};
        for (var i = 0; i < 2000; i++) {
            var text = new StringBuilder();
            for (var j = random.nextInt(14); j > 0; j--) text.append(parts[random.nextInt(parts.length)]);
            machine.file("/etc/fstab", text.toString());
            assertThat(rule("{device: tmpfs, path: /srv, type: tmpfs, state: present}")
                            .apply()
                            .compliant())
                    .as(text.toString())
                    .isTrue();
            assertThat(rule("{path: /srv, state: absent}").apply().compliant()).isTrue();
        }
    }
}
