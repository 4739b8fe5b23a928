package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.compliance.RealMachine;

/** Services of a real systemd, asked over a real bus, and of scripts of System V. */
class DebianServicesTest {
    private static final String SCRIPT = """
            mkdir -p /run/systemd /etc/init.d
            mount -t tmpfs tmpfs /run/systemd
            cat > /etc/init.d/opsbro-demo << 'END'
            #!/bin/sh
            ### BEGIN INIT INFO
            # Provides: opsbro-demo
            # Required-Start:
            # Required-Stop:
            # Default-Start: 2 3 4 5
            # Default-Stop: 0 1 6
            ### END INIT INFO
            one() { start-stop-daemon --pidfile /run/opsbro-demo-x.pid "$@"; }
            case $1 in
              start) one --start --background --make-pidfile --exec /bin/sleep -- 60 ;;
              stop) one --stop --remove-pidfile ;;
              status) one --status ;;
            esac
            END
            chmod 755 /etc/init.d/opsbro-demo
            """;

    @TempDir
    private Path folder;

    private static String unit(String name, String service) {
        return "printf '[Unit]\\nDefaultDependencies=no\\n[Service]\\n" + service
                + "\\n[Install]\\nWantedBy=bus.target\\nAlias=opsbro-other.service\\n' > /etc/systemd/system/" + name
                + ".service";
    }

    @Test
    void a_service_of_systemd_is_started_enabled_masked_and_all_of_it_taken_back() throws Exception {
        var said = RealMachine.in(folder)
                .withSystemd()
                .shell(unit("opsbro-demo", "ExecStart=/bin/sleep 1000"))
                .rule("services", "{name: opsbro-demo, status: [enabled, started]}")
                .shell("systemctl is-active opsbro-demo; systemctl is-enabled opsbro-demo")
                .rule("services", "{name: opsbro-other, status: [enabled, started]}")
                .rule("services", "{name: opsbro-demo, status: [disabled, stopped]}")
                .shell("systemctl is-active opsbro-demo; systemctl is-enabled opsbro-demo")
                .rule("services", "{name: opsbro-none, status: masked}")
                .shell("readlink /etc/systemd/system/opsbro-none.service")
                .rule("services", "{name: opsbro-none, status: unmasked}")
                .run();

        assertThat(said)
                .doesNotContain("looking wrote something", "refused: ", "failed:", "then deviation")
                .contains("""
                        deviation: opsbro-demo.service is not enabled
                        deviation: opsbro-demo.service is inactive (dead), want it started
                        change: enable opsbro-demo.service
                        $ systemctl enable opsbro-demo.service
                        change: start opsbro-demo.service
                        $ systemctl start opsbro-demo.service
                        looking wrote nothing
                        then compliant: opsbro-demo.service is enabled
                        compliant: opsbro-demo.service is active (running)
                        active
                        enabled
                        compliant: opsbro-demo.service is enabled
                        compliant: opsbro-demo.service is active (running)
                        """, "\ninactive\ndisabled\n", "\n/dev/null\n")
                .endsWith("then compliant: there is no service opsbro-none\n");
    }

    @Test
    void what_crashes_is_told_from_what_stopped() throws Exception {
        var said = RealMachine.in(folder)
                .withSystemd()
                .shell(unit("opsbro-loop", "ExecStart=/bin/false\\nRestart=always\\nRestartSec=600"))
                .shell(unit("opsbro-once", "Type=oneshot\\nExecStart=/bin/false"))
                .shell("systemctl daemon-reload; systemctl start opsbro-loop; systemctl start opsbro-once 2> /dev/null;"
                        + " until systemctl is-active opsbro-loop | grep -q activating; do sleep 0.1; done")
                .rule("services", "{name: opsbro-once, status: stopped}")
                .failedUnits()
                .rule("services", "{name: opsbro-loop, status: stopped}")
                .run();

        assertThat(said)
                .contains(
                        "compliant: opsbro-once.service is failed (failed)\n", "failed units: [opsbro-once.service]\n")
                .contains("deviation: opsbro-loop.service is activating (auto-restart), want it stopped\n")
                .endsWith("then compliant: opsbro-loop.service is inactive (dead)\n");
    }

