package org.opsbro.cli.display;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Screen terminal = screen(30, true);
    private final Screen pipe = screen(80, false);

    private Screen screen(int width, boolean live) {
        return new Screen(new PrintStream(bytes, true, UTF_8), Paint.NONE, width, live);
    }

    private List<String> lines() {
        return bytes.toString(UTF_8).lines().toList();
    }

    @Test
    void a_title_fills_the_line_up_to_80_columns() {
        terminal.title("Checks");
        screen(200, true).title("Checks");
        terminal.title("a title that is longer than the line");

        assertThat(lines().get(0)).isEqualTo("─── Checks ───────────────────").hasSize(30);
        assertThat(lines().get(1)).hasSize(80);
        assertThat(Columns.of(lines().get(2))).isEqualTo(30);
    }

    @Test
    void a_long_text_goes_on_below_where_it_began() {
        terminal.text(" * groups: ", 3, "debian, debian-12, linux, kvm");

        assertThat(lines()).containsExactly(" * groups: debian, debian-12,", "   linux, kvm");
    }

    @Test
    void in_a_pipe_a_text_is_one_line() {
        pipe.text(" * groups: ", 3, "debian, ".repeat(40).strip());

        assertThat(lines()).hasSize(1);
    }

    @Test
    void what_was_said_stands_behind_a_margin_and_cannot_move_the_cursor() {
        terminal.said("  ", "one\ntwo \u001b[2Jwith more words than fit here");

        assertThat(lines()).containsExactly("  | one", "  | two ·[2Jwith more words", "  | than fit here");
    }

    @Test
    void pairs_are_aligned_and_an_empty_value_is_seen() {
        terminal.pairs(
                " ",
                List.of(
                        new Screen.Pair("a", "1", ""),
                        new Screen.Pair("a.path.of.more.than.forty.letters.in.all.", "", "is default")));

        assertThat(lines())
                .containsExactly(
                        " a                                         → 1",
                        " a.path.of.more.than.forty.letters.in.all. → \"\" (is default)");
    }

    @Test
    void a_frame_wraps_its_values_below_their_beginning() {
        new Frame("detection", Paint.NONE)
                .with("Groups", "debian, linux")
                .more("opsbro x")
                .said("hm")
                .draw(terminal);

        assertThat(lines())
                .containsExactly(
                        "┌─────────────────── detection",
                        " Groups:             debian,",
                        "                     linux",
                        "   └ More →          opsbro x",
                        "   | hm");
    }

    @Test
    void a_spinner_turns_for_people_only() {
        try (var spinner = new Spinner(pipe)) {
            spinner.turn("waiting");
        }
        assertThat(bytes.toString(UTF_8)).isEmpty();

        try (var spinner = new Spinner(terminal)) {
            spinner.turn("waiting");
            spinner.turn("waiting");
        }
        assertThat(bytes.toString(UTF_8)).isEqualTo("\r⠋ waiting\u001b[K\r⠙ waiting\u001b[K\r\u001b[K");
    }
}
