package org.opsbro.detection.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.opsbro.model.Json;

class XmlFactsTest {
    private static final XmlFacts XML = new XmlFacts();

    @Test
    void attributes_children_and_text_become_keys() {
        // the shape of "passenger-status --show=xml" and of many others
        var facts = XML.parse("""
                <?xml version="1.0"?>
                <!-- a remark -->
                <info version="3">
                  <pool name="a"><size>4</size></pool>
                  <pool name="b">busy</pool>
                  <note><![CDATA[x < y]]></note>
                </info>
                """);

        assertThat(Json.write(facts))
                .isEqualTo(
                        "{\"version\":3,\"pool\":[{\"name\":\"a\",\"size\":4},{\"name\":\"b\",\"text\":\"busy\"}],\"note\":\"x < y\"}");
    }

    @Test
    void a_lone_text_gets_a_key() {
        assertThat(Json.write(XML.parse("<n>5</n>"))).isEqualTo("{\"value\":5}");
    }

    @Test
    void entities_and_document_types_reach_nothing() {
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> XML.parse("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"))
                .withMessageContaining("document types are not allowed");
    }

    @Test
    void what_is_wrong_is_told_with_its_place() {
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> XML.parse("<a>\n<b></a>"))
                .withMessageStartingWith("line 2");
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> XML.parse("<a>".repeat(60)))
                .withMessageContaining("deeper");
    }
}
