package org.opsbro.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

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
