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
    void then_the_widest_is_cut() {
        assertThat(table.lines(12, Paint.NONE)).containsExactly("NAME", "a-rather-lo…", "b");
    }
}
