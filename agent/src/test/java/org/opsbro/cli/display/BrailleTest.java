package org.opsbro.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BrailleTest {
    private static final double NOTHING = Double.NaN;

    @Test
    void each_dot_has_its_bit_as_unicode_numbers_them() {
        var letters = new StringBuilder();
        for (var x = 0; x < 2; x++)
            for (var y = 3; y >= 0; y--) {
                var grid = new Braille(1, 1);
                grid.dot(x, y, 0);
                letters.append(grid.lines((colour, text) -> text).getFirst());
            }

        assertThat(letters.toString()).isEqualTo("⠁⠂⠄⡀⠈⠐⠠⢀");
    }

    @Test
    void what_lies_outside_is_not_drawn() {
        var grid = new Braille(2, 1);
        grid.dot(-1, 0, 0);
        grid.dot(0, 4, 0);
        grid.dot(4, 0, 0);

        assertThat(grid.lines((colour, text) -> text)).containsExactly("  ");
    }

    @Test
    void a_line_is_straight_and_has_both_ends() {
        var grid = new Braille(2, 1);
        grid.line(0, 0, 3, 3, 0);

        assertThat(grid.lines((colour, text) -> text)).containsExactly("⡠⠊");
    }

    @Test
    void letters_of_one_colour_are_painted_together() {
        var grid = new Braille(4, 1);
        grid.line(0, 0, 3, 0, 1);
        grid.dot(4, 0, 2);

        assertThat(grid.lines((colour, text) -> "<" + colour + text + ">")).containsExactly("<1⣀⣀><2⡀> ");
    }

    @Test
    void an_area_stands_on_the_ground_with_the_newest_at_the_right_and_gaps_where_nothing_was() {
        assertThat(Braille.area(new double[] {0, 30, NOTHING, 100}, Limits.PERCENT, 3, 1, Paint.NONE))
                .containsExactly(" ⣠⢸");
        assertThat(Braille.area(new double[] {100, 100, 0, 0}, Limits.PERCENT, 1, 1, Paint.NONE))
                .containsExactly("⣀");
    }

    @Test
    void an_area_has_the_colour_of_its_values() {
        assertThat(Braille.area(new double[] {95, 95}, Limits.PERCENT, 1, 2, new Paint(true)))
                .allMatch(line -> line.startsWith("\u001b[31m"));
    }
}
