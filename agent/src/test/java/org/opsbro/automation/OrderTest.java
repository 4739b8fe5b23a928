package org.opsbro.automation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opsbro.model.Malformed;

class OrderTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void an_order_is_read_back_as_it_was() {
        var odd = Orders.errand("* | !(a & b)", "printf", "%s|", "", "; rm -rf $HOME `x` \"'\n", "é漢😀");

        assertThat(Order.read(Orders.order(odd).bytes())).isEqualTo(Orders.order(odd));
        assertThat(Order.read(Orders.order().bytes())).isEqualTo(Orders.order());
    }

    @Test
    void its_bytes_begin_with_what_it_is() {
        assertThat(new String(Orders.order().bytes(), UTF_8)).startsWith("opsbro exec order 1\n");
    }

    static Stream<Arguments> nonsense() {
        var many = java.util.Collections.nCopies(Errand.MOST_WORDS + 1, "x");
        var big = "x".repeat(Errand.MOST_COMMAND_BYTES);
        return Stream.of(
                Arguments.of("db", List.of(), false, LIMIT, 10, "the command is empty"),
                Arguments.of("db", List.of(""), false, LIMIT, 10, "the command is empty"),
                Arguments.of("db", many, false, LIMIT, 10, "513 words, want at most 512"),
                Arguments.of("db", List.of("echo", big), false, LIMIT, 10, "32772 bytes, want at most 32768"),
                Arguments.of("db", List.of("a\0b"), false, LIMIT, 10, "zero byte"),
                Arguments.of("db", List.of("\ud83d"), false, LIMIT, 10, "half of a character"),
                Arguments.of("db", List.of("a", "b"), true, LIMIT, 10, "a line for the shell is one word, found 2"),
                Arguments.of("db", List.of("a"), false, Duration.ofMillis(99), 10, "the time limit is 99 ms"),
                Arguments.of("db", List.of("a"), false, Duration.ofDays(2), 10, "want 100 ms to a day"),
                Arguments.of("db", List.of("a"), false, LIMIT, 1 << 24, "the limit of the output is 16777216"),
                Arguments.of("db", List.of("a"), false, LIMIT, -1, "the limit of the output is -1"),
                Arguments.of("db &", List.of("a"), false, LIMIT, 10, "want the name of a group, found the end"),
                Arguments.of("g".repeat(2001), List.of("a"), false, LIMIT, 10, "longer than 2000 bytes"));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void an_errand_that_makes_no_sense_is_refused_with_the_reason(
            String group, List<String> words, boolean shell, Duration limit, int output, String reason) {
        assertThatThrownBy(() -> new Errand(group, words, shell, limit, output))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void a_command_is_shown_as_a_shell_would_take_it() {
        assertThat(Orders.errand("*", "ls", "-l", "a b", "it's", "$HOME", "").line())
                .isEqualTo("ls -l 'a b' 'it'\\''s' '$HOME' ''");
        assertThat(new Errand("*", List.of("ps | wc -l"), true, LIMIT, 10).line())
                .isEqualTo("ps | wc -l");
    }

    @Test
    void an_order_that_is_too_long_cut_or_longer_than_it_says_is_malformed() {
        var bytes = Orders.order().bytes();

        for (var length = 0; length < bytes.length; length++) {
            var cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Order.read(cut)).isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> Order.read(Arrays.copyOf(bytes, bytes.length + 1)))
                .hasMessage("1 bytes too many at the end");
        assertThatThrownBy(() -> Order.read(new byte[Order.MOST_BYTES + 1])).hasMessageContaining("65537 bytes");
    }

    @Test
    void every_length_in_it_is_capped() {
        var bytes = Orders.order().bytes();
        for (var at = 0; at + 4 <= bytes.length; at++)
            for (var length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 20}) {
                var evil = bytes.clone();
                ByteBuffer.wrap(evil).putInt(at, length);
                readsCanonicallyOrNot(evil);
            }
    }

    @Test
    void whatever_is_read_has_exactly_one_form() {
        var random = new SplittableRandom(42);
        var whole = Orders.order().bytes();
        var accepted = 0;
        for (var i = 0; i < 100_000; i++) {
            var bytes = whole.clone();
            for (var flips = random.nextInt(1, 4); flips > 0; flips--)
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            if (readsCanonicallyOrNot(bytes)) accepted++;
        }
        for (var i = 0; i < 20_000; i++) {
            var bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            readsCanonicallyOrNot(bytes);
        }
        assertThat(accepted).isPositive();
    }

    private static boolean readsCanonicallyOrNot(byte[] bytes) {
        try {
            assertThat(Order.read(bytes).bytes()).isEqualTo(bytes);
            return true;
        } catch (Malformed refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return false;
        }
    }
}
