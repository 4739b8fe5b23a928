package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.within;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on several hosts: what each of them prints and how it ends, and what becomes of a run when a part of the cluster goes away. */
class ExecHostsTest {
    /** Says that it began, and goes on until it is told to end; its exit code is the number of the host. */
    private static final String PATIENT =
            "'echo begun; until [ -e /tmp/go ]; do sleep 0.1; done; echo ended; exit $(hostname | tr -d h)'";

    @TempDir
    private Path folder;

    private Hosts hosts = Hosts.NONE;

    @BeforeEach
    void machines() throws Exception {
        hosts = new Hosts(folder, 3);
        hosts.shareKey();
        hosts.join();
        hosts.host(1).does("gossip zone authority generate");
    }

    @AfterEach
    void end() throws Exception {
        hosts.close();
    }

    /** From here on all obey the first. */
    private void obey() throws Exception {
        var key = hosts.host(1)
                .shell("cat /etc/opsbro/zone_keys/internet.public.key")
                .out()
                .strip();
        for (var host : hosts.all().subList(1, 3)) host.does("gossip zone authority import '" + key + "'");
    }

    private Hosts.Running begun(String options) throws Exception {
        var run = hosts.host(1).begins("./opsbro executors exec '*' " + options);
        for (var host : hosts.all()) within(15, () -> run.said(host.name() + " | begun"));
        return run;
    }

    private static void go(Hosts.Box host) throws Exception {
        host.shell("touch /tmp/go");
    }

    private static boolean sleeps(Hosts.Box host, String mark) throws Exception {
        return host.shell("pgrep -x -f 'sleep " + mark + "'").code() == 0;
    }

    @Test
    void nobody_obeys_before_a_key_is_there_and_both_sides_write_the_refusal_down() throws Exception {
        var refused = hosts.host(1).shell("./opsbro executors exec '*' -- hostname");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).isEqualTo("h1 | h1\n");
        assertThat(refused.error()).contains("h2", "h3", "refused", "1 of 3 nodes returned 0");
        assertThat(hosts.host(1).does("executors history")).contains("h2 refused", "h3 refused");
        for (var host : hosts.all().subList(1, 3))
            assertThat(host.does("executors history")).contains("refused: ", "hostname");

        obey();

        assertThat(hosts.host(1).does("executors exec '*' -- hostname").lines())
                .containsExactlyInAnyOrder("h1 | h1", "h2 | h2", "h3 | h3");
        assertThat(hosts.host(2)
                        .shell("./opsbro executors exec '*' -- hostname")
                        .error())
                .contains("gossip zone authority");
    }

    @Test
    void each_host_is_heard_while_it_runs_and_tells_its_own_exit_code() throws Exception {
        obey();
        var run = begun("--shell " + PATIENT);
        assertThat(run.said("ended")).isFalse();

        go(hosts.host(3));

        within(5, () -> run.said("h3 | ended"));
        assertThat(run.said("h1 | ended")).isFalse();
        for (var host : hosts.all()) go(host);
        var outcome = run.ends(20);
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.error()).contains("exit code 1", "exit code 2", "exit code 3", "0 of 3 nodes returned 0");
        assertThat(hosts.host(1).does("executors history"))
                .contains("(nodes: 3)", "h1 exit code 1", "h2 exit code 2", "h3 exit code 3");
        assertThat(hosts.host(3).does("executors history"))
                .contains("@ h1 → here begins", "@ h1 → here exit code 3")
                .doesNotContain("exit code 2");
    }

    @Test
    void an_agent_that_is_killed_is_lost_and_the_others_come_to_their_end() throws Exception {
        obey();
        var run = begun("--timeout 1m --shell " + PATIENT);

        hosts.host(3).kill();
        for (var host : hosts.all()) go(host);

        var outcome = run.ends(30);
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).contains("h1 | ended", "h2 | ended").doesNotContain("h3 | ended");
        assertThat(outcome.error()).contains("exit code 1", "exit code 2", "lost");
        hosts.host(3).does("agent start --daemon");
        assertThat(hosts.host(1).does("executors history")).contains("h3 lost");
        assertThat(hosts.host(3).does("executors history")).contains("@ h1 → here begins");
        within(
                15,
                () -> hosts.host(1)
                        .does("executors exec '*' -- hostname")
                        .lines()
                        .toList()
                        .contains("h3 | h3"));
    }

    @Test
    void a_network_that_is_cut_ends_the_command_on_the_far_side_and_nowhere_else() throws Exception {
        obey();
        var run = begun("--timeout 1m --shell 'echo begun; sleep 7811; echo ended'");

        hosts.cut(1, 3);

        // who obeys gives up after half a minute of silence, who ordered after ten seconds
        within(45, () -> !sleeps(hosts.host(3), "7811"));
        assertThat(sleeps(hosts.host(2), "7811")).isTrue();
        for (var host : hosts.all().subList(0, 2)) host.shell("pkill -x -f 'sleep 7811'");
        var outcome = run.ends(30);
        hosts.heal(1, 3);
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).contains("h1 | ended", "h2 | ended").doesNotContain("h3 | ended");
        assertThat(outcome.error()).contains("h3", "lost", "2 of 3 nodes returned 0");
        assertThat(hosts.host(3).does("executors history").replaceAll("\\s+", " "))
                .contains("cancelled: the node that ordered it is not heard any more");
    }

    @Test
    void the_time_limit_ends_all_that_was_started_on_each_host() throws Exception {
        obey();
        var tree = "'echo begun; sleep 7821 & (sleep 7821 &) ; sh -c \"sleep 7821 & sleep 7821\" & wait; sleep 7821'";
        var run = begun("--timeout 3 --shell " + tree);
        for (var host : hosts.all()) assertThat(sleeps(host, "7821")).isTrue();

        var outcome = run.ends(20);

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.error())
                .contains("h1", "h2", "h3", "timeout: killed after 3.0 s", "0 of 3 nodes returned 0");
        for (var host : hosts.all()) {
            within(5, () -> !sleeps(host, "7821"));
            assertThat(host.does("executors history")).contains("timed-out");
        }
    }
}
