package org.opsbro.host.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.detection.FolderHost;
import org.opsbro.host.Commands;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Service;

/** What OpenRC and scripts of System V leave in files. Those of OpenRC are as its version 0.45.2 wrote them when it was run by hand in an overlay. */
class LinuxServicesTest {
    @TempDir
    private Path folder;

    private final List<List<String>> ran = new ArrayList<>();
    private int status = 3;

    private List<String> services(String... names) {
        Commands commands = command -> {
            ran.add(command.words());
            return new Outcome.Exited(status, "", "", false, Duration.ZERO);
        };
        return new LinuxServices(new FolderHost(folder).files(), commands)
                .services(List.of(names)).values().stream()
                        .map(LinuxServicesTest::shown)
                        .toList();
    }

    private static String shown(Service each) {
        return each.name() + " " + each.activity() + " (" + each.told() + ") " + each.boot() + " " + each.levels();
    }

    private void put(String path, String text) throws IOException {
        FolderHost.put(folder, path, text);
    }

    private void link(String path, String target) throws IOException {
        var file = folder.resolve(path.substring(1));
        Files.createDirectories(file.resolveSibling(""));
        Files.createSymbolicLink(file, Path.of(target));
    }

    @BeforeEach
    void scripts() throws IOException {
        for (var name : List.of("demo", "once", "sup", "late")) put("/etc/init.d/" + name, "#!/bin/sh\n");
    }

    @Test
    void openrc_tells_what_it_started_and_whether_that_lives() throws IOException {
        for (var name : List.of("demo", "once", "sup")) link("/run/openrc/started/" + name, "/etc/init.d/" + name);
        link("/etc/runlevels/boot/demo", "/etc/init.d/demo");
        link("/etc/runlevels/default/demo", "/etc/init.d/demo");
        for (var name : List.of("demo", "sup")) {
            put(
                    "/run/openrc/daemons/" + name + "/001",
                    "exec=/bin/sleep\nargv_0=/bin/sleep\nargv_1=30\npidfile=/var/run/" + name + ".pid\n");
            put("/var/run/" + name + ".pid", name.equals("sup") ? "114\n" : "65\n");
        }
        put("/proc/114/comm", "supervise-daemo\n");
        link("/run/openrc/failed/late", "/etc/init.d/late");

        assertThat(services("demo", "once.service", "sup", "late", "none"))
                .containsExactly(
                        "demo CRASHED (crashed) ENABLED [boot, default]",
                        "once RUNNING (started) DISABLED []",
                        "sup RUNNING (started) DISABLED []",
                        "late CRASHED (failed) DISABLED []");
        assertThat(ran).isEmpty();
    }

    @Test
    void a_script_of_system_v_is_only_asked_where_no_pid_file_tells() throws IOException {
        put("/etc/init.d/crond", "#!/bin/sh\n# pidfile: /var/run/jobs.pid\n");
        put("/var/run/jobs.pid", "12");
        put("/proc/12/comm", "crond");
        put("/etc/init.d/ssh", "NAME=ssh\nPIDFILE=/run/$NAME-x.pid\n");
        put("/run/ssh-x.pid", "13\n");
        put("/proc/13/comm", "sshd");
        put("/run/once.pid", "14\n");
        put("/proc/14/comm", "somebody-else");
        link("/etc/rc.d/rc3.d/S85crond", "../init.d/crond");
        link("/etc/rc2.d/K01ssh", "../init.d/ssh");

        assertThat(services("crond", "ssh", "none"))
                .containsExactly(
                        "crond RUNNING (running as crond) ENABLED [3]", "ssh RUNNING (running as sshd) DISABLED []");
        assertThat(ran).isEmpty();
        assertThat(services("once")).containsExactly("once STOPPED (stopped (its status exits with 3)) DISABLED []");
        assertThat(ran).containsExactly(List.of("/etc/init.d/once", "status"));
    }

    @Test
    void the_exit_code_of_a_status_has_its_meaning() {
        assertThat(Stream.of(0, 1, 2, 3, 4, 150).map(code -> {
                    status = code;
                    return services("demo").getFirst().replaceAll("demo (\\w+).*", "$1");
                }))
                .containsExactly("RUNNING", "CRASHED", "CRASHED", "STOPPED", "UNKNOWN", "UNKNOWN");
    }

    @Test
    void units_of_systemd_are_found_in_their_order_with_their_other_names() throws IOException {
        put("/usr/lib/systemd/system/ssh.service", "[Install]\nWantedBy=multi-user.target\nAlias=sshd.service\n");
        link("/etc/systemd/system/sshd.service", "../../../usr/lib/systemd/system/ssh.service");
        put("/usr/lib/systemd/system/cron.service", "[Install]\n# WantedBy=x\nAlso=cron.timer\n");
        put("/etc/systemd/system/cron.service", "[Install]\nWantedBy=multi-user.target\n");
        put("/usr/lib/systemd/system/getty@.service", "[Install]\nWantedBy=getty.target\n");
        link("/usr/lib/systemd/system/autovt@.service", "getty@.service");
        link("/etc/systemd/system/getty.target.wants/getty@tty1.service", "/usr/lib/systemd/system/getty@.service");
        link("/etc/systemd/system/bad.service", "/dev/null");
        put("/etc/systemd/system/empty.service", "");
        link("/etc/systemd/system/a.service", "b.service");
        link("/etc/systemd/system/b.service", "a.service");
        put("/usr/lib/systemd/system/old.service", "[Install]\n# WantedBy=x\nAlso=cron.timer\n");
        var units = new SystemdUnits(new FolderHost(folder).files());

        assertThat(Stream.of(
                                "sshd",
                                "cron",
                                "getty@tty1",
                                "getty@tty2",
                                "autovt@tty1.service",
                                "bad",
                                "empty",
                                "old",
                                "a",
                                "none")
                        .map(name -> units.of(name)
                                .map(unit -> unit.name() + " " + unit.boot())
                                .orElse("nothing")))
                .containsExactly(
                        "ssh.service ENABLED",
                        "cron.service DISABLED",
                        "getty@tty1.service ENABLED",
                        "getty@tty2.service DISABLED",
                        "getty@tty1.service ENABLED",
                        "bad.service MASKED",
                        "empty.service MASKED",
                        "old.service STATIC",
                        "nothing",
                        "nothing");
    }
}
