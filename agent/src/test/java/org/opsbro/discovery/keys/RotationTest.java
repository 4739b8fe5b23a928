package org.opsbro.discovery.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.opsbro.discovery.keys.KeyOrder.Step;
import org.opsbro.discovery.keys.Rotation.Held;
import org.opsbro.discovery.keys.Rotation.Stand;
import org.opsbro.model.NodeId;

class RotationTest {
    private static Stand stand(String name, String... keys) {
        return new Stand(new NodeId(name), name, Optional.of(List.of(keys)), "");
    }

    private static Stand silent(String name) {
        return new Stand(new NodeId(name), name, Optional.empty(), "refused");
    }

    private static List<String> names(List<Stand> stands) {
        return stands.stream().map(Stand::name).toList();
    }

    @Test
    void the_youngest_key_wins_in_whatever_order_and_of_two_twins_always_the_same() {
        var noon = Instant.parse("2026-11-25T12:00:00Z");
        var ring = new java.util.ArrayList<>(List.of(
                new Held("aa", noon), new Held("cc", noon.plusSeconds(1)), new Held("bb", noon.plusSeconds(1))));
        assertThat(Rotation.youngest(ring)).isEqualTo("cc");
        Collections.reverse(ring);
        assertThat(Rotation.youngest(ring)).isEqualTo("cc");
    }

    @Test
    void each_step_names_those_where_it_is_to_be_done() {
        var rotation = new Rotation(
                "new",
                List.of(
                        stand("first", "old"),
                        stand("second", "old", "new"),
                        stand("third", "new", "old"),
                        stand("fourth", "new"),
                        silent("away")));

        assertThat(names(rotation.behind(Step.INSTALL))).containsExactly("first", "away");
        assertThat(names(rotation.behind(Step.USE))).containsExactly("first", "second", "away");
        assertThat(names(rotation.behind(Step.REMOVE))).containsExactly("first", "second", "third", "away");
    }

    @Test
    void nothing_is_ordered_that_would_lock_a_member_out() {
        assertThat(stand("a", "old").ordersOf(Step.INSTALL, "new")).containsExactly("new");
        assertThat(stand("a", "old").ordersOf(Step.USE, "new")).isEmpty();
        assertThat(stand("a", "old", "new").ordersOf(Step.REMOVE, "new")).isEmpty();
        assertThat(stand("a", "new", "old", "older").ordersOf(Step.REMOVE, "new"))
                .containsExactly("old", "older");
        assertThat(silent("a").ordersOf(Step.INSTALL, "new")).isEmpty();
        assertThat(stand("a", "new").ordersOf(Step.REMOVE, "new")).isEmpty();
    }

    @Test
    void half_of_a_zone_may_be_left_behind_and_more_may_not() {
        var two = new Rotation("new", List.of(silent("away")));
        var three = new Rotation("new", List.of(silent("away"), stand("behind", "old")));

        assertThat(two.wouldLoseMost()).isFalse();
        assertThat(three.wouldLoseMost()).isTrue();
    }

    @Test
    void what_is_lacking_is_said_and_an_unknown_stand_is_no_guess() {
        assertThat(stand("a", "old").lack(Step.INSTALL, "new")).contains("does not have the key new");
        assertThat(silent("a").lack(Step.INSTALL, "new")).contains("cannot be asked which keys it has");
        assertThat(silent("a").orBefore(stand("a", "old")).keys()).contains(List.of("old"));
    }
}
