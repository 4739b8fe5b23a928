package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class SysctlTest {
    private static final String OURS = "/etc/sysctl.d/90-opsbro.conf";
    private static final String LIVE = "/proc/sys/vm/swappiness";

    private final FakeMachine machine =
            FakeMachine.bare().file(LIVE, "60\n").file("/proc/sys/net/ipv4/tcp_rmem", "4096\t131072\t6291456\n");

    private RuleBench rule(String values) {
        return RuleBench.of(new Sysctl(), machine, "values: " + values);
    }

    @Test
    void the_file_and_the_running_kernel_get_the_value() {
        assertThat(rule("{vm.swappiness: 10}").holds()).isEqualTo("""
                deviation: no file gives vm.swappiness a value, want 10
                deviation: the kernel has vm.swappiness = 60, want 10
                change: make the folder /etc/sysctl.d
                change: make /etc/sysctl.d/90-opsbro.conf
                --- /dev/null
                +++ /etc/sysctl.d/90-opsbro.conf
                @@ -0,0 +1 @@
                +vm.swappiness = 10
                change: tell the kernel /proc/sys/vm/swappiness = 10 in place of 60
                """);
    }

    @Test
    void the_kernel_writes_several_numbers_with_tabs() {
        machine.file(OURS, "net/ipv4/tcp_rmem=4096\t131072  6291456\n");

        assertThat(rule("{net.ipv4.tcp_rmem: 4096 131072 6291456}").holds()).doesNotContain("deviation");
    }

    @Test
    void the_line_that_counts_is_changed_where_it_stands() {
        machine.file("/etc/sysctl.d/10-a.conf", "vm.swappiness = 10\n")
                .file("/etc/sysctl.d/50-b.conf", "# why\n-vm/swappiness=30\nvm.other = 1\n")
                .file("/usr/lib/sysctl.d/50-b.conf", "vm.swappiness = 99\n");

        rule("{vm.swappiness: 10}").apply();

        assertThat(machine.text("/etc/sysctl.d/50-b.conf")).isEqualTo("# why\nvm.swappiness = 10\nvm.other = 1\n");
        assertThat(machine.text("/etc/sysctl.d/10-a.conf")).isEqualTo("vm.swappiness = 10\n");
    }

    @Test
    void sysctl_conf_counts_last_and_the_link_of_debian_is_it() {
        machine.link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf")
                .file("/etc/sysctl.conf", "vm.swappiness = 1\n")
                .file("/etc/sysctl.d/99-zz.conf", "vm.swappiness = 10\n");

        rule("{vm.swappiness: 10}").apply();

        assertThat(machine.text("/etc/sysctl.conf")).isEqualTo("vm.swappiness = 10\n");
    }

    @Test
    void a_file_of_a_package_is_not_changed_but_outdone() {
        machine.file("/usr/lib/sysctl.d/50-b.conf", "vm.swappiness = 99\n");
        assertThat(rule("{vm.swappiness: 10}").holds()).contains("change: make " + OURS);

        machine.file("/usr/lib/sysctl.d/95-c.conf", "vm.swappiness = 99\n");
        assertThat(rule("{vm.swappiness: 10}").holds())
                .contains("by hand: /usr/lib/sysctl.d/95-c.conf gives vm.swappiness the value 99, want 10");
        assertThat(RuleBench.of(new Sysctl(), machine, "{file: 99-last, values: {vm.swappiness: 10}}")
                        .holds())
                .contains("change: make /etc/sysctl.d/99-last.conf");
    }

    @Test
    void a_parameter_that_the_kernel_has_not_is_told() {
        assertThat(rule("{net.bridge.x: 1}").holds())
                .contains("by hand: the running kernel has no net.bridge.x", "+net.bridge.x = 1");
    }

    @Test
    void dots_within_a_name_are_slashes_of_the_key() {
        assertThat(SysctlFiles.path("net.ipv4.conf.eth0/1.forwarding")).isEqualTo("net/ipv4/conf/eth0.1/forwarding");
        assertThat(SysctlFiles.path("net/ipv4/conf/eth0.1/forwarding")).isEqualTo("net/ipv4/conf/eth0.1/forwarding");
    }

    @Test
    void what_is_no_parameter_is_refused() {
        assertThat(rule("{swappiness: 1, 'a..b': 1, '../x': 1, 'vm.x': '# a'}").refusals())
                .hasSize(4);
    }

    @Test
    void any_letters_are_read_and_kept() {
        var random = new Random(7);
        var parts = new String[] {
            "vm.swappiness", "vm/swappiness", "=", " ", "10", "9", "\n", "\r\n", "#", ";", "-", "*", "é", "\r", "\0"
        };
        for (var i = 0; i < 2000; i++) {
            var text = new StringBuilder();
            for (var j = random.nextInt(14); j > 0; j--) text.append(parts[random.nextInt(parts.length)]);
            machine.file(OURS, text.toString());
            assertThat(rule("{vm.swappiness: 10}").apply().deviations())
                    .as(text.toString())
                    .isEmpty();
        }
    }
}
