package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;
import org.opsbro.host.Hands.Rights;

class CronTest {
    private static final String PATH = "/etc/cron.d/opsbro";
    private static final String TABLE = "/var/spool/cron/crontabs/bob";
    private static final String JOB = "{name: tidy, user: bob, schedule: '@daily', command: 'date +%F'}";

    private final FakeMachine machine = FakeMachine.bare().folder("/etc/cron.d");

    private RuleBench rule(String parameters) {
        return RuleBench.of(new Cron(), machine, parameters);
    }

    @Test
    void a_job_gets_its_line_below_its_mark() {
        assertThat(rule(JOB).holds()).isEqualTo("""
                deviation: the job tidy is not there, want "@daily bob date +\\%F"
                change: make /etc/cron.d/opsbro
                --- /dev/null
                +++ /etc/cron.d/opsbro
                @@ -0,0 +1,2 @@
                +# opsbro: tidy
                +@daily bob date +\\%F
                """);
    }

    @Test
    void a_job_is_changed_where_it_stands_and_is_there_once() {
        machine.file(
                PATH,
                "MAILTO=ops\n# opsbro: tidy\n@hourly bob x\n# opsbro: tidy 2\n@daily bob y\n# opsbro: tidy\n@weekly bob x");

        rule(JOB).apply();

        assertThat(machine.text(PATH))
                .isEqualTo("MAILTO=ops\n# opsbro: tidy\n@daily bob date +\\%F\n# opsbro: tidy 2\n@daily bob y\n");
        rule("{name: tidy, absent: true}").apply();
        assertThat(machine.text(PATH)).isEqualTo("MAILTO=ops\n# opsbro: tidy 2\n@daily bob y\n");
    }

    @Test
    void the_table_of_a_user_is_written_as_crontab_does_and_can_come_back() {
        machine.folder("/var/spool/cron/crontabs")
                .owned("/var/spool/cron/crontabs", 01730, 0, 42)
                .file(TABLE, "0 1 * * * mine\n")
                .owned(TABLE, 0600, 1000, 42);
        var rule = rule(JOB.replace("}", ", crontab: true}"));

        assertThat(rule.holds()).contains("change: write " + TABLE, "+@daily date +\\%F");
        var undo = rule.findings().changes().getFirst().undo().orElseThrow();
        rule.apply();
        undo.apply(machine);
        assertThat(machine.text(TABLE)).isEqualTo("0 1 * * * mine\n");
        machine.without(TABLE);
        rule.apply();
        assertThat(machine.rights(TABLE)).isEqualTo(new Rights(0600, 1000, 42));
    }

    @Test
    void a_file_that_cron_would_not_read_gets_its_rights_back() {
        machine.file(PATH, "# opsbro: tidy\n@daily bob date +\\%F\n").owned(PATH, 0666, 1000, 0);

        assertThat(rule(JOB).holds()).contains("deviation: " + PATH + " is bob:root 0666, want root:root 0644");
    }

    @Test
    void without_cron_or_its_user_it_says_so() {
        assertThat(rule(JOB.replace("bob", "nemo")).holds()).contains("cannot tell: there is no user nemo");
        assertThat(rule(JOB.replace("}", ", crontab: true}")).holds())
                .contains("not eligible: there is no /var/spool/cron");
        machine.without("/etc/cron.d");
        assertThat(rule(JOB).holds()).contains("not eligible: there is no /etc/cron.d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"* * * * *", "*/5 0-6/2 1,15 jan-mar sun", "59 23 31 12 7", "@reboot", "0 4 * * MON-fri"})
    void schedules_of_crontab_5_are_read(String schedule) {
        assertThat(CronSchedule.fault(schedule)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * * 13 *",
                "* * * * 8",
                "*/0 * * * *",
                "5/2 * * * *",
                "3-1 * * * *",
                "a * * * *",
                "jan * * * *",
                "@never",
                "* * * * $(id)",
                "1,,2 * * * *"
            })
    void wrong_schedules_are_refused(String schedule) {
        assertThat(CronSchedule.fault(schedule)).isNotEmpty();
    }

    @Test
    void what_would_end_the_line_or_the_file_is_refused() {
        assertThat(rule("{name: 'a # b', schedule: '* * * *', file: a.b}").refusals())
                .hasSize(4);
        assertThat(rule("{name: a, absent: true, command: x}").refusals()).hasSize(1);
    }

    @Test
    void any_letters_are_read_and_kept() {
        var random = new Random(7);
        var parts = new String[] {
            "# opsbro: tidy", "# opsbro: tidy 2", "\n", "\r\n", " ", "@daily bob x", "#", "é", "\r", "\0"
        };
        for (var i = 0; i < 2000; i++) {
            var text = new StringBuilder();
            for (var j = random.nextInt(12); j > 0; j--) text.append(parts[random.nextInt(parts.length)]);
            machine.file(PATH, text.toString());
            assertThat(rule(JOB).apply().compliant()).as(text.toString()).isTrue();
            assertThat(rule("{name: tidy, absent: true}").apply().compliant()).isTrue();
        }
    }
}
