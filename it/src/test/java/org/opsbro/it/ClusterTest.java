package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.eventually;
import static org.opsbro.it.Patience.secondsUntil;
import static org.opsbro.it.Patience.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    /** The figure is told; on a quiet machine it is below two seconds. */
    @Test
    void hosts_with_one_key_find_one_another_by_two_commands_each() throws Exception {
        hosts.shareKey();
        hosts.host(1).does("agent start --daemon");
        hosts.host(2).does("agent start --daemon --auto-detect");
        var called = System.nanoTime();
        hosts.host(3).does("agent start --daemon --auto-detect");
        var started = System.nanoTime();

        var seen = secondsUntil(30, this::eachSeesAll);

        System.out.printf(
                "3 hosts, the last of them started in %.1f s: all seen by all %.2f s later%n",
                (started - called) / 1e9, seen);
        for (var host : hosts.all()) {
            eventually(() -> members(host)
                            .lines()
                            .filter(line -> line.contains(" linux"))
                            .count()
                    == 3);
            assertThat(members(host)).startsWith("─── Zone: internet ───");
            for (var other : hosts.all())
                assertThat(members(host))
                        .containsPattern("(?m)^" + other.name() + " +✓ alive .* " + other.address() + ":6768 ");
        }
        assertThat(hosts.host(2).does("gossip state --json")).doesNotContainPattern("sent_in_clear\" : [1-9]");
    }

    private static String members(Hosts.Box host) throws Exception {
        return host.shell("OPSBRO_TERMINAL=200 ./opsbro gossip members --no-color")
                .out();
    }

    @Test
    void one_that_calls_before_the_others_are_there_finds_them_later() throws Exception {
        hosts.shareKey();
        hosts.host(2).does("agent start --daemon --auto-detect");
        eventually(() -> hosts.host(2).get("/agent/state").contains("ok"));

        hosts.host(1).does("agent start --daemon");

        within(60, () -> hosts.host(1).sees(hosts.host(2)).equals("alive"));
    }

    private boolean eachSeesAll() throws Exception {
        for (var host : hosts.all()) {
            var members = Json.readObject(host.get("/agent/members"));
            for (var id : members.keys()) if (!state(host, id).equals("alive")) return false;
            if (members.keys().size() < hosts.all().size()) return false;
        }
        return true;
    }

    @Test
    void a_killed_agent_is_dead_for_all_and_alive_when_it_comes_back() throws Exception {
        hosts.join();
        var gone = hosts.host(3);

        gone.kill();
        for (var from : hosts.all().subList(0, 2))
            eventually(() -> from.sees(gone).equals("dead"));
        gone.does("agent start --daemon");

        for (var from : hosts.all()) eventually(() -> from.sees(gone).equals("alive"));
        assertThat(gone.does("gossip members")).contains("h1", "h2", "h3");
    }

    @Test
    void after_a_power_cut_all_are_who_they_were_and_find_one_another_without_seeds() throws Exception {
        hosts.join();
        var before = ids();
        for (var host : hosts.all()) host.kill();

        hosts.start();

        for (var from : hosts.all())
            for (var seen : hosts.all()) eventually(() -> from.sees(seen).equals("alive"));
        assertThat(ids()).isEqualTo(before);
        for (var host : hosts.all())
            assertThat(Json.readObject(host.get("/agent/members")).keys()).hasSize(3);
    }

    private List<String> ids() throws Exception {
        List<String> ids = new ArrayList<>();
        for (var host : hosts.all()) ids.add(host.does("agent print uuid").strip());
        return ids;
    }

    @Test
    void a_host_that_lost_its_disk_is_a_new_node_and_its_old_self_is_dead() throws Exception {
        hosts.join();
        var host = hosts.host(3);
        var old = host.does("agent print uuid").strip();
        host.kill();
        host.shell("rm -rf /var/lib/opsbro");

        host.does("agent start --daemon");
        eventually(() ->
                host.shell("./opsbro gossip join " + hosts.host(1).address()).code() == 0);

        var fresh = host.does("agent print uuid").strip();
        assertThat(fresh).isNotEqualTo(old);
        for (var from : hosts.all()) {
            eventually(() -> state(from, fresh).equals("alive"));
            eventually(() -> state(from, old).equals("dead"));
        }
        assertThat(hosts.host(1).shell("./opsbro gossip ping h3").error()).contains("h3 is the name of 2 nodes");
        assertThat(hosts.host(1).does("gossip ping " + fresh)).contains("answers");
    }

    @Test
    void a_host_whose_disk_is_older_than_what_the_others_heard_of_it_is_believed_again() throws Exception {
        hosts.join();
        var host = hosts.host(3);
        var id = host.does("agent print uuid").strip();
        host.does("agent stop");
        host.shell("cp -a /var/lib/opsbro /var/lib/backup");
        for (var round = 0; round < 2; round++) {
            host.does("agent start --daemon");
            eventually(() -> state(hosts.host(1), id).equals("alive"));
            host.kill();
        }
        host.shell("rm -rf /var/lib/opsbro; mv /var/lib/backup /var/lib/opsbro");

        host.does("agent start --daemon");

        assertThat(host.does("agent print uuid").strip()).isEqualTo(id);
        for (var from : hosts.all()) eventually(() -> state(from, id).equals("alive"));
    }

    private static String state(Hosts.Box from, String id) throws Exception {
        return Json.readObject(from.get("/agent/members")).get(id) instanceof Value.Fields node
                ? node.get("state").display()
                : "unknown";
    }

    @Test
    void who_leaves_is_gone_at_once_and_nobody_suspects_it() throws Exception {
        hosts.join();
        hosts.host(3).does("gossip leave");

        for (var from : hosts.all().subList(0, 2))
            eventually(() -> from.sees(hosts.host(3)).equals("leave"));
        assertThat(hosts.host(1).does("gossip history")).containsPattern("h3 +✓ alive → ↓ leave");
    }

    @Test
    void a_partition_splits_and_heals_by_itself() throws Exception {
        hosts.join();
        for (var other : List.of(1, 2)) hosts.cut(other, 3);
        for (var from : hosts.all().subList(0, 2))
            within(60, () -> from.sees(hosts.host(3)).equals("dead"));

        for (var other : List.of(1, 2)) hosts.heal(other, 3);

        for (var from : hosts.all())
            for (var seen : hosts.all()) within(90, () -> from.sees(seen).equals("alive"));
    }

    @Test
    void one_that_cannot_reach_another_does_not_bury_it() throws Exception {
        hosts.join();
        hosts.deafen(1, 2);
        var until = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (System.nanoTime() < until)
            assertThat(hosts.host(3).sees(hosts.host(2))).isNotEqualTo("dead");
    }

    @Test
    void a_paused_agent_comes_back_without_accusing_anybody() throws Exception {
        hosts.join();
        var paused = hosts.host(2);
        paused.shell("kill -STOP $(cat /var/lib/opsbro/agent.lock)");
        eventually(() -> hosts.host(1).sees(paused).equals("dead"));

        paused.shell("kill -CONT $(cat /var/lib/opsbro/agent.lock)");

        for (var from : hosts.all()) eventually(() -> from.sees(paused).equals("alive"));
        for (var from : hosts.all())
            assertThat(from.does("gossip history").lines().filter(line -> line.contains("→ ✕ dead")))
                    .allMatch(line -> line.contains(" h2 "));
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
        assertThat(hosts.host(1).sees(hosts.host(2))).isEqualTo("unknown");
        assertThat(refused.error()).contains("10.99.0.1:6768 cannot be joined", "TCP port 6769, one above");
        assertThat(hosts.host(1).does("gossip state")).contains("uses the key");
    }

    @Test
    void a_node_that_will_not_come_back_is_taken_out_by_who_has_the_authority_only() throws Exception {
        hosts.join();
        var gone = hosts.host(3);
        hosts.host(1).does("gossip zone authority generate");
        var key = hosts.host(1)
                .shell("cat /etc/opsbro/zone_keys/internet.public.key")
                .out();
        hosts.host(2)
                .shell("mkdir -p -m 700 /etc/opsbro/zone_keys; echo '" + key.strip()
                        + "' > /etc/opsbro/zone_keys/internet.public.key");
        gone.kill();
        eventually(() -> hosts.host(2).sees(gone).equals("dead"));

        assertThat(hosts.host(2).shell("./opsbro gossip leave h3").error()).contains("nobody may order");
        hosts.host(1).does("gossip leave h3");

        for (var from : hosts.all().subList(0, 2))
            eventually(() -> from.sees(gone).equals("leave"));
    }

    @Test
    void a_key_is_changed_in_three_steps_and_nobody_is_lost() throws Exception {
        var old = Json.readObject(hosts.host(1).does("gossip zone key generate --json"));
        for (var host : hosts.all().subList(1, 3))
            host.shell("echo " + old.get("key").display() + " | ./opsbro gossip zone key import");
        hosts.join();
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

        for (var host : hosts.all()) host.does("gossip events wait rotated --timeout 30s");
        assertThat(hosts.host(3).does("gossip history")).doesNotContain("dead");
    }

    @Test
    void an_event_reaches_all() throws Exception {
        hosts.join();
        hosts.host(2).does("gossip events add deploy-started --payload 'release 42'");

        for (var host : hosts.all()) host.does("gossip events wait deploy-started --timeout 30s");
        assertThat(hosts.host(3).does("gossip events list")).contains("release 42");
    }

    @Test
    void groups_that_are_detected_are_seen_by_all() throws Exception {
        hosts.join();
        hosts.host(3).does("agent parameters add groups front");

        hosts.host(1).does("gossip wait-members --group front --timeout 30s");
    }
}
