package org.opsbro.discovery.zone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Profile;

class ZoneTreeTest {
    final List<String> problems = new ArrayList<>();
    final ZoneTree tree =
            ZoneTree.of(List.of(zone("internet", "europe", "asia"), zone("europe", "paris", "lyon")), problems);

    static Zone zone(String name, String... below) {
        return new Zone(name, List.of(below), "");
    }

    static Profile in(String zone, boolean relay) {
        return Profile.named("n", zone).in(zone, relay);
    }

    @Test
    void a_zone_sees_itself_and_all_that_is_below() {
        assertThat(tree.sees("internet", in("internet", false))).isTrue();
        assertThat(tree.sees("internet", in("paris", false))).isTrue();
        assertThat(tree.sees("europe", in("lyon", false))).isTrue();
    }

    @Test
    void upward_it_sees_the_relays_of_its_parent_only() {
        assertThat(tree.sees("paris", in("europe", true))).isTrue();
        assertThat(tree.sees("paris", in("europe", false))).isFalse();
        assertThat(tree.sees("paris", in("internet", true))).isFalse();
    }

    @Test
    void sisters_do_not_see_one_another() {
        assertThat(tree.sees("paris", in("lyon", true))).isFalse();
        assertThat(tree.sees("europe", in("asia", true))).isFalse();
    }

    @Test
    void a_zone_that_is_only_named_as_a_sub_zone_is_known() {
        assertThat(tree.names()).containsExactly("asia", "europe", "internet", "lyon", "paris");
        assertThat(tree.parent("paris")).contains("europe");
        assertThat(tree.descendants("internet")).containsExactly("asia", "europe", "lyon", "paris");
    }

    @Test
    void the_way_up_begins_with_the_zone_itself() {
        assertThat(tree.upwards("paris")).containsExactly("paris", "europe", "internet");
        assertThat(tree.upwards("unknown")).containsExactly("unknown");
    }

    @Test
    void a_circle_is_cut_and_told() {
        var cut = ZoneTree.of(List.of(zone("a", "b"), zone("b", "c"), zone("c", "a")), problems);

        assertThat(problems).hasSize(1).first().asString().contains("below one another");
        assertThat(cut.isBelow("c", "a")).isTrue();
        assertThat(cut.isBelow("a", "c")).isFalse();
    }

    @Test
    void a_second_parent_is_refused_and_told() {
        var cut = ZoneTree.of(List.of(zone("a", "x"), zone("b", "x")), problems);

        assertThat(cut.parent("x")).contains("a");
        assertThat(problems).containsExactly("the zone x is below a and below b: it stays below a");
    }

    @Test
    void a_zone_nobody_declared_stands_alone() {
        assertThat(ZoneTree.lone("internet").names()).containsExactly("internet");
        assertThat(tree.sees("mars", in("mars", false))).isTrue();
        assertThat(tree.sees("mars", in("europe", true))).isFalse();
    }
}
