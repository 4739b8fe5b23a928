package org.opsbro.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.CheckState;
import org.opsbro.model.Performance;

/** The contract on texts, and with the plugins of Debian's monitoring-plugins, which ./verify installs. */
class NagiosPluginTest {
    private static final String PLUGINS = "/usr/lib/nagios/plugins/";

    private static Verdict read(int code, String output) {
        return NagiosPlugin.read(new Outcome.Exited(code, output, "", false, Duration.ZERO));
    }

    @Test
    void the_state_is_the_exit_code_and_nothing_else() {
        assertThat(read(0, "CRITICAL: but no").state()).isEqualTo(CheckState.OK);
        assertThat(read(1, "x").state()).isEqualTo(CheckState.WARNING);
        assertThat(read(2, "x").state()).isEqualTo(CheckState.CRITICAL);
        assertThat(read(3, "x").state()).isEqualTo(CheckState.UNKNOWN);
        assertThat(read(42, "x")).isEqualTo(Verdict.unknown("exit code 42 is no state of a plugin: x"));
        assertThat(read(127, "sh: nope: not found").output()).isEqualTo("the plugin cannot be run (exit code 127)");
        assertThat(NagiosPlugin.read(new Outcome.TimedOut(Duration.ofSeconds(60), "", ""))
                        .output())
                .isEqualTo("the plugin did not end within 60.0 s");
        assertThat(NagiosPlugin.read(new Outcome.Signalled(11, "", "", Duration.ZERO))
                        .state())
                .isEqualTo(CheckState.UNKNOWN);
        assertThat(read(0, "").output()).isEqualTo("the plugin said nothing");
    }

    @Test
    void the_line_to_read_is_the_first_that_names_a_state() {
        var verdict = read(
                2,
                "connect to address 127.0.0.1 and port 1: Connection refused\nHTTP CRITICAL - Unable to open TCP socket | time=0.1s\n");
        assertThat(verdict.output()).isEqualTo("HTTP CRITICAL - Unable to open TCP socket");
        assertThat(verdict.details()).isEqualTo("connect to address 127.0.0.1 and port 1: Connection refused");
        assertThat(verdict.performance()).extracting(Performance::label).containsExactly("time");
    }

    @Test
    void figures_may_go_on_behind_a_later_bar() {
        var verdict = read(
                0,
                "DISK OK - free space: / 3326 MB (56%); | /=2643MB;5948;5958;0;5968\n/ 15272 MB (77%);\n/boot 68 MB (69%);\n/home 69357 MB (27%) | /boot=68MB;88;93;0;98\n/home=69357MB;253404;253409;0;253414\n");
        assertThat(verdict.output()).isEqualTo("DISK OK - free space: / 3326 MB (56%);");
        assertThat(verdict.performance()).extracting(Performance::label).containsExactly("/", "/boot", "/home");
        assertThat(verdict.performance().get(2).max()).isEqualTo("253414");
        assertThat(read(0, "OK | see the manual").output()).isEqualTo("OK | see the manual");
    }

    @Test
    void performance_data_is_read_with_all_its_forms() {
        var data = PerformanceData.read(
                "'a''b c'=1.5e3KB;10:20;@~:5;0;100 load1=0,12 x=U y=-3% bad =4 =5 z=1;;;;;6 t=.5s;;;0");
        assertThat(data.figures()).extracting(Performance::label).containsExactly("a'b c", "load1", "x", "y", "t");
        assertThat(data.figures().get(0)).isEqualTo(new Performance("a'b c", 1500, "KB", "10:20", "@~:5", "0", "100"));
        assertThat(data.figures().get(1).value()).isEqualTo(0.12);
        assertThat(data.figures().get(2).value()).isNaN();
        assertThat(data.wrong()).isEqualTo(4);
    }

    @Test
    void whatever_a_plugin_prints_is_read() {
        var random = new Random(5);
        var characters = "ab=|;'\"\n :@~U%.,-1é\0\t";
        for (var i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (var length = random.nextInt(40); length > 0; length--)
                text.append(characters.charAt(random.nextInt(characters.length())));
            assertThat(read(random.nextInt(5), text.toString()).output()).isNotNull();
        }
    }

    @Test
    void the_real_plugins_are_understood() {
        assertThat(run("check_dummy", "1", "be careful")).satisfies(verdict -> {
            assertThat(verdict.state()).isEqualTo(CheckState.WARNING);
            assertThat(verdict.output()).isEqualTo("WARNING: be careful");
        });
        assertThat(run("check_load", "-w", "1000,1000,1000", "-c", "2000,2000,2000"))
                .satisfies(verdict -> {
                    assertThat(verdict.state()).isEqualTo(CheckState.OK);
                    assertThat(verdict.performance())
                            .extracting(Performance::label)
                            .contains("load1", "load5", "load15");
                });
        assertThat(run("check_disk", "-w", "1", "-c", "0", "-p", "/").performance())
                .extracting(Performance::label)
                .contains("/");
        assertThat(run("check_procs", "-w", "1:100000").state()).isEqualTo(CheckState.OK);
        assertThat(run("check_tcp", "-H", "127.0.0.1", "-p", "1").state()).isEqualTo(CheckState.CRITICAL);
        assertThat(run("check_tcp", "--no-such-option").state()).isEqualTo(CheckState.UNKNOWN);
        assertThat(run("check_users", "-w", "1000", "-c", "2000").performance())
                .extracting(Performance::label)
                .contains("users");
    }

    private static Verdict run(String plugin, String... arguments) {
        var words = new ArrayList<String>();
        words.add(PLUGINS + plugin);
        words.addAll(List.of(arguments));
        return NagiosPlugin.read(new LinuxHost().commands().run(Command.of(words.toArray(String[]::new))));
    }
}
