package org.opsbro.metrology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RollupTest {
    @Test
    void a_minute_has_sum_least_greatest_last_and_count() {
        var samples = samples(new long[] {60, 70, 80, 121}, 0.1, 0.2, 0.0, 7);

        var rows = Rollup.of(samples, 60);

        assertThat(row(rows, 0)).containsExactly(60, 0.3, 0.0, 0.2, 0.0, 3);
        assertThat(row(rows, 1)).containsExactly(120, 7, 7, 7, 7, 1);
    }

    @Test
    void hours_of_minutes_are_the_hours_of_the_samples() {
        var samples = new Points();
        for (var i = 0; i < 5_000; i++) samples.add(1_700_000_000L + 7L * i, i * 37 % 101 / 10.0);

        var direct = Rollup.of(samples, 3600);
        var stepwise = Rollup.wider(Rollup.of(samples, 60), 3600);

        for (var at = 0; at < direct.count(); at++)
            assertThat(row(stepwise, at)).isEqualTo(row(direct, at));
        assertThat(stepwise.count()).isEqualTo(direct.count());
    }

    @ParameterizedTest
    @CsvSource({
        "web.load1, AVERAGE",
        "stats.timers.db.lower, MIN",
        "stats.timers.db.upper_90, MAX",
        "stats.timers.db.upper, MAX",
        "stats.timers.db.sum, SUM",
        "stats.counters.hits.count, SUM",
        "stats_counts.hits, SUM",
        "disk.max;host=a.min, MAX"
    })
    void the_name_tells_which_figure_stands_for_it(String name, Consolidation wanted) {
        assertThat(Consolidation.of(name)).isEqualTo(wanted);
    }

    private static Points samples(long[] times, double... values) {
        var samples = new Points();
        for (var i = 0; i < times.length; i++) samples.add(times[i], values[i]);
        return samples;
    }

    private static double[] row(Points rows, int at) {
        return new double[] {
            rows.time(at),
            rows.value(Rollup.SUM, at),
            rows.value(Rollup.MIN, at),
            rows.value(Rollup.MAX, at),
            rows.value(Rollup.LAST, at),
            rows.value(Rollup.COUNT, at)
        };
    }
}
