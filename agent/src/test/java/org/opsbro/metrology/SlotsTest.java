package org.opsbro.metrology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private static final long BEGIN = 1_795_046_400;
    private final Slots slots = new Slots();

    @Test
    void a_source_that_speaks_at_the_border_of_slots_leaves_no_hole() {
        var random = new SplittableRandom(7);
        var before = slots.of("cpu", BEGIN * 1000 - 5, 10);
        for (var i = 1; i < 10_000; i++) {
            var late = random.nextLong(1_500) - 5;
            var slot = slots.of("cpu", (BEGIN + i * 10L) * 1000 + late, 10);
            assertThat(slot).isEqualTo(before + 10);
            before = slot;
        }
    }

    @Test
    void after_a_pause_it_is_in_the_slot_of_the_time() {
        assertThat(slots.of("cpu", (BEGIN + 3) * 1000, 10)).isEqualTo(BEGIN);
        assertThat(slots.of("cpu", (BEGIN + 64) * 1000, 10)).isEqualTo(BEGIN + 60);
        assertThat(slots.of("cpu", (BEGIN - 500) * 1000, 10)).isEqualTo(BEGIN - 500);
    }

    @Test
    void one_that_speaks_each_second_or_seldom_keeps_its_seconds() {
        assertThat(slots.of("fast", (BEGIN + 3) * 1000 + 999, 1)).isEqualTo(BEGIN + 3);
        assertThat(slots.of("slow", (BEGIN + 3) * 1000 + 999, 3600)).isEqualTo(BEGIN + 3);
    }
}
