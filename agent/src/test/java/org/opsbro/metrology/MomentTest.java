package org.opsbro.metrology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {
    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "now, 2026-11-30T10:00:00Z",
        "-90s, 2026-11-30T09:58:30Z",
        "-5min, 2026-11-30T09:55:00Z",
        "-1h, 2026-11-30T09:00:00Z",
        "-7d, 2026-11-23T10:00:00Z",
        "-1mon, 2026-10-31T10:00:00Z",
        "2026-11-29, 2026-11-29T00:00:00Z",
        "2026-11-29T03:04:05Z, 2026-11-29T03:04:05Z",
        "1795046400, 2026-11-19T00:00:00Z",
        "-999999999y, 1970-01-01T00:00:00Z"
    })
    void times_as_people_say_them(String text, Instant wanted) {
        assertThat(Instant.ofEpochSecond(Moment.seconds(text, NOW))).isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "1h", "-1x", "2026-13-01", "12345678901"})
    void what_is_no_time_is_refused_with_what_would_be(String text) {
        assertThatThrownBy(() -> Moment.seconds(text, NOW))
                .hasMessageStartingWith("\"" + text + "\" is no time: want now");
    }
}
