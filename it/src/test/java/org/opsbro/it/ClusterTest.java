package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** Agents on separate hosts, from their first word to one another to the end of some of them. */
class ClusterTest {
    @TempDir
    private Path folder;

    private Hosts hosts = Hosts.NONE;

    @BeforeEach
    void machines() throws Exception {
        hosts = new Hosts(folder, 3);
    }

    @AfterEach
    void end() throws Exception {
        hosts.close();
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void within(int seconds, Condition condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(seconds))
                .pollInterval(Duration.ofMillis(100))
                .until(condition::holds);
    }

    private static String stateOf(Hosts.Box seen, Hosts.Box from) throws Exception {
        var members = Json.readObject(from.does("gossip members --json"));
        for (var id : members.keys())
            if (members.get(id) instanceof Value.Fields node
                    && node.get("name").display().equals(seen.name()))
                return node.get("state").display();
        return "unknown";
    }

    private void start() throws Exception {
        for (var host : hosts.all()) host.does("agent start --daemon");
    }

    private void join() throws Exception {
        start();
        for (var host : hosts.all().subList(1, 3))
            host.does("gossip join " + hosts.host(1).address());
        for (var from : hosts.all())
            for (var seen : hosts.all()) within(5, () -> stateOf(seen, from).equals("alive"));
    }

    @Test
    void hosts_with_one_key_find_one_another_by_two_commands_each() throws Exception {
        var key = Json.readObject(hosts.host(1).does("gossip zone key generate --json"))
                .get("key")
                .display();
        hosts.host(1).does("agent start --daemon");
        for (var host : hosts.all().subList(1, 3)) {
            assertThat(host.shell("echo " + key + " | ./opsbro gossip zone key import")
                            .code())
                    .isZero();
            host.does("agent start --daemon --auto-detect");
        }

        for (var from : hosts.all())
            for (var seen : hosts.all()) within(5, () -> stateOf(seen, from).equals("alive"));
        assertThat(hosts.host(2).does("gossip state --json")).doesNotContainPattern("sent_in_clear\" : [1-9]");
    }

    @Test
    void a_killed_agent_is_dead_for_all_and_alive_when_it_comes_back() throws Exception {
        join();
        var gone = hosts.host(3);

        gone.shell("kill -9 $(cat /var/lib/opsbro/agent.lock)");
        for (var from : hosts.all().subList(0, 2))
            within(10, () -> stateOf(gone, from).equals("dead"));
        gone.does("agent start --daemon");

        for (var from : hosts.all()) within(10, () -> stateOf(gone, from).equals("alive"));
        assertThat(gone.does("gossip members")).contains("h1", "h2", "h3");
    }

    @Test
    void who_leaves_is_gone_at_once_and_nobody_suspects_it() throws Exception {
        join();
        hosts.host(3).does("gossip leave");

        for (var from : hosts.all().subList(0, 2))
            within(3, () -> stateOf(hosts.host(3), from).equals("leave"));
        assertThat(hosts.host(1).does("gossip history")).doesNotContain("suspect");
    }

    @Test
    void a_partition_splits_and_heals_by_itself() throws Exception {
        join();
        for (var other : List.of(1, 2)) hosts.cut(other, 3);
        for (var from : hosts.all().subList(0, 2))
            within(40, () -> stateOf(hosts.host(3), from).equals("dead"));

        for (var other : List.of(1, 2)) hosts.heal(other, 3);

        for (var from : hosts.all())
            for (var seen : hosts.all()) within(90, () -> stateOf(seen, from).equals("alive"));
    }

    @Test
    void one_that_cannot_reach_another_does_not_bury_it() throws Exception {
        join();
        hosts.deafen(1, 2);
        var until = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (System.nanoTime() < until)
            assertThat(stateOf(hosts.host(2), hosts.host(3))).isNotEqualTo("dead");
    }

    @Test
    void a_paused_agent_comes_back_without_accusing_anybody() throws Exception {
        join();
        var paused = hosts.host(2);
        paused.shell("kill -STOP $(cat /var/lib/opsbro/agent.lock)");
        within(30, () -> stateOf(paused, hosts.host(1)).equals("dead"));

        paused.shell("kill -CONT $(cat /var/lib/opsbro/agent.lock)");

        for (var from : hosts.all()) within(20, () -> stateOf(paused, from).equals("alive"));
        assertThat(hosts.host(1).does("gossip history --json")).doesNotContain("\"name\" : \"h1\"");
    }

    @Test
    void an_agent_with_another_key_is_not_seen_and_both_say_why() throws Exception {
        hosts.host(1).does("gossip zone key generate");
        hosts.host(2).does("gossip zone key generate");
        hosts.host(1).does("agent start --daemon");
        hosts.host(2).does("agent start --daemon");

        var refused =
                hosts.host(2).shell("./opsbro gossip join " + hosts.host(1).address());

        assertThat(refused.code()).isEqualTo(1);
        assertThat(stateOf(hosts.host(2), hosts.host(1))).isEqualTo("unknown");
        assertThat(hosts.host(1).does("gossip state")).contains("uses the key");
    }

    @Test
    void a_node_that_will_not_come_back_is_taken_out_by_who_has_the_authority_only() throws Exception {
        join();
        var gone = hosts.host(3);
        hosts.host(1).does("gossip zone authority generate");
        var key = hosts.host(1)
                .shell("cat /etc/opsbro/zone_keys/internet.public.key")
                .out();
        hosts.host(2)
                .shell("mkdir -p -m 700 /etc/opsbro/zone_keys; echo '" + key.strip()
                        + "' > /etc/opsbro/zone_keys/internet.public.key");
        gone.shell("kill -9 $(cat /var/lib/opsbro/agent.lock)");
        within(10, () -> stateOf(gone, hosts.host(2)).equals("dead"));

        assertThat(hosts.host(2).shell("./opsbro gossip leave h3").error()).contains("nobody may order");
        hosts.host(1).does("gossip leave h3");

        for (var from : hosts.all().subList(0, 2))
            within(5, () -> stateOf(gone, from).equals("leave"));
    }

    @Test
    void a_key_is_changed_in_three_steps_and_nobody_is_lost() throws Exception {
        var old = Json.readObject(hosts.host(1).does("gossip zone key generate --json"));
        for (var host : hosts.all().subList(1, 3))
            host.shell("echo " + old.get("key").display() + " | ./opsbro gossip zone key import");
        join();
        var fresh = hosts.host(1).does("agent keygen").strip();
        var id = "";
        for (var host : hosts.all()) {
            var taken = host.shell("echo " + fresh + " | ./opsbro gossip zone key import --add --json")
                    .out();
            id = Json.readObject(taken).get("id").display();
        }
        for (var host : hosts.all()) host.does("gossip zone key use " + id);
        for (var host : hosts.all())
            host.does("gossip zone key remove " + old.get("id").display());
        hosts.host(2).does("gossip events add rotated");

        for (var host : hosts.all()) host.does("gossip events wait rotated --timeout 5s");
        assertThat(hosts.host(3).does("gossip history")).doesNotContain("suspect", "dead");
    }

    @Test
    void an_event_reaches_all() throws Exception {
        join();
        hosts.host(2).does("gossip events add deploy-started --payload 'release 42'");

        for (var host : hosts.all()) host.does("gossip events wait deploy-started --timeout 5s");
        assertThat(hosts.host(3).does("gossip events list")).contains("release 42");
    }

    @Test
    void groups_that_are_detected_are_seen_by_all() throws Exception {
        join();
        hosts.host(3).does("agent parameters add groups front");

        hosts.host(1).does("gossip wait-members --group front --timeout 10s");
    }
}
