package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.eventually;
import static org.opsbro.it.Patience.within;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Json;

/** What the authority of a zone orders on separate hosts: another key, and that a node goes. */
class AuthorityHostsTest {
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

    private static String keysOf(Hosts.Box host) throws Exception {
        return Json.readObject(host.does("gossip state --json")).get("key").display();
    }

    @Test
    void one_command_changes_the_key_of_all_under_load_and_nobody_is_lost() throws Exception {
        hosts.shareKey();
        hosts.shareAuthority();
        hosts.join();
        var old = keysOf(hosts.host(1));
        var load = hosts.host(2)
                .shell("for i in $(seq 60); do ./opsbro gossip events add tick --payload $i && ./opsbro gossip ping h3"
                        + " >/dev/null || echo $i >> /tmp/failed; done >/dev/null 2>&1 & echo $! > /tmp/load");
        assertThat(load.code()).isZero();

        var said = hosts.host(1).does("gossip zone key rotate");

        assertThat(said).contains("3 of 3 nodes have the key", "3 of 3 nodes seal", "is the only one, on all 3 nodes");
        hosts.host(2).shell("kill $(cat /tmp/load)");
        assertThat(hosts.host(2).shell("cat /tmp/failed").out()).isEmpty();
        var key = keysOf(hosts.host(1));
        assertThat(key).isNotEqualTo(old).hasSize(8);
        for (var host : hosts.all()) assertThat(keysOf(host)).isEqualTo(key);
        hosts.host(3).does("gossip events add rotated");
        for (var host : hosts.all()) host.does("gossip events wait rotated --timeout 30s");
        for (var host : hosts.all()) assertThat(host.does("gossip history")).doesNotContain("dead");
    }

    @Test
    void a_host_that_is_down_holds_the_change_up_is_named_and_left_behind_by_force_only() throws Exception {
        hosts.shareKey();
        hosts.shareAuthority();
        hosts.join();
        var old = keysOf(hosts.host(1));
        var away = hosts.host(3);
        away.kill();
        eventually(() -> hosts.host(1).sees(away).equals("dead"));

        var waiting = hosts.host(1).shell("./opsbro gossip zone key rotate --timeout 1s");

        assertThat(waiting.code()).isEqualTo(1);
        assertThat(waiting.out()).contains("h3", "cannot be asked which keys it has: dead", "waits for them");
        assertThat(keysOf(hosts.host(2))).startsWith(old + " ");
        assertThat(hosts.host(1).does("gossip zone key list")).contains("2 of 3 open, 2 seal", "h3");

        assertThat(hosts.host(1).does("gossip zone key rotate --force")).contains("h3", "Left behind");
        away.does("agent start --daemon");
        // it calls whom it knew, and is told of the other key at once
        eventually(() -> away.does("gossip state").contains("10.99.0.1 uses the key " + keysOf(hosts.host(1))));
        assertThat(away.shell("./opsbro agent doctor").out().replaceAll("\\s+", " "))
                .contains("uses the key " + keysOf(hosts.host(1)), "this node has " + old);
        assertThat(hosts.host(1).sees(away)).isEqualTo("dead");

        var file = hosts.host(1)
                .shell("cat /etc/opsbro/zone_keys/internet.gossip.key")
                .out();
        assertThat(away.shell("echo '" + file + "' | ./opsbro gossip zone key import --erase")
                        .code())
                .isZero();
        for (var from : hosts.all()) within(90, () -> from.sees(away).equals("alive"));
        assertThat(away.shell("stat -c %a /etc/opsbro/zone_keys/internet.gossip.key")
                        .out())
                .isEqualTo("600\n");
    }

    @Test
    void a_living_node_that_is_taken_out_says_by_whom_and_comes_back_by_a_join() throws Exception {
        hosts.shareKey();
        hosts.shareAuthority();
        hosts.join();
        var out = hosts.host(3);

        hosts.host(1).does("gossip leave h3");

        for (var from : hosts.all().subList(0, 2))
            eventually(() -> from.sees(out).equals("leave"));
        eventually(() -> out.does("gossip state").contains("forced out"));
        assertThat(out.does("gossip state")).contains("h1, with the authority of the zone internet");
        eventually(() -> !out.does("gossip members").contains("h1"));
        assertThat(out.shell("./opsbro gossip events add x").error())
                .contains("was taken out of its zone by h1", "gossip join ADDRESS brings it back");
        assertThat(out.shell("./opsbro agent doctor").out()).contains("no member of its cluster: forced out");

        out.does("gossip join " + hosts.host(1).address());
        for (var from : hosts.all())
            for (var seen : hosts.all()) eventually(() -> from.sees(seen).equals("alive"));
    }
}
