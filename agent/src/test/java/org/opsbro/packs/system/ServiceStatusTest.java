package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Service;
import org.opsbro.host.Service.Activity;
import org.opsbro.host.Service.Boot;

class ServiceStatusTest {
    private final FakeMachine machine = FakeMachine.bare()
            .services("systemd")
            .program("systemctl", ServiceStatusTest::systemctl)
            .program(
                    "rc-service",
                    (now, command) ->
                            verb(now, command.words().get(1), command.words().get(2)))
            .program("rc-update", ServiceStatusTest::update)
            .program(
                    "update-rc.d",
                    (now, command) ->
                            verb(now, command.words().get(1), command.words().get(2)))
            .program(
                    "chkconfig",
                    (now, command) ->
                            verb(now, command.words().get(1), command.words().get(2)))
            .program(
                    "/etc/init.d/cron",
                    (now, command) -> verb(now, "cron", command.words().get(1)));

    private RuleBench services(String parameters) {
        return RuleBench.of(new ServiceStatus(), machine, parameters);
    }

    private void there(String asked, String name, Activity activity, String told, Boot boot, String... levels) {
        machine.service(asked, new Service(name, activity, told, boot, List.of(levels)));
    }

    private void stopped(String name) {
        there(name, name, Activity.STOPPED, "stopped", Boot.DISABLED);
    }

    private static String systemctl(FakeMachine now, Command command) {
        command.words().stream()
                .skip(2)
                .forEach(name ->
                        verb(now, name.replace(".service", ""), command.words().get(1)));
        return "";
    }

    private static String update(FakeMachine now, Command command) {
        return verb(now, command.words().get(2), command.words().get(1).equals("add") ? "enable" : "disable");
    }

    private static String verb(FakeMachine now, String name, String verb) {
        var was = now.service(name);
        var activity = switch (verb) {
            case "start", "restart" -> Activity.RUNNING;
            case "stop" -> Activity.STOPPED;
            default -> was.activity();
        };
        var boot = switch (verb) {
            case "enable", "defaults", "on" -> Boot.ENABLED;
            case "disable", "unmask", "off" -> Boot.DISABLED;
            case "mask" -> Boot.MASKED;
            default -> was.boot();
        };
        now.service(name, new Service(was.name(), activity, was.told(), boot, was.levels()));
        return "";
    }

    @Test
    void what_is_as_wanted_stays() {
        there("cron", "cron.service", Activity.RUNNING, "active (running)", Boot.ENABLED);
        there("rsync", "rsync.service", Activity.CRASHED, "failed (failed)", Boot.STATIC);

        assertThat(services("{name: cron, status: [Started, enabled, unmasked]}")
                        .holds())
                .isEqualTo("""
                compliant: cron.service is not masked
                compliant: cron.service is enabled
                compliant: cron.service is active (running)
                """);
        assertThat(services("{names: [rsync, telnetd], status: [stopped, disabled]}")
                        .holds())
                .isEqualTo("""
                compliant: rsync.service is not enabled
                compliant: rsync.service is failed (failed)
                compliant: there is no service telnetd
                """);
    }

    @Test
    void systemd_takes_all_at_once_and_by_their_own_names() {
        there("cron", "cron.service", Activity.STOPPED, "inactive (dead)", Boot.DISABLED);
        there("ssh", "ssh.service", Activity.CRASHED, "failed (failed)", Boot.ENABLED);

        assertThat(services("{names: [cron, ssh], status: [started, enabled]}").holds())
                .isEqualTo("""
                deviation: cron.service is not enabled
                deviation: cron.service is inactive (dead), want it started
                compliant: ssh.service is enabled
                deviation: ssh.service is failed (failed), want it started
                change: enable cron.service
                $ systemctl enable cron.service
                change: start cron.service, ssh.service
                $ systemctl start cron.service ssh.service
                """);
    }

