package org.opsbro.automation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opsbro.host.Commands.Output;
import org.opsbro.model.Malformed;

class FrameTest {
    static List<Frame> all() {
        return List.of(
                new Frame.Signed(Orders.order().bytes(), new byte[64]),
                new Frame.Cancel(),
                new Frame.Beat(),
                new Frame.Refused("no such key"),
                new Frame.Started(),
                new Frame.Printed(Output.STANDARD, new byte[] {1, 2, 3}),
                new Frame.Printed(Output.ERRORS, new byte[0]),
                new Frame.Ended(Frame.Manner.EXITED, 3, Duration.ofMillis(1234), true, ""),
                new Frame.Ended(Frame.Manner.NOT_STARTED, 0, Duration.ZERO, false, "no such program"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_frame_is_read_back_as_it_was(Frame frame) {
        assertThat(Frame.read(frame.bytes())).usingRecursiveComparison().isEqualTo(frame);
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_changed_frame_is_read_or_malformed_and_nothing_else(Frame frame) {
        var random = new SplittableRandom(7);
        for (var i = 0; i < 20_000; i++) {
            var bytes = frame.bytes();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            if (random.nextInt(4) == 0) bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 3));
            readsOrNot(bytes);
        }
    }

    @Test
    void random_bytes_are_read_or_malformed_and_nothing_else() {
        var random = new SplittableRandom(8);
        for (var i = 0; i < 50_000; i++) {
            var bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            readsOrNot(bytes);
        }
    }

    private static void readsOrNot(byte[] bytes) {
        try {
            assertThat(Frame.read(bytes).bytes()).isEqualTo(bytes);
        } catch (Malformed refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @Test
    void pieces_and_reasons_have_an_end() {
        var piece = new Frame.Printed(Output.STANDARD, new byte[Frame.MOST_PIECE_BYTES + 1]).bytes();
        var reason = new Frame.Refused("x".repeat(16 * 1024 + 1)).bytes();

        assertThatThrownBy(() -> Frame.read(piece)).hasMessage("the piece has 65537 bytes, want at most 65536");
        assertThatThrownBy(() -> Frame.read(reason)).hasMessageContaining("the reason has the length 16385");
    }
}
