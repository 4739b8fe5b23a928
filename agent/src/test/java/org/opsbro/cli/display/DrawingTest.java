package org.opsbro.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawingTest {
    private final Drawing drawing = new Drawing(Paint.NONE);

    @Test
    void a_box_has_its_title_in_the_frame_and_cuts_what_is_too_wide() {
        assertThat(drawing.box("Load", List.of("a line that is too long", "b"), 14, 3))
                .containsExactly(
                        "┌─ Load ─────┐", "│ a line th… │", "│ b          │", "│            │", "└────────────┘");
    }

    @Test
    void a_title_that_is_too_long_is_cut_too() {
        assertThat(drawing.box("Fullest file system", List.of(), 14, 0))
                .containsExactly("┌─ Fullest… ─┐", "└────────────┘");
    }

    @Test
    void blocks_stand_beside_one_another_and_the_shorter_is_filled() {
        assertThat(drawing.beside(List.of(List.of("ab", "cd"), List.of("x")))).containsExactly("abx", "cd ");
    }

    @ParameterizedTest
    @CsvSource({
        "0,░░░░░░░░ 0 %",
        "50,████░░░░ 0 %",
        "100,████████ 0 %",
        "250,████████ 0 %",
        "-5,░░░░░░░░ 0 %",
        "NaN,░░░░░░░░ 0 %"
    })
    void a_gauge_is_as_full_as_its_part_of_a_hundred(double percent, String line) {
        assertThat(drawing.gauge(percent, Limits.PERCENT, "0 %", 12)).isEqualTo(line);
    }

    @Test
    void a_gauge_turns_yellow_at_75_and_red_at_90() {
        var coloured = new Drawing(new Paint(true));

        assertThat(coloured.gauge(74, Limits.PERCENT, "x", 10)).contains("\u001b[32m█");
        assertThat(coloured.gauge(75, Limits.PERCENT, "x", 10)).contains("\u001b[33m█");
        assertThat(coloured.gauge(90, Limits.PERCENT, "x", 10)).contains("\u001b[31m█");
    }

    @Test
    void a_ring_fills_clockwise_from_the_top_around_its_figure() {
        assertThat(drawing.ring(50, Limits.PERCENT, "50 %"))
                .containsExactly(
                        "    ░░░░█████    ",
                        "  ░░░░░   █████  ",
                        " ░░░         ███ ",
                        "░░░░  50 %   ████",
                        " ░░░         ███ ",
                        "  ░░░░░   █████  ",
                        "    ░░░░░████    ");
        assertThat(String.join("", drawing.ring(0, Limits.PERCENT, ""))).doesNotContain("█");
        assertThat(String.join("", drawing.ring(100, Limits.PERCENT, ""))).doesNotContain("░");
    }

    @Test
    void a_ring_keeps_its_shape_around_any_figure() {
        for (var figure : List.of("", "7 %", "99.9 %", "a figure that is far too long", "日本"))
            assertThat(drawing.ring(30, Limits.PERCENT, figure)).allMatch(line -> Columns.of(line) == 17);
    }

    @Test
    void columns_are_scaled_to_the_largest_and_the_newest_stands_right() {
        assertThat(drawing.columns(List.of(9.0, 0.0, 1.0, 2.0, 4.0), 4)).isEqualTo("▁▃▅█");
        assertThat(drawing.columns(List.of(0.0, 0.0), 4)).isEqualTo("▁▁");
        assertThat(drawing.columns(List.of(), 4)).isEmpty();
    }

    @Test
    void any_box_is_as_wide_as_it_was_told() {
        var random = new SplittableRandom(5);
        for (var round = 0; round < 2_000; round++) {
            var width = 8 + random.nextInt(40);
            var text = "x日é".repeat(random.nextInt(20));

            assertThat(drawing.box(text, List.of(text, ""), width, 1)).allMatch(line -> Columns.of(line) == width);
        }
    }
}
