package org.opsbro.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0,0ms",
        "850,850ms",
        "1000,1s",
        "200000,3m 20s",
        "180000,3m",
        "7260000,2h 1m",
        "187200000,2d 4h",
        "-5000,-5s"
    })
    void a_duration_has_its_two_largest_units(long millis, String text) {
        assertThat(Quantity.duration(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1536,1.5 KiB", "16777216,16 MiB", "1e15,909 TiB"})
    void bytes_take_the_unit_that_fits(double bytes, String text) {
        assertThat(Quantity.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.0341,0.03", "12.40,12.4", "1530.2,1530", "5,5", "0.00042,0.00042", "NaN,?", "-3.25,-3.25"})
    void a_number_keeps_the_digits_that_matter(double number, String text) {
        assertThat(Quantity.number(number)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"1970-01-01T00:00:00Z,never", "2026-11-24T10:00:00Z,1h ago", "2026-11-24T11:00:00Z,now"})
    void a_time_is_told_from_now(Instant then, String text) {
        assertThat(Quantity.ago(then, Instant.parse("2026-11-24T11:00:00Z"))).isEqualTo(text);
    }
}
