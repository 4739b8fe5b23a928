package org.opsbro.detection.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.opsbro.model.Json;

class KeyValueFactsTest {
    @Test
    void each_line_is_a_key_and_a_typed_value() {
        // the first lines of /etc/os-release of Debian 12
        var facts = new KeyValueFacts("=", "#", false)
                .parse(
                        "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n# a remark\n\nVERSION_ID=\"12\"\nload=0.50\nmode=0644\n");

        assertThat(Json.write(facts))
                .isEqualTo(
                        "{\"PRETTY_NAME\":\"Debian GNU/Linux 12 (bookworm)\",\"VERSION_ID\":\"12\",\"load\":0.5,\"mode\":\"0644\"}");
    }

    @Test
    void white_space_and_words_may_separate() {
        assertThat(Json.write(new KeyValueFacts(" ", "#", false).parse("MemTotal   3\nfree -4\n")))
                .isEqualTo("{\"MemTotal\":3,\"free\":-4}");
        assertThat(Json.write(new KeyValueFacts(": ", "#", false).parse("a: b: c\r\n")))
                .isEqualTo("{\"a\":\"b: c\"}");
    }

    @Test
    void other_lines_are_refused_or_skipped() {
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> new KeyValueFacts("=", "#", false).parse("a=1\nnothing here\n"))
                .withMessage("line 2: no \"=\" on this line");
        assertThat(new KeyValueFacts("=", "#", true)
                        .parse("a=1\nnothing here\n")
                        .keys())
                .containsExactly("a");
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> new KeyValueFacts("=", "#", false).parse("a=1\na=2\n"))
                .withMessageContaining("twice");
    }
}