    @Test
    void without_a_bus_systemd_itself_is_asked() throws Exception {
        var said = RealMachine.in(folder)
                .withSystemd()
                .shell("systemctl stop dbus.socket dbus.service; rm -f /run/dbus/system_bus_socket; ls /run/dbus")
                .rule("services", "{names: [dbus, init.scope.d], status: stopped}")
                .shell("mv /run/systemd/private /run/systemd/elsewhere")
                .rule("services", "{name: dbus, status: stopped}")
                .run();

        assertThat(said).startsWith("""
                compliant: dbus.service is inactive (dead)
                compliant: there is no service init.scope.d
                """).contains("failed: systemd gives no answer: /run/dbus/system_bus_socket: ");
    }

    @Test
    void a_script_of_system_v_is_started_and_enabled() throws Exception {
        var said = RealMachine.in(folder)
                .shell(SCRIPT)
                .rule("services", "{name: opsbro-demo, status: [enabled, started]}")
                .shell("ls /etc/rc2.d | grep opsbro")
                .rule("services", "{name: opsbro-demo, status: [disabled, stopped]}")
                .shell("ls /etc/rc2.d | grep opsbro")
                .rule("services", "{name: opsbro-demo, status: enabled}")
                .run();

        assertThat(said)
                .doesNotContain("looking wrote something", "refused: ", "failed:", "then deviation")
                .contains(
                        "$ update-rc.d opsbro-demo defaults\n",
                        "$ /etc/init.d/opsbro-demo start\n",
                        "\nS01opsbro-demo\n")
                .contains(
                        "$ update-rc.d opsbro-demo disable\n", "$ /etc/init.d/opsbro-demo stop\n", "\nK01opsbro-demo\n")
                .contains("$ update-rc.d opsbro-demo enable\n");
    }

    /** What is read from files is what systemctl says of each unit of this machine. */
    @Test
    void systemctl_says_the_same_of_every_unit() throws Exception {
        var names = new ArrayList<String>();
        try (var files = Files.list(Path.of("/usr/lib/systemd/system"))) {
            files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches("[^@]+\\.(service|socket|timer|path|target)"))
                    .forEach(names::add);
        }
        var listed = names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", ", "[", "]"));
        var said = RealMachine.in(folder)
                .withSystemd()
                .shell(
                        "for each in cron.service ssh.service fstrim.timer; do systemctl enable $each; done 2> /dev/null;"
                                + " systemctl mask man-db.timer 2> /dev/null; systemctl list-unit-files --no-legend --plain")
                .rule("services", "{names: " + listed + ", status: enabled}")
                .run();

        var theirs = new TreeMap<String, String>();
        var ours = new TreeMap<String, String>();
        for (var line : said.lines().toList()) {
            var words = line.split(" +", -1);
            if (line.matches("[^ ]+\\.[a-z]+ +(enabled|disabled|static|masked|indirect) .*"))
                theirs.put(words[0], words[1]);
            if (line.startsWith("compliant: ")) ours.put(words[1], "enabled");
            if (line.startsWith("deviation: ")) ours.put(words[1], "disabled");
            if (line.startsWith("by hand: ")) ours.put(words[2], line.contains("masked") ? "masked" : "static");
        }
        theirs.replaceAll((name, state) -> state.equals("indirect") ? "static" : state);
        theirs.keySet().retainAll(names);
        assertThat(theirs)
                .containsValues("enabled", "disabled", "static", "masked")
                .hasSizeGreaterThan(50);
        ours.keySet().retainAll(theirs.keySet());
        assertThat(ours).isEqualTo(theirs);
    }
}
