package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.within;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** Who has the keys of two zones and plays a relay of the upper one, on separate hosts: h1 is one of europe, h2 only says so, h3 is a relay of paris. */
class RelayProofTest {
    private static final String WRONG =
            "its certificate is not signed by the authority of the zone europe that is pinned here";

    @TempDir
    private Path folder;

    private Hosts hosts = Hosts.NONE;

    @AfterEach
    void end() throws Exception {
        hosts.close();
    }

    private String made(int number, String words) throws Exception {
        var answer = Json.readObject(hosts.host(number).does(words + " --json"));
        return (answer.keys().contains("key") ? answer.get("key") : answer.get("public_key")).display();
    }

    private void give(int number, String key, String zone) throws Exception {
        assertThat(hosts.host(number)
                        .shell("echo " + key + " | ./opsbro gossip zone key import --zone " + zone)
                        .code())
                .isZero();
    }

    private Value.Fields zone(int from, String zone) throws Exception {
        var all = Json.readObject(hosts.host(from).does("gossip zone list --json"));
        return all.get(zone) instanceof Value.Fields fields
                ? fields
                : Value.object().end();
    }

    private void begin() throws Exception {
        hosts = new Hosts(folder, 3);
        for (var host : hosts.all()) {
            var above = host != hosts.host(3);
            host.write("/etc/opsbro/zones/europe.yml", "zone:\n  name: europe\n  sub-zones: [paris]");
            host.write(
                    "/etc/opsbro/agent.yml",
                    "node-zone: " + (above ? "europe" : "paris\nparent_seeds: [10.99.0.1, 10.99.0.2]")
                            + "\nproxy-node: true");
        }
        give(2, made(1, "gossip zone key generate --zone europe"), "europe");
        var paris = made(3, "gossip zone key generate --zone paris");
        for (var number = 1; number <= 2; number++) give(number, paris, "paris");
        var authority = made(1, "gossip zone authority generate --zone europe");
        hosts.host(3).does("gossip zone authority import " + authority + " --zone europe");
        made(2, "gossip zone authority generate --zone europe");
    }

    @Test
    void a_wrong_certificate_is_refused_counted_and_told_where_it_is_shown_and_where_it_is_seen() throws Exception {
        begin();
        for (var number = 2; number <= 3; number++) hosts.host(number).does("agent start --daemon");

        within(
                30,
                () -> zone(3, "europe")
                        .get("problem")
                        .display()
                        .equals("10.99.0.2:6768 is refused as a relay: " + WRONG));
        assertThat(zone(3, "europe").get("link").display()).isEqualTo("none");
        assertThat(hosts.host(3).does("gossip members")).doesNotContain("h2");
        assertThat(hosts.host(3).shell("./opsbro agent doctor").out().replaceAll("\\s+", " "))
                .contains("is refused as a relay: " + WRONG);
        assertThat(hosts.host(3).shell("cat /var/log/opsbro/*.log").out()).contains(WRONG);
        within(30, () -> refusals(3) > 1);
        assertThat(zone(2, "paris").get("problem").display())
                .isEqualTo("the zone paris takes no link from this node: " + WRONG);
        assertThat(hosts.host(2).does("gossip members")).doesNotContain("h3");

        hosts.host(1).does("agent start --daemon");
        within(30, () -> zone(3, "europe").get("link").display().equals("ok"));
        assertThat(zone(3, "europe").get("certificate").display()).startsWith("proven until");
        assertThat(zone(3, "europe").get("problem").display()).contains("10.99.0.2", WRONG);

        hosts.host(2).does("gossip join 10.99.0.1");
        assertThat(hosts.host(1)
                        .shell("./opsbro gossip zone authority certify h2")
                        .error())
                .contains("not signed by the authority of the zone europe that is known there");
        hosts.host(2).does("gossip zone authority remove --zone europe");
        hosts.host(1).does("gossip zone authority certify h2");
        within(60, () -> zone(3, "europe").get("problem").display().isEmpty());
        assertThat(zone(3, "europe").get("streams").toString()).contains("h1", "h2");
    }

    private long refusals(int from) throws Exception {
        var state = Json.readObject(hosts.host(from).does("gossip state --json"));
        return Long.parseLong(state.get("unproven_relays").display());
    }
}