    @Test
    void what_the_manager_would_start_again_is_stopped_before_it_is_masked() {
        there("cron", "cron.service", Activity.RETRYING, "activating (auto-restart)", Boot.ENABLED);

        assertThat(services("{name: cron, status: [stopped, masked]}").holds()).isEqualTo("""
                deviation: cron.service is not masked
                deviation: cron.service is activating (auto-restart), want it stopped
                change: stop cron.service
                $ systemctl stop cron.service
                change: mask cron.service
                $ systemctl mask cron.service
                """);
    }

    @Test
    void a_mask_is_only_taken_off_where_that_is_said() {
        there("cron", "cron.service", Activity.STOPPED, "inactive (dead)", Boot.MASKED);

        assertThat(services("{name: cron, status: [started, enabled]}").holds())
                .isEqualTo(
                        "by hand: cron.service is masked: somebody forbade it; add unmasked to status: if it shall be allowed\n");
        assertThat(services("{name: cron, status: [disabled, stopped]}").holds())
                .doesNotContain("change");
        assertThat(services("{name: cron, status: [unmasked, started, enabled]}")
                        .holds())
                .endsWith("""
                change: unmask cron.service
                $ systemctl unmask cron.service
                change: enable cron.service
                $ systemctl enable cron.service
                change: start cron.service
                $ systemctl start cron.service
                """);
    }

    @Test
    void what_cannot_be_mended_is_told() {
        there("dbus", "dbus.service", Activity.RUNNING, "active (running)", Boot.STATIC);
        there("odd", "odd", Activity.UNKNOWN, "its status exits with 4", Boot.ENABLED);

        assertThat(services("{names: [dbus, nowhere], status: enabled}").holds())
                .isEqualTo("""
                by hand: dbus.service is not enabled: its unit has no [Install] that says when: others start it
                by hand: there is no service nowhere: a rule before this one installs what brings it
                """);
        assertThat(services("{name: odd, status: stopped}").holds())
                .isEqualTo("cannot tell: nobody knows whether odd runs: its status exits with 4\n");
    }

    @Test
    void openrc_starts_again_what_crashed_and_keeps_the_levels() {
        machine.services("openrc");
        there("cron", "cron", Activity.CRASHED, "crashed", Boot.ENABLED, "boot", "default");
        stopped("sshd");

        assertThat(services("{name: cron, status: [started, disabled]}").holds())
                .contains("""
                $ rc-update del cron boot default
                """, "$ rc-service cron restart\n");
        assertThat(services("{names: [sshd], status: [started, enabled]}").holds())
                .contains("$ rc-update add sshd default\n", "$ rc-service sshd start\n");
        assertThat(services("{name: cron, status: masked}").holds())
                .isEqualTo("not eligible: only systemd knows masked services, and openrc runs here\n");
    }

    @Test
    void scripts_of_system_v_are_enabled_by_the_tool_that_is_there() {
        machine.services("sysv");
        stopped("cron");

        assertThat(services("{name: cron, status: [enabled, started]}").holds())
                .contains("$ chkconfig cron on\n", "$ /etc/init.d/cron start\n");
        machine.file("/usr/sbin/update-rc.d", "").folder("/etc/rc2.d");
        assertThat(services("{name: cron, status: enabled}").holds()).contains("$ update-rc.d cron defaults\n");
        machine.link("/etc/rc2.d/K01cron", "../init.d/cron");
        assertThat(services("{name: cron, status: enabled}").holds()).contains("$ update-rc.d cron enable\n");
    }

    @Test
    void what_contradicts_itself_or_would_be_an_option_is_refused() {
        for (var wrong : List.of(
                "{status: started}",
                "{name: cron, status: [started, stopped]}",
                "{name: cron, status: [masked, started]}",
                "{name: cron, status: restarted}",
                "{name: --now}",
                "{name: ../x}",
                "{name: getty@}",
                "{name: getty@.service}"))
            assertThat(services(wrong).refusals()).as(wrong).isNotEmpty();
        assertThat(services("{name: getty@tty1.service}").refusals()).isEmpty();
    }
}
