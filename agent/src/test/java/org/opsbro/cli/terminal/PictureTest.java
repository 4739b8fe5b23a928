package org.opsbro.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PictureTest {
    private static final Size WINDOW = new Size(3, 5);
    private final Picture picture = new Picture();

    @Test
    void the_first_picture_is_written_whole() {
        assertThat(picture.change(List.of("a", "", "c"), WINDOW))
                .isEqualTo("\u001b[H\u001b[2J\u001b[1;1Ha    \u001b[3;1Hc    ");
    }

    @Test
    void then_only_lines_that_differ_are_and_what_was_longer_is_covered() {
        picture.change(List.of("same", "other"), WINDOW);

        assertThat(picture.change(List.of("same", "o"), WINDOW)).isEqualTo("\u001b[2;1Ho    ");
        assertThat(picture.change(List.of("same", "o"), WINDOW)).isEmpty();
        assertThat(picture.change(List.of("same"), WINDOW)).isEqualTo("\u001b[2;1H     ");
    }

    @Test
    void another_window_is_drawn_anew_and_nothing_leaves_it() {
        picture.change(List.of("a"), WINDOW);

        assertThat(picture.change(List.of("too long", "b", "c"), new Size(2, 4)))
                .isEqualTo("\u001b[H\u001b[2J\u001b[1;1Htoo…\u001b[2;1Hb   ");
    }

    @Test
    void what_may_have_been_painted_over_is_drawn_anew() {
        picture.change(List.of("a"), WINDOW);
        picture.forget();

        assertThat(picture.change(List.of("a"), WINDOW)).contains("\u001b[2J").contains("a");
    }

    @Test
    void the_size_is_what_stty_says() {
        assertThat(Size.read("50 132\n")).isEqualTo(new Size(50, 132));
        assertThat(Size.read("0 0\n")).isEqualTo(Size.USUAL);
        assertThat(Size.read("")).isEqualTo(Size.USUAL);
    }
}
