package org.opsbro.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GossipSettingsTest {
    private final GossipSettings lan = GossipSettings.lan();

    @ParameterizedTest
    @CsvSource({"1, 4", "10, 4", "100, 8", "1000, 12", "10000, 16"})
    void a_confirmed_suspicion_lasts_four_intervals_for_each_power_of_ten(int members, int seconds) {
        assertThat(lan.suspicion(members, 2))
                .isEqualTo(Duration.ofSeconds(seconds).toNanos());
        assertThat(lan.suspicion(members, members <= 3 ? 2 : 0))
                .isEqualTo(Duration.ofSeconds(members <= 3 ? seconds : 6L * seconds)
                        .toNanos());
    }

    @Test
    void one_of_two_confirmations_is_worth_more_than_half() {
        var none = lan.suspicion(1000, 0);
        var one = lan.suspicion(1000, 1);
        var two = lan.suspicion(1000, 2);

        assertThat((double) (none - one) / (none - two)).isBetween(0.63, 0.64);
    }

    @ParameterizedTest
    @CsvSource({"2, 8", "9, 8", "50, 12", "100, 16", "1000, 20", "10000, 24"})
    void a_fact_is_sent_more_often_in_larger_clusters(int members, int times) {
        assertThat(lan.transmissions(members)).isEqualTo(times);
    }

    @ParameterizedTest
    @CsvSource({"3, 30", "32, 30", "33, 60", "100, 90", "1000, 180", "10000, 300"})
    void push_pull_is_rarer_in_larger_clusters(int members, int seconds) {
        assertThat(lan.syncEvery(members)).isEqualTo(Duration.ofSeconds(seconds).toNanos());
    }

    @ParameterizedTest
    @CsvSource({"3, 5", "100, 5", "200, 10", "1000, 50"})
    void the_budget_of_accusations_grows_with_the_cluster(int members, int accusations) {
        assertThat(lan.accusationsOf(members)).isEqualTo(accusations);
    }
}
