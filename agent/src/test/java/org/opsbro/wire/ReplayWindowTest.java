package org.opsbro.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
    @Test
    void it_agrees_with_a_set_of_all_that_came() {
        var chance = new Random(11);
        for (var run = 0; run < 20; run++) {
            var first = chance.nextLong(1L << 40);
            var window = new ReplayWindow(first);
            var came = new TreeSet<Long>();
            came.add(first);
            for (var step = 0; step < 5_000; step++) {
                var near = chance.nextInt(50) == 0 ? 5_000 : 1_500;
                var counter = Math.max(0, came.last() + chance.nextInt(near) - 1_300);
                var fresh = !came.contains(counter) && counter > came.last() - ReplayWindow.SIZE;

                assertThat(window.isFresh(counter)).isEqualTo(fresh);

                if (fresh) {
                    window.note(counter);
                    came.add(counter);
                }
            }
        }
    }

    @Test
    void its_edge_is_1024_packets_back() {
        var window = new ReplayWindow(2_000);

        assertThat(window.isFresh(2_000)).isFalse();
        assertThat(window.isFresh(1_999)).isTrue();
        assertThat(window.isFresh(2_000 - 1_023)).isTrue();
        assertThat(window.isFresh(2_000 - 1_024)).isFalse();
        assertThat(window.isFresh(Header.MOST_COUNTER)).isTrue();
    }
}
