package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** Three zones on separate hosts, one below the other: world has h1; europe h2, h3 and h7; paris h4, h5 and h6. The first two of each are relays. */
class LinksTest {
    private static final List<String> ZONES =
            List.of("", "world", "europe", "europe", "paris", "paris", "paris", "europe");
    private static final List<Integer> RELAYS = List.of(1, 2, 3, 4, 5);

    @TempDir
    private Path folder;

    private Hosts hosts = Hosts.NONE;

    @AfterEach
    void end() throws Exception {
        hosts.close();
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    /** Most comes in a second or two; on a starved machine a node is wrongly held for dead, and found again within a minute. */
    private static void within(String what, Condition condition) {
        Awaitility.await(what)
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .until(condition::holds);
    }

    private Hosts.Box host(int number) {
        return hosts.host(number);
    }

    /** {@code alive in paris}, {@code alive in paris (stale)}; unknown. */
    private String seen(int seen, int from) throws Exception {
        var members = Json.readObject(host(from).does("gossip members --json"));
        for (var id : members.keys())
            if (members.get(id) instanceof Value.Fields node
                    && node.get("name").display().equals("h" + seen))
                return node.get("state").display() + " in " + node.get("zone").display()
                        + (node.get("stale").equals(Value.TRUE) ? " (stale)" : "");
        return "unknown";
    }

    private String zone(int from, String zone, String key) throws Exception {
        return Json.readObject(host(from).does("gossip zone list --json")).get(zone) instanceof Value.Fields fields
                ? fields.get(key).display()
                : "no such zone";
    }

    private void give(int number, String key, String zone) throws Exception {
        assertThat(host(number)
                        .shell("echo " + key + " | ./opsbro gossip zone key import --zone " + zone)
                        .code())
                .isZero();
    }

    private String made(int number, String words) throws Exception {
        var answer = Json.readObject(host(number).does(words + " --json"));
        return (answer.keys().contains("key") ? answer.get("key") : answer.get("public_key")).display();
    }

    private void configure(int number) throws Exception {
        var zone = ZONES.get(number);
        var settings = "node-zone: " + zone + "\\n";
        if (RELAYS.contains(number)) settings += "proxy-node: true\\n";
        if (zone.equals("europe")) settings += "seeds: [10.99.0.2]\\nparent_seeds: [10.99.0.1]\\n";
        if (zone.equals("paris")) settings += "seeds: [10.99.0.4, 10.99.0.5]\\n";
        if (number == 5) settings += "parent_seeds: [10.99.0.2]\\n";
        host(number)
                .shell(
                        "mkdir -p /etc/opsbro/zones && printf '" + settings + "' > /etc/opsbro/agent.yml"
                                + " && printf 'zone:\\n  name: world\\n  sub-zones: [europe]\\n' > /etc/opsbro/zones/world.yml"
                                + " && printf 'zone:\\n  name: europe\\n  sub-zones: [paris]\\n' > /etc/opsbro/zones/europe.yml");
    }

    /** Each zone has a key, which the relays above have too; the relays of europe prove to paris that they are ones. */
    private void begin() throws Exception {
        hosts = new Hosts(folder, 7);
        for (var number = 1; number <= 7; number++) configure(number);
        var world = made(1, "gossip zone key generate --zone world");
        assertThat(world).isNotEmpty();
        var europe = made(2, "gossip zone key generate --zone europe");
        var paris = made(4, "gossip zone key generate --zone paris");
        for (var number : List.of(1, 3, 7)) give(number, europe, "europe");
        for (var number : List.of(2, 3, 5, 6)) give(number, paris, "paris");
        var authority = made(2, "gossip zone authority generate --zone europe");
        for (var number : List.of(4, 5, 6))
            host(number).does("gossip zone authority import " + authority + " --zone europe");
        for (var box : hosts.all()) box.does("agent start --daemon");
        for (var number : List.of(3, 7)) within("europe", () -> seen(2, number).startsWith("alive"));
    }

    @Test
    void zones_see_what_is_below_and_live_on_without_their_links() throws Exception {
        begin();
        relaysAreFoundInTheLocalNetwork();
        eachSeesWhatItMay();
        aRelayNeedsACertificate();
        eventsGoDownAndNotUp();
        theKeyOfAZoneIsChangedOnBothSidesOfItsLines();
        oneRelayIsEnough();
        anOrderGoesDown();
        withoutLinksTheLastIsShownAndTheZoneLivesOn();
        whoMovesIsOneNode();
    }

    /** h4 has no parent_seeds. A member of europe that is no relay keeps silent. */
    private void relaysAreFoundInTheLocalNetwork() throws Exception {
        within("h4 finds h2 and h3", () -> {
            var found = host(4).does("gossip detect");
            assertThat(found).doesNotContain("h7").doesNotContain("h1");
            return found.contains("h2") && found.contains("h3");
        });
    }

    private void eachSeesWhatItMay() throws Exception {
        for (var number : List.of(2, 4, 5, 6, 7))
            within("h1 sees h" + number, () -> seen(number, 1).equals("alive in " + ZONES.get(number)));
        for (var number : List.of(1, 4, 5, 6))
            within("h7 sees h" + number, () -> seen(number, 7).equals("alive in " + ZONES.get(number)));
        within("h6 sees h2", () -> seen(2, 6).equals("alive in europe"));

        assertThat(seen(7, 6)).isEqualTo("unknown");
        assertThat(seen(1, 6)).isEqualTo("unknown");
        assertThat(host(7).does("gossip zone list")).contains("ok, 2 of 2 relays");
        assertThat(host(2).does("gossip zone list")).contains("unproven: no public key of the zone world");
    }

    private void aRelayNeedsACertificate() throws Exception {
        within("h4 says why", () -> host(4).does("gossip state").contains("shows no certificate"));
        assertThat(host(7).shell("./opsbro gossip zone authority certify h3").error())
                .contains("nobody may order");

        assertThat(host(2).does("gossip zone authority certify h3")).contains("is a relay of the zone europe until");

        within("h4 links to h3", () -> host(4).does("gossip zone list --json").contains("\"node\" : \"h3\""));
        assertThat(zone(4, "europe", "certificate")).startsWith("proven until");
    }

    private void eventsGoDownAndNotUp() throws Exception {
        assertThat(host(6).does("gossip events add of-paris --sub-zones"))
                .contains("the zone paris and those below it are told: of-paris");
        host(7).does("gossip events add of-europe");
        host(7).does("gossip events add large --sub-zones --payload " + "x".repeat(2000));
        host(1).does("gossip events add maintenance --sub-zones --payload 'at noon'");

        for (var number = 1; number <= 7; number++)
            assertThat(host(number).does("gossip events wait maintenance --timeout 60s"))
                    .contains("the event maintenance was heard in the zone world");
        for (var number : List.of(4, 5, 6)) host(number).does("gossip events wait large --zone europe --timeout 60s");
        assertThat(host(6).does("gossip events list")).contains("world and below", "at noon");
        assertThat(types(6)).containsExactlyInAnyOrder("maintenance", "large", "of-paris");
        assertThat(types(2)).containsExactlyInAnyOrder("maintenance", "large", "of-europe");
        assertThat(types(1)).containsExactly("maintenance");
    }

    private List<String> types(int from) throws Exception {
        return Json.read(host(from).does("gossip events list --json")) instanceof Value.Items(List<Value> events)
                ? events.stream()
                        .map(event -> ((Value.Fields) event).get("type").display())
                        .toList()
                : List.of();
    }

    /** The relays above have the key of a zone too; an authority orders its own zone and those below. */
    private void theKeyOfAZoneIsChangedOnBothSidesOfItsLines() throws Exception {
        var authority = host(2).shell("cat /etc/opsbro/zone_keys/europe.public.key")
                .out()
                .strip();
        for (var number : List.of(1, 3, 7))
            host(number).does("gossip zone authority import '" + authority + "' --zone europe");
        var before = keys(2, "paris") + keys(2, "europe");

        assertThat(host(2).does("gossip zone key rotate --zone paris --timeout 1m"))
                .contains("is the only one, on all 5 nodes");
        assertThat(host(2).does("gossip zone key rotate --timeout 1m")).contains("is the only one, on all 4 nodes");

        assertThat(before).doesNotContain(keys(2, "paris"), keys(2, "europe"));
        for (var number : List.of(3, 4, 5, 6)) assertThat(keys(number, "paris")).isEqualTo(keys(2, "paris"));
        for (var number : List.of(1, 3, 7)) assertThat(keys(number, "europe")).isEqualTo(keys(2, "europe"));
        host(6).does("agent parameters add groups rotated");
        host(1).does("gossip wait-members --group rotated --timeout 30s");
        for (var box : hosts.all()) assertThat(box.does("gossip history")).doesNotContain("dead");
    }

    /** The ids of the keys that a host has of a zone. */
    private String keys(int from, String zone) throws Exception {
        var told = Json.readObject(host(from).does("gossip zone key list --zone " + zone + " --json"));
        return ((Value.Items) told.get("keys"))
                .all().stream()
                        .map(key -> ((Value.Fields) key).get("id").display())
                        .collect(Collectors.joining(" ", "[", "]"));
    }

    private void oneRelayIsEnough() throws Exception {
        host(4).shell("kill -9 $(cat /var/lib/opsbro/agent.lock)");
        host(6).does("agent parameters add groups front");

        host(1).does("gossip wait-members --group front --timeout 60s");
        within("h1 sees h4 dead", () -> seen(4, 1).equals("dead in paris"));
        within("h7 sees h6", () -> seen(6, 7).equals("alive in paris"));
    }

    private void anOrderGoesDown() throws Exception {
        host(2).does("gossip leave h4");

        for (var number : List.of(1, 6, 7))
            within("h4 is out", () -> seen(4, number).equals("leave in paris"));
    }

    private void withoutLinksTheLastIsShownAndTheZoneLivesOn() throws Exception {
        for (var number : List.of(2, 3)) hosts.cut(number, 5);
        within("h7 sees paris lost", () -> zone(7, "paris", "link").equals("lost"));

        within("stale", () -> seen(6, 7).equals("alive in paris (stale)"));
        within("h1 sees h6", () -> seen(6, 1).equals("alive in paris"));
        within("h5 sees h6", () -> seen(6, 5).equals("alive in paris"));
        assertThat(host(7).does("gossip history")
                        .lines()
                        .filter(line -> line.contains("paris") && line.contains("lost")))
                .hasSize(1);
        assertThat(host(7).does("gossip members")).contains("its link is lost");

        for (var number : List.of(2, 3)) hosts.heal(number, 5);
        within("h7 sees paris", () -> zone(7, "paris", "link").equals("ok"));
        within("fresh", () -> seen(6, 7).equals("alive in paris"));
    }

    private void whoMovesIsOneNode() throws Exception {
        host(6).shell("cat > /dev/null; sed -i 's/^seeds.*/seeds: [10.99.0.2]/' /etc/opsbro/agent.yml");
        var europe = host(2).shell(
                        "grep -o '\"key\" *: *\"[^\"]*\"' /etc/opsbro/zone_keys/europe.gossip.key | cut -d'\"' -f4")
                .out()
                .strip();
        give(6, europe, "europe");

        host(6).does("gossip zone change europe");

        for (var number : List.of(1, 2, 7))
            within("h6 moved", () -> seen(6, number).equals("alive in europe"));
        within("h6 left", () -> seen(6, 5).equals("leave in paris"));
        assertThat(host(1).does("gossip members").lines().filter(line -> line.contains("h6")))
                .hasSize(1);
    }
}
