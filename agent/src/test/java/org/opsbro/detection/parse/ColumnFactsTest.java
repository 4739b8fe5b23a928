package org.opsbro.detection.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Json;

class ColumnFactsTest {
    // df -P -k / /dev/shm on a Debian 12 machine
    private static final String DF = """
            Filesystem     1024-blocks     Used Available Capacity Mounted on
            /dev/vda1         41152736 27342420  11694456      71% /
            tmpfs              4096000        0   4096000       0% /dev/shm
            """;

    @Test
    void named_columns_stand_under_the_key_column() {
        var table = new Table(
                List.of("device", "blocks", "used", "free", "capacity", "mount"), List.of("mount"), List.of());

        var facts = new ColumnFacts(table, 1).parse(DF);

        assertThat(facts.keys()).containsExactly("/", "/dev/shm");
        assertThat(Json.write(facts.get("/")))
                .isEqualTo(
                        "{\"device\":\"/dev/vda1\",\"blocks\":41152736,\"used\":27342420,\"free\":11694456,\"capacity\":71,\"mount\":\"/\"}");
    }

    @Test
    void the_header_names_the_columns_and_the_last_takes_the_rest() {
        var facts =
                new ColumnFacts(new Table(List.of(), List.of(), List.of()), 0).parse("ID  WHAT\n 1  some words here\n");

        assertThat(Json.write(facts)).isEqualTo("{\"1\":{\"ID\":1,\"WHAT\":\"some words here\"}}");
    }

    @Test
    void what_is_wrong_is_told_with_its_line() {
        var parser = new ColumnFacts(new Table(List.of("a", "b"), List.of(), List.of()), 0);

        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> parser.parse("x 1\ny\n"))
                .withMessageStartingWith("line 2: 1 cells, want 2");
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> parser.parse("x 1\nx 2\n"))
                .withMessage("line 2: the row \"x\" comes twice");
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> new ColumnFacts(new Table(List.of(), List.of("c"), List.of()), 0).parse("a b\n"))
                .withMessageStartingWith("line 1: no column \"c\"");
    }
}
