package org.opsbro.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Node;

/** Who knows of whom while relays die, links are cut and nodes move. */
class ZonesSimulationTest {
    private final ThreeLevels zones = new ThreeLevels(1);

    @Test
    void each_sees_what_is_below_and_the_relays_right_above_and_nothing_else() {
        zones.running().agree();

        assertThat(zones.first("paris").mind().nodes()).hasSize(ThreeLevels.MEMBERS - 1 + 2);
        assertThat(zones.plain("europe").mind().nodes()).hasSize(3 * ThreeLevels.MEMBERS - 1 + 2);
        assertThat(zones.plain("world").mind().nodes()).hasSize(ThreeLevels.ZONES.size() * ThreeLevels.MEMBERS - 1);
    }

    @Test
    void the_zone_below_a_relay_that_dies_is_seen_through_the_other() {
        zones.running().agree();
        zones.relays("paris").getFirst().crash();
        zones.relays("europe").getLast().crash();
        zones.plain("paris").vanish();

        zones.agree();
        assertThat(zones.plain("world").mind().nodes().stream()
                        .filter(node -> node.zone().equals("paris") && node.living()))
                .hasSize(2);
    }

    @Test
    void a_zone_that_is_cut_off_is_remembered_as_it_was_and_heals() {
        zones.running().agree();
        for (var link : zones.links) link.cut = link.lower.profile.zone().equals("paris");
        zones.plain("paris").crash();
        zones.network.run(Duration.ofMinutes(1));

        assertThat(ThreeLevels.state(zones.plain("paris"), zones.plain("europe")))
                .isEqualTo(Node.State.ALIVE);
        assertThat(ThreeLevels.state(zones.plain("paris"), zones.first("paris")))
                .isEqualTo(Node.State.DEAD);

        for (var link : zones.links) link.cut = false;
        zones.agree();
    }

    @Test
    void a_node_that_moves_is_gone_in_the_old_zone_and_lives_in_the_new_one() {
        zones.running().agree();
        var moving = zones.plain("paris");
        for (var zone : List.of("lyon", "europe", "paris")) {
            zones.move(moving, zone);
            zones.agree();
        }

        assertThat(ThreeLevels.state(moving, zones.plain("world"))).isEqualTo(Node.State.ALIVE);
        assertThat(ThreeLevels.state(moving, zones.plain("lyon"))).isEqualTo(Node.State.LEAVE);
    }

    @Test
    void a_relay_that_resigns_is_a_relay_for_those_below_no_more() {
        zones.running().agree();
        var resigning = zones.relays("europe").getFirst();
        resigning.announce(resigning.profile.in("europe", false));
        zones.network.until(
                () -> ThreeLevels.state(resigning, zones.plain("paris")) == Node.State.LEAVE, ThreeLevels.SOON);

        assertThat(ThreeLevels.state(resigning, zones.plain("paris"))).isEqualTo(Node.State.LEAVE);
        resigning.announce(resigning.profile.in("europe", true));
        zones.agree();
    }

    @Test
    void an_event_for_the_zones_below_reaches_them_through_relays_and_no_other_zone() {
        zones.running().agree();
        zones.tell(zones.plain("world"), "from-the-top", true);
        zones.tell(zones.plain("europe"), "from-the-middle", true);
        zones.tell(zones.plain("paris"), "from-below", true);
        zones.tell(zones.plain("europe"), "ours-only", false);

        for (var zone : ThreeLevels.ZONES) {
            var agent = zones.first(zone);
            assertThat(agent.events).contains("from-the-top");
            assertThat(agent.events.contains("from-the-middle"))
                    .isEqualTo(List.of("europe", "paris", "lyon").contains(zone));
            assertThat(agent.events.contains("from-below")).isEqualTo(zone.equals("paris"));
            assertThat(agent.events.contains("ours-only")).isEqualTo(zone.equals("europe"));
        }
    }

    @Test
    void an_event_waits_for_a_link_that_is_cut_and_is_too_old_after_five_minutes() {
        zones.running().agree();
        for (var link : zones.links) link.cut = link.lower.profile.zone().equals("paris");
        zones.plain("world").fireBelow("too-old");
        zones.network.run(Duration.ofMinutes(2));
        zones.plain("world").fireBelow("late");
        zones.network.run(Duration.ofMinutes(4));
        assertThat(zones.plain("paris").events).isEmpty();

        for (var link : zones.links) link.cut = false;
        zones.network.run(ThreeLevels.SOON);

        for (var agent : List.of(zones.plain("paris"), zones.first("paris")))
            assertThat(agent.events).containsExactly("late");
    }

    @Test
    void many_events_pass_the_line_at_a_pace_and_all_of_them() {
        zones.running().agree();
        for (var i = 0; i < 300; i++) zones.plain("europe").fireBelow("event-" + i);

        zones.network.run(Duration.ofSeconds(3));
        assertThat(zones.first("paris").events).hasSizeLessThan(300);
        zones.network.run(Duration.ofSeconds(30));

        for (var zone : List.of("paris", "lyon"))
            assertThat(zones.plain(zone).events).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void who_moves_takes_no_events_of_the_old_zone_along() {
        zones.running().agree();
        zones.tell(zones.plain("paris"), "of-paris", false);
        var moving = zones.plain("paris");

        zones.move(moving, "lyon");
        zones.agree();
        zones.network.run(ThreeLevels.SOON);

        assertThat(zones.first("lyon").events).isEmpty();
        assertThat(moving.mind().kept().events()).isEmpty();
    }

    @Test
    void whatever_happens_to_relays_and_links_all_agree_in_the_end() {
        var failures = LongStream.range(0, Integer.getInteger("simulation.seeds", 200) / 5)
                .parallel()
                .mapToObj(ZonesSimulationTest::trouble)
                .flatMap(Optional::stream)
                .toList();

        assertThat(failures).isEmpty();
    }

    private static Optional<String> trouble(long seed) {
        try {
            new ThreeLevels(seed).running().suffer();
            return Optional.empty();
        } catch (AssertionError failed) {
            return Optional.of("seed " + seed + ": " + failed.getMessage());
        }
    }
}
