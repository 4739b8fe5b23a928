package org.opsbro.discovery.zone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.opsbro.discovery.zone.ZoneWatch.Change;
import org.opsbro.discovery.zone.ZoneWatch.State;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.ZoneLink;

class ZoneWatchTest {
    static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    final ZoneTree tree = ZoneTree.of(
            List.of(
                    new Zone("world", List.of("europe"), ""),
                    new Zone("europe", List.of("paris"), ""),
                    new Zone("paris", List.of("louvre"), "")),
            new ArrayList<>());
    final ZoneWatch watch = new ZoneWatch(START);

    static Node relay(String id, boolean ok, int since) {
        var links = new TreeMap<String, ZoneLink>();
        links.put("paris", new ZoneLink(ok, START.plusSeconds(since)));
        var node = Node.named(new NodeId(id), id, "europe");
        return node.with(node.profile().in("europe", true).withLinks(links));
    }

    List<Change> at(int second, Node... nodes) {
        return watch.look(tree, "europe", List.of(nodes), START.plusSeconds(second));
    }

    State paris() {
        return Objects.requireNonNull(watch.sights().get("paris")).state();
    }

    @Test
    void one_living_relay_with_a_link_is_enough() {
        var changes = at(10, relay("a", false, 0), relay("b", true, 5));

        assertThat(changes).extracting(Change::zone).containsExactly("paris");
        assertThat(watch.sights().get("paris")).isEqualTo(new ZoneWatch.Sight(State.OK, START.plusSeconds(10), 1, 2));
        assertThat(watch.stale(tree, "europe")).isEmpty();
    }

    @Test
    void half_a_minute_without_any_link_is_lost_and_told_once() {
        at(0, relay("a", true, 0));

        assertThat(at(40, relay("a", false, 20))).isEmpty();
        assertThat(paris()).isEqualTo(State.DEGRADED);
        var lost = at(50, relay("a", false, 20));
        assertThat(at(60, relay("a", false, 20))).isEmpty();

        assertThat(lost).hasSize(1);
        assertThat(lost.getFirst().after().since()).isEqualTo(START.plusSeconds(20));
        assertThat(watch.stale(tree, "europe")).containsExactly("louvre", "paris");
        assertThat(at(61, relay("a", true, 61))).hasSize(1);
        assertThat(watch.stale(tree, "europe")).isEmpty();
    }

    @Test
    void a_relay_that_died_has_no_link_from_then_on() {
        var dead = relay("a", true, 0).withState(Node.State.DEAD, START.plusSeconds(100));

        assertThat(at(110, dead)).isEmpty();
        assertThat(at(130, dead)).extracting(each -> each.after().state()).containsExactly(State.LOST);
    }

    @Test
    void a_relay_that_restarts_has_half_a_minute_to_link_again() {
        at(0, relay("a", true, 0));
        var restarted = relay("a", true, 0);
        restarted = restarted.with(restarted.profile().withLinks(new TreeMap<>()));

        assertThat(at(10, restarted)).isEmpty();
        assertThat(at(29, restarted)).isEmpty();
        assertThat(at(31, restarted)).hasSize(1);
    }

    @Test
    void a_zone_that_never_had_a_link_is_not_lost() {
        assertThat(at(1000, Node.named(new NodeId("x"), "x", "europe"))).isEmpty();
        assertThat(paris()).isEqualTo(State.NONE);
    }

    @Test
    void the_zones_behind_a_lost_parent_are_not_its_children() {
        var node = Node.named(new NodeId("x"), "x", "europe");
        var links = new TreeMap<String, ZoneLink>();
        links.put("world", new ZoneLink(false, START));
        at(40, node.with(node.profile().in("europe", true).withLinks(links)));

        assertThat(watch.stale(tree, "europe")).containsExactly("world");
    }
}
