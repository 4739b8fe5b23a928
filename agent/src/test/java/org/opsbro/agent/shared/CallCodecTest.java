package org.opsbro.agent.shared;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Malformed;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;

class CallCodecTest {
    private static Request call(byte[] body) {
        return new Request(
                "PUT",
                "/kv/a b/ü",
                Map.of(),
                Map.of("cas", List.of("7"), "x", List.of("1", "2")),
                body,
                true,
                (what, most) -> {});
    }

    @Test
    void a_call_is_read_as_it_was_written() {
        var read = CallCodec.call(CallCodec.call(call(new byte[300_000])));

        assertThat(read.method()).isEqualTo("PUT");
        assertThat(read.path()).isEqualTo("/kv/a b/ü");
        assertThat(read.query()).isEqualTo(new TreeMap<>(Map.of("cas", List.of("7"), "x", List.of("1", "2"))));
        assertThat(read.bodyBytes()).isEqualTo(300_000);
    }

    @Test
    void an_answer_is_read_as_it_was_written() {
        var read = CallCodec.head(CallCodec.head(Reply.error(409, "no").with("X-Opsbro-Revision", "12")));

        assertThat(read.status()).isEqualTo(409);
        assertThat(read.contentType()).isEqualTo("application/json");
        assertThat(read.headers()).containsExactly(Map.entry("X-Opsbro-Revision", "12"));
    }

    @Test
    void a_body_goes_in_pieces_and_is_the_same_again() {
        var body = new byte[2 * CallCodec.PIECE_BYTES + 1];
        for (var at = 0; at < body.length; at++) body[at] = (byte) (at * 31);
        var again = new java.io.ByteArrayOutputStream();

        var pieces = CallCodec.pieces(body);

        for (var piece : pieces) {
            assertThat(piece[0]).isEqualTo((byte) CallCodec.PIECE);
            again.write(piece, 1, piece.length - 1);
        }
        assertThat(pieces).hasSize(3);
        assertThat(again.toByteArray()).isEqualTo(body);
        assertThat(CallCodec.pieces(new byte[0])).isEmpty();
    }

    @Test
    void what_is_no_call_is_refused() {
        var frame = CallCodec.call(call("x".getBytes(UTF_8)));
        List<byte[]> bad = new ArrayList<>(List.of(new byte[0], new byte[] {9}, "hello there".getBytes(UTF_8)));
        for (var length = 0; length < frame.length; length++) bad.add(java.util.Arrays.copyOf(frame, length));

        for (var each : bad) assertThatThrownBy(() -> CallCodec.call(each)).isInstanceOf(Malformed.class);
        var large = CallCodec.call(call(new byte[CallCodec.MOST_BODY + 1]));
        assertThatThrownBy(() -> CallCodec.call(large)).isInstanceOf(Malformed.class);
    }
}
