package org.opsbro.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LimitsTest {
    @Test
    void great_figures_are_bad_ones() {
        assertThat(Limits.PERCENT.mark(74.9)).isEqualTo(Mark.OK);
        assertThat(Limits.PERCENT.mark(75)).isEqualTo(Mark.WARNING);
        assertThat(Limits.PERCENT.mark(90)).isEqualTo(Mark.BAD);
    }

    @Test
    void small_figures_are_the_bad_ones_where_the_bad_limit_is_the_smaller() {
        var days = new Limits(0, 90, 30, 7);

        assertThat(days.mark(31)).isEqualTo(Mark.OK);
        assertThat(days.mark(30)).isEqualTo(Mark.WARNING);
        assertThat(days.mark(7)).isEqualTo(Mark.BAD);
    }

    @Test
    void without_limits_nothing_is_wrong() {
        assertThat(new Limits(0, 1, Double.NaN, Double.NaN).mark(1e9)).isEqualTo(Mark.OK);
    }

    @Test
    void a_part_lies_between_nothing_and_all() {
        var limits = new Limits(10, 20, Double.NaN, Double.NaN);

        assertThat(limits.part(15)).isEqualTo(0.5);
        assertThat(limits.part(9)).isZero();
        assertThat(limits.part(21)).isEqualTo(1);
        assertThat(limits.part(Double.NaN)).isZero();
        assertThat(new Limits(5, 5, 0, 0).part(5)).isZero();
    }
}
