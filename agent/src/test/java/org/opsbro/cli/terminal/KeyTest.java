package org.opsbro.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTest {
    private static Key read(String sent) {
        var letters = new ArrayDeque<Integer>();
        sent.chars().forEach(letters::add);
        return Key.read(letters.removeFirst(), () -> letters.isEmpty() ? -1 : letters.removeFirst());
    }

    @ParameterizedTest
    @CsvSource({
        "[A, UP",
        "OA, UP",
        "[B, DOWN",
        "[C, RIGHT",
        "[D, LEFT",
        "OD, LEFT",
        "[H, HOME",
        "[1~, HOME",
        "[7~, HOME",
        "OF, END",
        "[4~, END",
        "[5~, PAGE_UP",
        "[6~, PAGE_DOWN",
        "[1;5A, UP",
        "[3~, OTHER",
        "[15~, OTHER",
        "x, OTHER",
        "[, OTHER"
    })
    void keys_with_names_come_after_escape(String sent, Key.Name name) {
        assertThat(read("\u001b" + sent).name()).isEqualTo(name);
    }

    @Test
    void letters_are_themselves() {
        assertThat(read("q").is('q')).isTrue();
        assertThat(read("Q").is('q')).isFalse();
        assertThat(read(" ").is(' ')).isTrue();
    }

    @Test
    void control_letters_are_keys_too() {
        assertThat(read("\u0003").name()).isEqualTo(Key.Name.INTERRUPT);
        assertThat(read("\u001a").name()).isEqualTo(Key.Name.SUSPEND);
        assertThat(read("\u001b").name()).isEqualTo(Key.Name.ESCAPE);
        assertThat(read("\u0001").name()).isEqualTo(Key.Name.OTHER);
    }

    @Test
    void whatever_is_sent_is_some_key() {
        var random = new SplittableRandom(9);
        for (var round = 0; round < 10_000; round++) {
            var sent = new StringBuilder("\u001b");
            for (var at = random.nextInt(12); at > 0; at--) sent.append((char) random.nextInt(256));

            assertThat(read(sent.toString())).isNotNull();
        }
    }
}
