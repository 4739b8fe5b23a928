package org.opsbro.detection.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Json;

class JsonFactsTest {
    private static final JsonFacts WHOLE = new JsonFacts(List.of(), Optional.empty());

    @Test
    void an_object_is_the_facts() {
        assertThat(Json.write(WHOLE.parse("{\"a\": {\"b\": 1.5}}"))).isEqualTo("{\"a\":{\"b\":1.5}}");
    }

    @Test
    void anything_else_gets_a_key() {
        assertThat(Json.write(WHOLE.parse("[1, 2]"))).isEqualTo("{\"items\":[1,2]}");
        assertThat(Json.write(WHOLE.parse("42"))).isEqualTo("{\"value\":42}");
    }

    @Test
    void a_part_is_taken_by_path_and_its_list_made_a_map() {
        var parser = new JsonFacts(List.of("data", "queues"), Optional.of("name"));

        var facts = parser.parse(
                "{\"data\": {\"queues\": [{\"name\": \"mail\", \"n\": 3}, {\"name\": \"sms\", \"n\": 0}]}}");

        assertThat(Json.write(facts))
                .isEqualTo("{\"mail\":{\"name\":\"mail\",\"n\":3},\"sms\":{\"name\":\"sms\",\"n\":0}}");
    }

    @Test
    void what_is_wrong_is_told_with_its_place() {
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> WHOLE.parse("{\"a\":\n  oops}"))
                .withMessageStartingWith("not JSON: line 2");
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> new JsonFacts(List.of("x"), Optional.empty()).parse("{}"))
                .withMessage("no \"x\" of path x");
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> new JsonFacts(List.of(), Optional.of("id")).parse("[{\"id\":1},{}]"))
                .withMessageContaining("item 2");
    }

    @Test
    void too_many_keys_are_refused() {
        var text = "[" + "1,".repeat(Facts.MAX_KEYS) + "1]";

        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> WHOLE.parse(text))
                .withMessageContaining("10000");
    }
}
