package org.opsbro.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.opsbro.discovery.live.ZoneLinks.Link;
import org.opsbro.discovery.live.ZoneLinks.NoLink;
import org.opsbro.discovery.zone.Zone;
import org.opsbro.discovery.zone.ZoneTree;
import org.opsbro.discovery.zone.ZoneWatch.Sight;
import org.opsbro.discovery.zone.ZoneWatch.State;
import org.opsbro.model.Event;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;

/** Seen from a node of europe, which is below world and above paris. */
class ZoneReportTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final String OVER = "its certificate is over since 2029-12-31";
    private static final ZoneTree TREE = ZoneTree.of(
            List.of(
                    new Zone("world", List.of("europe"), ""),
                    new Zone("europe", List.of("paris"), ""),
                    new Zone("paris", List.of("louvre"), "")),
            new ArrayList<>());

    private boolean relay = true;
    private boolean key = true;
    private State state = State.NONE;
    private int relays = 1;
    private List<Link> links = List.of();
    private final SortedMap<String, NoLink> failures = new TreeMap<>();
    private Optional<NoLink> ended = Optional.empty();
    private final List<Node> others = new ArrayList<>();

    private static Node node(String name, String zone, boolean relay) {
        var node = Node.named(new NodeId(name), name, zone);
        return node.with(node.profile().in(zone, relay));
    }

    private ZoneReport report() {
        var world = World.of(node("e1", "europe", relay), NOW);
        var changes = others.stream()
                .map(node -> new Event.NodeChange(Optional.empty(), node, ""))
                .toList();
        var sights = new TreeMap<String, Sight>();
        for (var zone : List.of("world", "paris")) sights.put(zone, new Sight(state, NOW, 0, relays));
        return new ZoneReport(
                world.after(new Event.NodesChanged(NOW, changes)),
                TREE,
                zone -> key,
                sights,
                links,
                failures,
                zone -> ended,
                zone -> "good until 2031");
    }

    private String of(String zone, String what) {
        return report().of(zone).get(what).display();
    }

    private String problem(String zone) {
        return of(zone, "problem");
    }

    private static Link link(String zone, String proof, long refused) {
        return new Link(
                zone,
                zone.equals("world"),
                new NodeId("w1"),
                true,
                NOW,
                Optional.of(Duration.ofMillis(2)),
                proof,
                refused,
                refused > 0 ? "mars" : "",
                0);
    }

    @Test
    void a_zone_is_ours_above_right_below_or_further_below() {
        assertThat(Stream.of("europe", "world", "paris", "louvre", "mars").map(zone -> of(zone, "relation")))
                .containsExactly("ours", "parent", "child", "below", "none");
    }

    @Test
    void what_is_wrong_without_a_link_upwards_is_said_in_the_order_it_has_to_be_mended() {
        relays = 0;
        relay = false;
        assertThat(problem("world")).isEqualTo("no relay: no living node of europe has proxy-node: true");

        relays = 1;
        others.add(node("e2", "europe", true));
        others.add(node("p1", "paris", true));
        assertThat(problem("world")).isEqualTo("no relay of ours has a link to it: see opsbro gossip zone list on e2");

        relay = true;
        key = false;
        assertThat(problem("world")).startsWith("our zone has no key, and a link is never in clear");

        key = true;
        assertThat(problem("world")).isEqualTo("no way there: parent_seeds in agent.yml names no relay of world");

        failures.put("10.0.0.1:6768", new NoLink("no route", false));
        failures.put("10.0.0.2:6768", new NoLink("connection refused", false));
        assertThat(problem("world")).isEqualTo("10.0.0.1:6768: no route");

        state = State.OK;
        assertThat(problem("world")).isEmpty();
    }

    @Test
    void what_is_wrong_downwards_is_said_too() {
        key = false;
        assertThat(problem("paris")).isEqualTo("no key of it here: opsbro gossip zone key import --zone paris");

        key = true;
        assertThat(problem("paris")).isEqualTo("no relay of it has called: see opsbro gossip zone list there");

        ended = Optional.of(new NoLink("no answer for 30 s", false));
        assertThat(problem("paris")).isEqualTo("its last link ended: no answer for 30 s");

        state = State.OK;
        assertThat(problem("paris")).isEmpty();
    }

    @Test
    void a_relay_that_cannot_prove_it_is_told_even_where_another_has_a_link() {
        failures.put("10.0.0.1:6768", new NoLink("connection refused", false));
        failures.put("10.0.0.2:6768", new NoLink(OVER, true));
        for (var each : List.of(State.NONE, State.OK)) {
            state = each;
            assertThat(problem("world")).isEqualTo("10.0.0.2:6768 is refused as a relay: " + OVER);
        }
    }

    @Test
    void a_relay_that_is_refused_below_is_told_so_until_it_has_a_link() {
        state = State.OK;
        ended = Optional.of(new NoLink("the zone paris takes no link from this node: " + OVER, true));
        assertThat(problem("paris")).isEqualTo("the zone paris takes no link from this node: " + OVER);

        links = List.of(link("paris", "has the key of paris", 0));
        assertThat(problem("paris")).isEmpty();
    }

    @Test
    void nodes_that_the_other_end_may_not_tell_of_are_named_by_their_zone() {
        state = State.OK;
        links = List.of(link("paris", "has the key of paris", 3));

        assertThat(problem("paris"))
                .isEqualTo("nodes of the zone mars are refused: no file here says that it is below paris");
        assertThat(problem("world")).isEmpty();
    }

    @Test
    void the_certificate_is_ours_or_that_of_a_stream_upwards_an_unproven_one_first() {
        links = List.of(link("world", "proven until 2031", 0), link("world", "unproven: no public key", 0));

        assertThat(of("europe", "certificate")).isEqualTo("good until 2031");
        assertThat(of("world", "certificate")).startsWith("unproven");
        assertThat(of("paris", "certificate")).isEmpty();
        relay = false;
        assertThat(of("europe", "certificate")).isEmpty();
    }

    @Test
    void nodes_are_counted_and_streams_listed() {
        others.add(node("p1", "paris", true));
        others.add(node("p2", "paris", false).withState(Node.State.DEAD, NOW).withStale(true));
        others.add(node("w1", "world", true));
        links = List.of(link("world", "proven until 2031", 0));

        assertThat(of("paris", "nodes") + " " + of("paris", "living") + " " + of("paris", "stale"))
                .isEqualTo("2 1 true");
        assertThat(of("world", "stale")).isEqualTo("false");
        assertThat(report().of("world").get("streams"))
                .isInstanceOfSatisfying(
                        Value.Items.class,
                        streams -> assertThat(streams.toString()).contains("w1", "proven until 2031", "0.002"));
        assertThat(of("world", "seen")).isEmpty();
    }
}
