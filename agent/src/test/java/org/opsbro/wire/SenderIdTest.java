package org.opsbro.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opsbro.model.NodeId;

class SenderIdTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            5f0b8a5c-1f5e-4d5f-9b57-0a7c8a1d9e01, 005f0b8a5c1f5e4d5f9b570a7c8a1d9e01
            5F0B8A5C-1F5E-4D5F-9B57-0A7C8A1D9E01, 2435463042384135432d314635452d344435462d394235372d304137433841314439453031
            abcd,  82abcd
            abc,   03616263
            web-1, 057765622d31
            """)
    void an_id_has_one_form(String id, String bytes) {
        assertThat(HexFormat.of().formatHex(SenderId.bytes(new NodeId(id)))).isEqualTo(bytes);
        assertThat(SenderId.read(HexFormat.of().parseHex(bytes))).contains(new NodeId(id));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            ''
            00
            80
            c1
            41
            0461626364
            0120
            0161ff
            01ff
            """)
    void what_is_no_id_is_refused(String bytes) {
        assertThat(SenderId.read(HexFormat.of().parseHex(bytes))).isEmpty();
    }

    @Test
    void a_uuid_written_as_text_is_not_a_second_form_of_itself() {
        var text = "5f0b8a5c-1f5e-4d5f-9b57-0a7c8a1d9e01".getBytes(StandardCharsets.US_ASCII);
        var bytes = new byte[37];
        bytes[0] = 36;
        System.arraycopy(text, 0, bytes, 1, 36);

        assertThat(SenderId.read(bytes)).isEmpty();
    }

    @Test
    void random_bytes_are_read_as_what_is_written_back_or_as_nothing() {
        var chance = new Random(3);
        for (var round = 0; round < 50_000; round++) {
            var bytes = new byte[chance.nextInt(70)];
            chance.nextBytes(bytes);
            SenderId.read(bytes).ifPresent(id -> assertThat(SenderId.bytes(id)).isEqualTo(bytes));
        }
    }

    @Test
    void an_id_that_cannot_travel_is_refused_where_it_is_given() {
        assertThatThrownBy(() -> SenderId.bytes(new NodeId("a b"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SenderId.bytes(new NodeId("é"))).hasMessageContaining("printable ASCII");
    }
}
