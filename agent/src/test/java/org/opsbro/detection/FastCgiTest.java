package org.opsbro.detection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FastCgiTest {
    private static final String END = record(3, "\0\0\0\0\0\0\0\0", 0);

    /** A record with so much padding, each letter a byte. */
    private static String record(int type, String content, int padding) {
        return new String(new char[] {
                    1,
                    (char) type,
                    0,
                    1,
                    (char) (content.length() >> 8),
                    (char) (content.length() & 0xff),
                    (char) padding,
                    0
                })
                + content
                + "\0".repeat(padding);
    }

    /** The answer of a program that printed a text and had nothing to complain about. */
    static String printed(String text) {
        return record(6, text, 0) + END;
    }

    @Test
    void a_request_is_written_as_the_specification_has_it() {
        assertThat(HexFormat.of().formatHex(FastCgi.request("/s?j")))
                .startsWith("0101000100080000" + "0001000000000000" + "01040001")
                .contains(HexFormat.of().formatHex("\u000f\u0002SCRIPT_FILENAME/s".getBytes(UTF_8)))
                .contains(HexFormat.of().formatHex("\u000c\u0001QUERY_STRINGj".getBytes(UTF_8)))
                .endsWith("0104000100000000" + "0105000100000000");
    }

    @Test
    void a_long_value_has_a_length_of_four_bytes() {
        var long_ = "/" + "x".repeat(299);

        assertThat(new String(FastCgi.request(long_), ISO_8859_1)).contains("\u000b\u0080\0\u0001,SCRIPT_NAME" + long_);
    }

    @Test
    void what_is_printed_in_pieces_with_padding_and_complaints_between_is_one_page() {
        var umlaut = new String("ü".getBytes(UTF_8), ISO_8859_1);
        var answer = record(6, "Content-type: text/plain\r\n\r\na" + umlaut.charAt(0), 3)
                + record(7, "PHP message: a warning", 0)
                + record(6, umlaut.charAt(1) + "b", 5)
                + record(6, "", 0)
                + END;

        assertThat(FastCgi.page(answer)).isEqualTo(new FastCgi.Page(200, "aüb"));
    }

    @Test
    void the_status_is_that_of_the_header_and_not_of_the_body() {
        assertThat(FastCgi.page(printed("Status: 403 Forbidden\r\nX: y\r\n\r\nno"))
                        .status())
                .isEqualTo(403);
        assertThat(FastCgi.page(printed("X: y\r\n\r\nStatus: 403")).status()).isEqualTo(200);
    }

    @Test
    void what_breaks_off_is_refused_and_nothing_else_is_thrown() {
        var whole = printed("X: y\r\n\r\nbody");
        for (var end = 0; end < whole.length(); end++) {
            var part = whole.substring(0, end);
            assertThatThrownBy(() -> FastCgi.page(part)).isInstanceOf(IllegalArgumentException.class);
        }
        var random = new Random(7);
        for (var i = 0; i < 10_000; i++) {
            var bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (bytes.length > 0) bytes[0] = 1;
            try {
                FastCgi.page(new String(bytes, ISO_8859_1));
            } catch (IllegalArgumentException expected) {
                assertThat(expected).hasMessageContaining("answer");
            }
        }
    }
}
