package org.opsbro.kv.raft.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opsbro.kv.raft.live.Linearizability.Deed;
import org.opsbro.kv.raft.live.Linearizability.Read;
import org.opsbro.kv.raft.live.Linearizability.Swap;
import org.opsbro.kv.raft.live.Linearizability.Swap.Swapped;
import org.opsbro.kv.raft.live.Linearizability.Write;

class LinearizabilityTest {
    private static boolean holds(Deed... deeds) {
        return Linearizability.holds(List.of(deeds));
    }

    @Test
    void one_after_the_other() {
        assertThat(holds()).isTrue();
        assertThat(holds(new Read(1, 2, ""))).isTrue();
        assertThat(holds(new Read(1, 2, "a"))).isFalse();
        assertThat(holds(new Write(1, 2, "a"), new Read(3, 4, "a"))).isTrue();
        assertThat(holds(new Write(1, 2, "a"), new Write(3, 4, "b"), new Read(5, 6, "b")))
                .isTrue();
    }

    @Test
    void a_read_that_is_stale_is_found() {
        assertThat(holds(new Write(1, 2, "a"), new Write(3, 4, "b"), new Read(5, 6, "a")))
                .isFalse();
        assertThat(holds(new Write(1, 2, "a"), new Read(3, 4, ""))).isFalse();
    }

    @Test
    void what_is_at_the_same_time_has_any_order_but_the_same_for_all() {
        assertThat(holds(new Write(1, 10, "a"), new Read(2, 3, "a"), new Read(4, 5, "a")))
                .isTrue();
        assertThat(holds(new Write(1, 10, "a"), new Read(2, 3, ""), new Read(4, 5, "a")))
                .isTrue();
        assertThat(holds(new Write(1, 10, "a"), new Read(2, 3, "a"), new Read(4, 5, "")))
                .isFalse();
        assertThat(holds(new Write(1, 10, "a"), new Write(1, 10, "b"), new Read(11, 12, "a"), new Read(13, 14, "b")))
                .isFalse();
    }

    @Test
    void what_nobody_knows_of_may_have_happened_or_not_or_happen_later() {
        var unknown = new Write(1, Linearizability.NEVER, "a");

        assertThat(holds(unknown, new Read(2, 3, ""), new Read(4, 5, ""))).isTrue();
        assertThat(holds(unknown, new Read(2, 3, ""), new Read(4, 5, "a"))).isTrue();
        assertThat(holds(unknown, new Read(2, 3, "a"), new Read(4, 5, ""))).isFalse();
        assertThat(holds(new Read(0, 1, "a"), unknown)).isTrue();
        assertThat(holds(new Read(0, 0, "a"), unknown)).isFalse();
    }

    @Test
    void swaps_succeed_where_the_value_fits_and_nowhere_else() {
        assertThat(holds(new Swap(1, 2, "", "a", Swapped.YES), new Swap(3, 4, "a", "b", Swapped.YES)))
                .isTrue();
        assertThat(holds(new Swap(1, 9, "", "a", Swapped.YES), new Swap(1, 9, "", "b", Swapped.YES)))
                .isFalse();
        assertThat(holds(new Swap(1, 9, "", "a", Swapped.YES), new Swap(1, 9, "", "b", Swapped.NO)))
                .isTrue();
        assertThat(holds(new Swap(1, 9, "", "a", Swapped.NO))).isFalse();
        var unknown = new Swap(1, Linearizability.NEVER, "", "a", Swapped.UNKNOWN);
        assertThat(holds(unknown, new Read(2, 3, ""))).isTrue();
        assertThat(holds(unknown, new Read(2, 3, "a"))).isTrue();
        assertThat(holds(unknown, new Read(2, 3, "b"))).isFalse();
    }

    /** Deeds around moments at which they happened, so that there is an order; one that is swapped for another may have none. */
    @Test
    void histories_of_a_real_register_hold_and_those_with_a_read_from_the_past_do_not() {
        var random = new Random(42);
        for (var round = 0; round < 200; round++) {
            var value = "";
            // written for certain: what nobody knows of may also happen at the very end
            var past = new ArrayList<String>();
            var deeds = new ArrayList<Deed>();
            var count = 60;
            for (var at = 0; at < count; at++) {
                var start = at * 10L - random.nextInt(30);
                var end = at * 10L + random.nextInt(30);
                switch (random.nextInt(4)) {
                    case 0, 1 -> {
                        value = "" + at;
                        var known = random.nextInt(10) > 0;
                        deeds.add(new Write(start, known ? end : Linearizability.NEVER, value));
                        if (known) past.add(value);
                    }
                    case 2 -> {
                        var old = random.nextBoolean() ? value : "other";
                        var fits = old.equals(value);
                        deeds.add(new Swap(start, end, old, "s" + at, fits ? Swapped.YES : Swapped.NO));
                        if (fits) value = "s" + at;
                    }
                    default -> deeds.add(new Read(start, end, value));
                }
            }
            Collections.shuffle(deeds, random);
            assertThat(Linearizability.holds(deeds)).isTrue();
            if (past.size() < 20) continue;
            deeds.add(new Read(count * 10L + 50, count * 10L + 60, past.get(past.size() - 15)));
            assertThat(Linearizability.holds(deeds)).isFalse();
        }
    }
}
