package org.opsbro.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChartTest {
    private static final double NOTHING = Double.NaN;

    private static Chart.Curve curve(String name, double... values) {
        return new Chart.Curve(name, 0, 10, values);
    }

    private static Chart chart(double least, double most) {
        return new Chart(Paint.NONE, "%", Optional.of(new Limits(least, most, NOTHING, NOTHING)));
    }

    @Test
    void a_curve_goes_from_zero_to_its_largest_value_with_its_name_and_last_value_below() {
        assertThat(chart(NOTHING, NOTHING).lines(List.of(curve("load", 0, 10, 20, 30)), 24, 2, "-1h"))
                .containsExactly("30 %│         ⢀⣀⡠⠤⠤⠒⠒⠒⠉⠉", " 0 %│⣀⡠⠤⠤⠔⠒⠒⠊⠉⠁         ", "─ load 30 %          -1h");
    }

    @Test
    void limits_that_are_told_stand_at_the_axis() {
        var lines = chart(0, 100).lines(List.of(curve("busy", 1, 2)), 30, 3, "-1h");

        assertThat(lines.getFirst()).startsWith("100 %│");
        assertThat(lines.get(2)).startsWith("  0 %│");
    }

    @Test
    void a_gap_is_not_drawn_over() {
        var drawn = chart(0, 10).lines(List.of(curve("a", 5, NOTHING, NOTHING, NOTHING, 5)), 16, 1, "");

        assertThat(drawn.getFirst()).isEqualTo("10 %│⠂         ⠐");
    }

    @Test
    void what_is_below_zero_has_room() {
        assertThat(chart(NOTHING, NOTHING)
                        .lines(List.of(curve("t", -5, 5)), 20, 2, "")
                        .get(1))
                .startsWith("-5 %│");
    }

    @Test
    void without_values_it_says_so() {
        assertThat(chart(NOTHING, NOTHING)
                        .lines(List.of(curve("t", NOTHING)), 30, 2, "-1h")
                        .getLast())
                .startsWith("─ t no values");
    }

    @Test
    void names_that_do_not_fit_are_counted() {
        var curves = List.of(curve("first", 1, 1), curve("second", 2, 2), curve("third", 3, 3));

        assertThat(chart(NOTHING, NOTHING).lines(curves, 34, 2, "-1h").getLast())
                .isEqualTo("─ first 1 %  and 2 more        -1h");
    }

    @Test
    void a_single_curve_with_limits_has_the_colour_of_what_it_is_now() {
        var chart = new Chart(new Paint(true), "%", Optional.of(new Limits(0, 100, 50, 90)));

        assertThat(chart.lines(List.of(curve("a", 10, 95)), 30, 2, "").getLast())
                .contains("\u001b[31m─ a");
        assertThat(chart.lines(List.of(curve("a", 95, 10)), 30, 2, "").getLast())
                .contains("\u001b[32m─ a");
    }

    @Test
    void any_chart_has_its_height_and_is_not_wider_than_told() {
        var random = new SplittableRandom(3);
        for (var round = 0; round < 500; round++) {
            var values = random.doubles(random.nextInt(1, 50), -1e3, 1e12)
                    .map(value -> random.nextInt(5) == 0 ? NOTHING : value)
                    .toArray();
            var height = random.nextInt(1, 8);
            var width = random.nextInt(24, 100);

            var lines = chart(NOTHING, NOTHING).lines(List.of(curve("日本 name", values)), width, height, "-1h");

            assertThat(lines).hasSize(height + 1).allMatch(line -> Columns.of(line) <= width);
        }
    }
}
