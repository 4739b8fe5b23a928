package org.opsbro.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ColumnsTest {
    @Test
    void colours_take_no_column_and_wide_letters_two() {
        assertThat(Columns.of("\u001b[32m✓ ok\u001b[0m")).isEqualTo(4);
        assertThat(Columns.of("日本")).isEqualTo(4);
        assertThat(Columns.of("e\u0301")).isEqualTo(1);
    }

    @Test
    void a_long_text_is_cut_with_an_ellipsis_and_keeps_its_colour_closed() {
        assertThat(Columns.fit("loadaverage", 6)).isEqualTo("loada…");
        assertThat(Columns.fit("\u001b[32mloadaverage\u001b[0m", 6)).isEqualTo("\u001b[32mloada…\u001b[0m");
        assertThat(Columns.fit("日本語", 4)).isEqualTo("日…");
    }

    @Test
    void a_short_text_is_filled() {
        assertThat(Columns.left("ab", 4)).isEqualTo("ab  ");
        assertThat(Columns.right("ab", 4)).isEqualTo("  ab");
    }

    @Test
    void a_text_is_wrapped_at_blanks_and_a_long_word_where_it_must() {
        assertThat(Columns.wrap("a few words more", 7)).containsExactly("a few", "words", "more");
        assertThat(Columns.wrap("abcdefgh ij", 5)).containsExactly("abcde", "fgh", "ij");
        assertThat(Columns.wrap("日本語", 4)).containsExactly("日本", "語");
        assertThat(Columns.wrap("", 5)).containsExactly("");
    }

    @Test
    void a_colour_goes_on_in_the_next_line_and_is_closed_in_each() {
        assertThat(Columns.wrap("\u001b[31mred words\u001b[0m here", 5))
                .containsExactly("\u001b[31mred\u001b[0m", "\u001b[31mwords\u001b[0m", "here");
    }

    @Test
    void any_text_is_wrapped_into_lines_that_fit_and_loses_no_letter() {
        var random = new SplittableRandom(11);
        var parts = List.of("a", "b", " ", "日", "é", "\u001b[31m", "\u001b[0m");
        for (var round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (var letters = random.nextInt(30); letters > 0; letters--)
                text.append(parts.get(random.nextInt(parts.size())));
            var width = 2 + random.nextInt(9);
            var lines = Columns.wrap(text.toString(), width);

            assertThat(lines).allMatch(line -> Columns.of(line) <= width);
            assertThat(letters(String.join("", lines))).isEqualTo(letters(text.toString()));
        }
    }

    private static String letters(String text) {
        return text.replaceAll("\u001b\\[[0-9]+m| ", "");
    }

    @Test
    void any_text_fits_any_width() {
        var random = new SplittableRandom(7);
        for (var round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (var letters = random.nextInt(12); letters > 0; letters--)
                text.append(random.nextBoolean() ? "\u001b[3" : String.valueOf((char) random.nextInt(0x3000)));
            var width = random.nextInt(10);

            assertThat(Columns.of(Columns.fit(text.toString(), width))).isLessThanOrEqualTo(width);
        }
    }
}
