package org.opsbro.metrology.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opsbro.metrology.chart.Chart.Units;

class AxesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Chart.Scale scale(Units units) {
        return new Chart.Scale("", Optional.empty(), Optional.empty(), units);
    }

    private static String labels(ValueAxis axis) {
        return String.join(" ", axis.ticks().stream().map(ValueAxis.Tick::label).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 5, SI, 0 0.2 0.4 0.6 0.8 1.0",
        "0.2, 0.93, 4, SI, 0 0.25 0.50 0.75 1.00",
        "3, 97, 5, SI, 0 20 40 60 80 100",
        "0, 1300000, 4, SI, 0 0.5M 1.0M 1.5M",
        "0, 2300000000, 5, SI, 0 0.5G 1.0G 1.5G 2.0G 2.5G",
        "0, 0.0004, 4, SI, 0 100µ 200µ 300µ 400µ",
        "0, 4294967296, 4, BINARY, 0 1Gi 2Gi 3Gi 4Gi",
        "-40, 30, 4, SI, -40 -20 0 20 40",
        "1000.2, 1000.9, 4, PLAIN, 1000.2 1000.4 1000.6 1000.8 1001.0",
        "5, 5, 4, SI, 4.50 4.75 5.00 5.25 5.50",
        "0, 0, 4, SI, 0 0.25 0.50 0.75 1.00",
        "Infinity, -Infinity, 2, SI, 0 0.5 1.0",
    })
    void values_stand_at_round_numbers(double least, double most, int intervals, Units units, String wanted) {
        assertThat(labels(ValueAxis.of(least, most, scale(units), intervals))).isEqualTo(wanted);
    }

    @Test
    void an_axis_goes_as_far_as_it_is_told() {
        var told = new Chart.Scale("", Optional.of(10.0), Optional.of(47.0), Units.SI);

        var axis = ValueAxis.of(0, 1000, told, 4);

        assertThat(axis.least()).isEqualTo(10);
        assertThat(axis.most()).isEqualTo(47);
        assertThat(labels(axis)).isEqualTo("10 20 30 40");
    }

    @Test
    void two_axes_share_the_lines_of_the_grid() {
        var left = ValueAxis.of(0, 100, scale(Units.SI), 5);

        var right = ValueAxis.beside(left, 0, 1234, scale(Units.SI));

        assertThat(right.ticks()).hasSameSizeAs(left.ticks());
        assertThat(right.most()).isGreaterThanOrEqualTo(1234);
    }

    @Test
    void every_axis_has_its_values_and_a_few_lines() {
        var random = new SplittableRandom(3);
        for (var i = 0; i < 2000; i++) {
            var one = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-12, 18));
            var other = one + random.nextDouble() * Math.pow(10, random.nextInt(-12, 18));
            var axis = ValueAxis.of(
                    one,
                    other,
                    scale(List.of(Units.SI, Units.BINARY, Units.PLAIN).get(i % 3)),
                    1 + i % 9);

            assertThat(axis.least()).isLessThanOrEqualTo(one + axis.step() * 1e-6 + Math.abs(one) * 1e-12);
            assertThat(axis.most()).isGreaterThanOrEqualTo(other - axis.step() * 1e-6 - Math.abs(other) * 1e-12);
            assertThat(axis.ticks()).as(one + ".." + other).hasSizeBetween(1, 25);
        }
    }

    private static String times(String from, String until, ZoneId zone, int most) {
        return String.join(
                " ",
                TimeAxis.ticks(
                                Instant.parse(from).getEpochSecond(),
                                Instant.parse(until).getEpochSecond(),
                                zone,
                                most)
                        .stream()
                        .map(tick -> tick.isBold() ? "*" + tick.label() + "*" : tick.label())
                        .map(label -> label.replace(' ', '_'))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-30T10:00:03Z, 2026-11-30T10:00:33Z, 6, 11:00:05 11:00:10 11:00:15 11:00:20 11:00:25 11:00:30",
        "2026-11-30T22:50:00Z, 2026-11-30T23:10:00Z, 5, 23:50 23:55 *Dec_1* 00:05 00:10",
        "2026-11-29T12:00:00Z, 2026-11-30T12:00:00Z, 5, 18:00 *Nov_30* 06:00 12:00",
        "2026-11-25T12:00:00Z, 2026-12-02T12:00:00Z, 8, Nov_26 Nov_27 Nov_28 Nov_29 Nov_30 *Dec_1* Dec_2",
        "2026-11-01T00:00:00Z, 2026-12-15T00:00:00Z, 7, Nov_2 Nov_9 Nov_16 Nov_23 Nov_30 Dec_7 Dec_14",
        "2026-02-01T00:00:00Z, 2027-03-01T00:00:00Z, 7, Mar May Jul Sep Nov *2027* Mar",
        "2020-02-01T00:00:00Z, 2027-03-01T00:00:00Z, 8, 2021 2022 2023 2024 2025 2026 2027",
    })
    void times_stand_at_round_ones_of_the_zone(String from, String until, int most, String wanted) {
        assertThat(times(from, until, BERLIN, most)).isEqualTo(wanted);
    }

    @Test
    void a_clock_that_is_set_has_no_hour_twice_and_none_that_there_is_not() {
        // on 2026-03-29 it goes from 02:00 to 03:00, on 2026-10-25 from 03:00 to 02:00
        assertThat(times("2026-03-28T23:00:00Z", "2026-03-29T04:00:00Z", BERLIN, 6))
                .isEqualTo("*Mar_29* 01:00 03:00 04:00 05:00 06:00");
        assertThat(times("2026-10-24T22:00:00Z", "2026-10-25T10:00:00Z", BERLIN, 5))
                .isEqualTo("*Oct_25* 03:00 06:00 09:00");
    }
}
