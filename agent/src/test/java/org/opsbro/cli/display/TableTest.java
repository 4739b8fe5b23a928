package org.opsbro.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    private final Table table = new Table()
            .column("NAME", 1)
            .column("NOTES", 3)
            .right("SIZE", 2)
            .row("a-rather-long-name", "nothing to say", "12 GiB")
            .row("b", "", "7 B");

    @Test
    void columns_are_as_wide_as_their_longest_cell() {
        assertThat(table.lines(80, Paint.NONE))
                .containsExactly(
                        "NAME                NOTES             SIZE",
                        "a-rather-long-name  nothing to say  12 GiB",
                        "b                                      7 B");
    }

    @Test
    void what_matters_least_is_left_out_first() {
        assertThat(table.lines(30, Paint.NONE))
                .containsExactly(
                        "NAME                  SIZE", "a-rather-long-name  12 GiB", "b                      7 B");
    }

    @Test
    void a_column_without_text_is_left_out() {
        var table = new Table().column("A", 1).column("B", 1).right("C", 1).row("x", "", "1");

        assertThat(table.lines(80, Paint.NONE)).containsExactly("A  C", "x  1");
        assertThat(new Table().column("A", 1).column("B", 1).lines(80, Paint.NONE))
                .containsExactly("A  B");
    }

    @Test
    void of_several_that_matter_the_highest_number_goes_first() {
        var table =
                new Table().column("ONE", 1).column("TWO", 2).column("THREE", 3).row("aaaa", "bbbb", "cccc");

        assertThat(table.lines(15, Paint.NONE).getFirst()).isEqualTo("ONE   TWO");
        assertThat(table.lines(9, Paint.NONE).getFirst()).isEqualTo("ONE");
    }

    @Test
    void a_sentence_takes_several_lines() {
        var table = new Table()
                .column("NAME", 1)
                .sentence("REASON", 1)
                .row("dmi", "this machine has no table of that kind")
                .row("x", "ok");

        assertThat(table.lines(32, Paint.NONE))
                .containsExactly("NAME  REASON", "dmi   this machine has no table", "      of that kind", "x     ok");
    }

    @Test
    void then_the_widest_is_cut() {
        assertThat(table.lines(12, Paint.NONE)).containsExactly("NAME", "a-rather-lo…", "b");
    }
}
