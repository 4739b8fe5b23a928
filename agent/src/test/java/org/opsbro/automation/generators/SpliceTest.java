package org.opsbro.automation.generators;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.opsbro.automation.generators.Splice.Marks;
import org.opsbro.automation.generators.Splice.Missing;
import org.opsbro.automation.generators.Splice.Spliced;

class SpliceTest {
    private static final Marks MARKS = new Marks("# BEGIN", "# END");

    @Test
    void what_is_between_the_marks_is_replaced_and_nothing_else() {
        assertThat(whole("a\n# BEGIN\nold\n# END\nz\n", "new\n", Missing.FAIL))
                .isEqualTo("a\n# BEGIN\nnew\n# END\nz\n");
        assertThat(whole("  # BEGIN  \n# END", "", Missing.FAIL)).isEqualTo("  # BEGIN  \n# END");
        assertThat(whole("# BEGIN\n# END\n", "no end", Missing.FAIL)).isEqualTo("# BEGIN\nno end\n# END\n");
    }

    @Test
    void bytes_of_any_character_set_and_line_ends_stay_as_they_are() {
        var random = new SplittableRandom(3);
        for (var round = 0; round < 200; round++) {
            var above = new byte[random.nextInt(300)];
            var below = new byte[random.nextInt(300)];
            random.nextBytes(above);
            random.nextBytes(below);
            var head = new String(above, ISO_8859_1) + "\n";
            var tail = new String(below, ISO_8859_1);
            var file = (head + "# BEGIN\nold\n# END\n" + tail).getBytes(ISO_8859_1);

            var spliced = Splice.into(Optional.of(file), "né\n", MARKS, Missing.FAIL);

            var block = new String("né\n".getBytes(UTF_8), ISO_8859_1);
            assertThat(spliced)
                    .isInstanceOfSatisfying(
                            Spliced.Whole.class,
                            whole -> assertThat(new String(whole.content(), ISO_8859_1))
                                    .isEqualTo(head + "# BEGIN\n" + block + "# END\n" + tail));
        }
    }

    @Test
    void a_file_with_carriage_returns_gets_a_block_with_them() {
        assertThat(whole("a\r\n# BEGIN\r\n# END\r\n", "x\ny\n", Missing.FAIL))
                .isEqualTo("a\r\n# BEGIN\r\nx\r\ny\r\n# END\r\n");
        assertThat(whole("a\r\n", "x\n", Missing.APPEND)).isEqualTo("a\r\n# BEGIN\r\nx\r\n# END\r\n");
    }

    @Test
    void a_missing_block_is_added_where_the_pack_says() {
        assertThat(whole("a\n", "x\n", Missing.APPEND)).isEqualTo("a\n# BEGIN\nx\n# END\n");
        assertThat(whole("a", "x\n", Missing.APPEND)).isEqualTo("a\n# BEGIN\nx\n# END\n");
        assertThat(whole("", "x\n", Missing.APPEND)).isEqualTo("# BEGIN\nx\n# END\n");
        assertThat(whole("a\n", "x\n", Missing.PREPEND)).isEqualTo("# BEGIN\nx\n# END\na\n");
        assertThat(whole("a\n", "x\n", Missing.CREATE)).isEqualTo("a\n# BEGIN\nx\n# END\n");
        assertThat(refused("a\n", "x\n", Missing.FAIL)).contains("has no lines \"# BEGIN\" and \"# END\"");
    }

    @Test
    void a_missing_file_is_made_only_if_the_pack_says_create() {
        assertThat(Splice.into(Optional.empty(), "x\n", MARKS, Missing.CREATE))
                .isInstanceOfSatisfying(
                        Spliced.Whole.class,
                        whole -> assertThat(new String(whole.content(), UTF_8)).isEqualTo("# BEGIN\nx\n# END\n"));
        for (var other : new Missing[] {Missing.FAIL, Missing.APPEND, Missing.PREPEND})
            assertThat(Splice.into(Optional.empty(), "x\n", MARKS, other))
                    .isInstanceOfSatisfying(
                            Spliced.Refused.class,
                            refused -> assertThat(refused.why()).contains("there is no such file"));
    }

    @Test
    void marks_that_do_not_pair_are_refused_whatever_the_pack_says() {
        for (var missing : Missing.values()) {
            assertThat(refused("# BEGIN\n", "x\n", missing)).contains("no line \"# END\"");
            assertThat(refused("# END\n", "x\n", missing)).contains("no line \"# BEGIN\"");
            assertThat(refused("# BEGIN\n# END\n# BEGIN\n# END\n", "x\n", missing))
                    .contains("2 lines \"# BEGIN\"");
            assertThat(refused("# END\n# BEGIN\n", "x\n", missing)).contains("stands above");
        }
    }

    @Test
    void a_block_with_its_own_marks_in_it_is_refused() {
        assertThat(refused("# BEGIN\n# END\n", "a\n # END\n", Missing.FAIL)).contains("its own marks");
    }

    @Test
    void twice_is_once() {
        var once = whole("a\n", "x\n", Missing.APPEND);

        assertThat(whole(once, "x\n", Missing.APPEND)).isEqualTo(once);
    }

    private static String whole(String file, String block, Missing missing) {
        return switch (splice(file, block, missing)) {
            case Spliced.Whole whole -> new String(whole.content(), UTF_8);
            case Spliced.Refused refused -> throw new AssertionError(refused.why());
        };
    }

    private static String refused(String file, String block, Missing missing) {
        return switch (splice(file, block, missing)) {
            case Spliced.Whole whole -> throw new AssertionError(new String(whole.content(), UTF_8));
            case Spliced.Refused refused -> refused.why();
        };
    }

    private static Spliced splice(String file, String block, Missing missing) {
        return Splice.into(Optional.of(file.getBytes(UTF_8)), block, MARKS, missing);
    }
}
