package org.opsbro.metrology.statsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DistributionTest {
    private final Distribution distribution = new Distribution(new Room(1 << 20));

    @Test
    void of_very_many_values_percentiles_are_right_within_a_percent_and_sums_are_exact() {
        var random = new SplittableRandom(3);
        var all = new double[100_000];
        var sum = 0.0;
        for (var i = 0; i < all.length; i++) {
            all[i] = Math.exp(random.nextGaussian() * 2);
            sum += all[i];
            distribution.add(all[i]);
        }
        Arrays.sort(all);
        distribution.order();

        assertThat(distribution.count()).isEqualTo(all.length);
        assertThat(distribution.sum()).isEqualTo(sum);
        assertThat(distribution.least()).isEqualTo(all[0]);
        assertThat(distribution.greatest()).isEqualTo(all[all.length - 1]);
        assertThat(distribution.median()).isCloseTo(all[all.length / 2], within(all[all.length / 2] * 0.011));
        for (var percentile : new double[] {1, 50, 90, 99, 99.9}) {
            var part = distribution.within(percentile);
            var wanted = all[part.count() - 1];
            assertThat(part.boundary()).as("p%s", percentile).isCloseTo(wanted, within(wanted * 0.011));
            var exact = 0.0;
            for (var i = 0; i < part.count(); i++) exact += all[i];
            assertThat(part.sum()).isCloseTo(exact, within(exact * 0.011));
        }
    }

    @Test
    void extremes_neither_fail_nor_take_more_room() {
        for (var i = 0; i < 3_000; i++) distribution.add(i % 3 == 0 ? 0 : i % 3 == 1 ? 1e308 : Double.MIN_VALUE);
        distribution.order();

        assertThat(distribution.within(10).boundary()).isZero();
        assertThat(distribution.greatest()).isEqualTo(1e308);
        distribution.clear();
        assertThat(distribution.count()).isZero();
        distribution.add(5);
        assertThat(distribution.median()).isEqualTo(5);
    }
}
