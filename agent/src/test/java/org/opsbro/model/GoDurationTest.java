package org.opsbro.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "10s, PT10S",
        "1m30s, PT1M30S",
        "1.5h, PT1H30M",
        "250ms, PT0.25S",
        "2h45m30.5s, PT2H45M30.5S",
        "15us, PT0.000015S"
    })
    void durations_of_go_are_read(String text, Duration wanted) {
        assertThat(GoDuration.parse(text)).contains(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "-1s", "10 s", "1d", "1s1", "999999999h", "1s1s1s1s1s1s1s", "1..5s"})
    void what_is_none_is_not_read(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }

    @Test
    void what_is_written_is_read_again() {
        for (var duration : new Duration[] {Duration.ofSeconds(90), Duration.ofMillis(1500), Duration.ofDays(30)})
            assertThat(GoDuration.parse(GoDuration.of(duration))).contains(duration);
    }
}
