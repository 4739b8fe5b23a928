package org.opsbro.metrology.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of graphite-web's parseATTime for the same texts, at Monday 2026-11-30 14:05:30 in Berlin. */
class TimesTest {
    private static final long NOW = Instant.parse("2026-11-30T13:05:30Z").getEpochSecond();
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "now, 2026-11-30T13:05:30Z",
        "'', 2026-11-30T13:05:30Z",
        "-1h, 2026-11-30T12:05:30Z",
        "-5min, 2026-11-30T13:00:30Z",
        "-1mon, 2026-10-31T13:05:30Z",
        "-1y, 2025-11-30T13:05:30Z",
        "-2w, 2026-11-16T13:05:30Z",
        "+1d, 2026-12-01T13:05:30Z",
        "now-90s, 2026-11-30T13:04:00Z",
        "-1d2h, 2026-11-29T11:05:30Z",
        "-1h30min, 2026-11-30T11:35:30Z",
        "1796000400, 2026-11-30T01:00:00Z",
        "20261128, 2026-11-27T23:00:00Z",
        "00:00_20261128, 2026-11-27T23:00:00Z",
        "14:05_20261101, 2026-11-01T13:05:00Z",
        "2:30am, 2026-11-30T01:30:00Z",
        "9am, 2026-11-30T08:00:00Z",
        "9pm, 2026-11-30T20:00:00Z",
        "12pm, 2026-11-29T23:00:00Z",
        "noon, 2026-11-30T11:00:00Z",
        "midnight, 2026-11-29T23:00:00Z",
        "teatime, 2026-11-30T15:00:00Z",
        "noon yesterday, 2026-11-29T11:00:00Z",
        "noon_tomorrow, 2026-12-01T11:00:00Z",
        "teatime today, 2026-11-30T15:00:00Z",
        "midnight-1d, 2026-11-28T23:00:00Z",
        "today, 2026-11-29T23:00:00Z",
        "yesterday, 2026-11-28T23:00:00Z",
        "tomorrow+6h, 2026-12-01T05:00:00Z",
        "monday, 2026-11-29T23:00:00Z",
        "sunday, 2026-11-28T23:00:00Z",
        "fri, 2026-11-26T23:00:00Z",
        "tue-1h, 2026-11-23T22:00:00Z",
        "11/05/26, 2026-11-04T23:00:00Z",
        "3/4/1999, 1999-03-03T23:00:00Z",
        "noon 12/25/70, 1970-12-25T11:00:00Z",
        "jan 5, 2026-01-04T23:00:00Z",
        "dec 1, 2026-11-30T23:00:00Z",
        "16:00jun15, 2026-06-15T14:00:00Z",
        "oct25, 2026-10-24T22:00:00Z",
        "03:30 20261025, 2026-10-25T02:30:00Z",
        "02:30 20261025, 2026-10-25T01:30:00Z",
        "02:30_20260329, 2026-03-29T01:30:00Z",
        "7:15pm yesterday, 2026-11-29T18:15:00Z",
        "-10Days, 2026-11-20T13:05:30Z",
        "-3 minutes, 2026-11-30T13:02:30Z"
    })
    void a_time_is_what_graphite_takes_it_for(String text, String time) {
        assertThat(Instant.ofEpochSecond(Times.seconds(text, BERLIN, NOW))).isEqualTo(Instant.parse(time));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "never",
                "-1parsec",
                "12:99",
                "13/40/26",
                "-1",
                "1h1",
                "feb 30",
                "99999999999999999999",
                "-999999999y",
                "10:",
                "::",
                "jan"
            })
    void what_is_no_time_is_refused(String text) {
        assertThatThrownBy(() -> Times.seconds(text, BERLIN, NOW)).isInstanceOf(BadTarget.class);
    }

    @Test
    void dates_of_iso_8601_are_times_too() {
        assertThat(Times.seconds("2026-11-30", BERLIN, NOW))
                .isEqualTo(Instant.parse("2026-11-29T23:00:00Z").getEpochSecond());
        assertThat(Times.seconds("2026-11-30T10:00:00Z", BERLIN, NOW))
                .isEqualTo(Instant.parse("2026-11-30T10:00:00Z").getEpochSecond());
        assertThat(Times.seconds("2026-11-30T10:00", BERLIN, NOW))
                .isEqualTo(Instant.parse("2026-11-30T09:00:00Z").getEpochSecond());
    }
}
