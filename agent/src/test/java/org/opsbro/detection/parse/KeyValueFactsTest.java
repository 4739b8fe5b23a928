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

    @Test
    void what_stands_before_each_key_is_no_part_of_it() {
        var stats = new KeyValueFacts(" ", "#", false, "STAT ", false);

        assertThat(Json.write(stats.parse("STAT pid 7\r\nSTAT version 1.6.18\r\nEND\r\n")))
                .isEqualTo("{\"pid\":7,\"version\":\"1.6.18\"}");
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> stats.parse("ERROR\r\n"))
                .withMessage("no line has a key and a value: ERROR");
    }

    @Test
    void pairs_are_facts_of_their_own_where_that_is_wanted() {
        var info = new KeyValueFacts(":", "#", true, "", true);

        assertThat(Json.write(info.parse("db0:keys=2,expires=0\nslave0:ip=10.0.0.1,state=online\nfile:\nodd:a=1,b\n")))
                .isEqualTo("{\"db0\":{\"keys\":2,\"expires\":0},\"slave0\":{\"ip\":\"10.0.0.1\",\"state\":\"online\"},"
                        + "\"file\":\"\",\"odd\":\"a=1,b\"}");
        assertThat(Json.write(new KeyValueFacts(":", "#", false).parse("db0:keys=2,expires=0\n")))
                .isEqualTo("{\"db0\":\"keys=2,expires=0\"}");
    }
}
