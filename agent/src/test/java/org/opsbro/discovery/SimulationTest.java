package org.opsbro.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Whole clusters through {@link Scenario}; more of them, and larger ones, by {@link GossipFigures}. {@code -Dsimulation.seeds=20} makes it short while
 * something else is being built.
 */
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 200);

    @Test
    void a_hundred_members_agree_with_the_truth_after_any_trouble() {
        assertThat(failures(100, SEEDS)).isEmpty();
    }

    @Test
    void a_thousand_members_agree_with_the_truth_after_any_trouble() {
        assertThat(failures(1000, Math.max(1, SEEDS / 20))).isEmpty();
    }

    @Test
    void the_same_seed_gives_the_same_run() {
        assertThat(Scenario.run(100, 3)).isEqualTo(Scenario.run(100, 3));
        assertThat(Scenario.run(100, 4)).isEqualTo(Scenario.run(100, 4));
        assertThat(Scenario.run(100, 3).trace())
                .isNotEqualTo(Scenario.run(100, 4).trace());
    }

    private static List<String> failures(int members, int seeds) {
        return LongStream.range(0, seeds)
                .parallel()
                .mapToObj(seed -> failure(members, seed))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> failure(int members, long seed) {
        try {
            Scenario.run(members, seed);
            return Optional.empty();
        } catch (AssertionError failed) {
            return Optional.of("seed " + seed + ": " + failed);
        }
    }
}
