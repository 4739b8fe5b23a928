package org.opsbro.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Value;
import org.opsbro.pack.YamlEdit.NotEditable;

class YamlEditTest {
    private static final String AGENT = """
            # the agent of this server
            groups:
              # by hand
              - web   # the front
              - linux

            display_name: "my server"   # shown to people
            log_level: INFO
            seeds: [ "10.0.0.1:6768", node2 ]
            empty:
            # the end
            """;

    @Test
    void setting_a_value_changes_its_line_only() {
        assertThat(YamlEdit.set(AGENT, "log_level", Value.of("DEBUG")))
                .isEqualTo(AGENT.replace("log_level: INFO", "log_level: DEBUG"));
        assertThat(YamlEdit.set(AGENT, "display_name", Value.of("a: \"b\" #é")))
                .isEqualTo(AGENT.replace("\"my server\"", "\"a: \\\"b\\\" #é\""));
        assertThat(YamlEdit.set(AGENT, "empty", Value.of(5))).isEqualTo(AGENT.replace("empty:", "empty: 5"));
    }

    @Test
    void a_new_key_comes_last() {
        assertThat(YamlEdit.set(AGENT, "port", Value.of(7000))).isEqualTo(AGENT + "port: 7000\n");
        assertThat(YamlEdit.set("", "port", Value.of(7000))).isEqualTo("port: 7000\n");
        assertThat(YamlEdit.set("a: 1", "yes", Value.of("on"))).isEqualTo("a: 1\nyes: \"on\"\n");
        assertThat(YamlEdit.set("# nothing yet\n", "a", Value.TRUE)).isEqualTo("# nothing yet\na: true\n");
    }

    @Test
    void adding_to_a_list_keeps_its_style() {
        assertThat(YamlEdit.add(AGENT, "groups", Value.of("db")))
                .isEqualTo(AGENT.replace("  - linux\n", "  - linux\n  - db\n"));
        assertThat(YamlEdit.add(AGENT, "seeds", Value.of("node3")))
                .isEqualTo(AGENT.replace("node2 ]", "node2, node3 ]"));
        assertThat(YamlEdit.add(AGENT, "groups", Value.of("web"))).isEqualTo(AGENT);
        assertThat(YamlEdit.add(AGENT, "new", Value.of("a b"))).isEqualTo(AGENT + "new: [\"a b\"]\n");
        assertThat(YamlEdit.add("a: []\n", "a", Value.of("b"))).isEqualTo("a: [b]\n");
        assertThat(YamlEdit.add("a:\n- b\nc: 1\n", "a", Value.of("d"))).isEqualTo("a:\n- b\n- d\nc: 1\n");
    }

    @Test
    void removing_from_a_list_takes_its_line() {
        assertThat(YamlEdit.remove(AGENT, "groups", Value.of("web")))
                .isEqualTo(AGENT.replace("  - web   # the front\n", ""));
        assertThat(YamlEdit.remove(AGENT, "seeds", Value.of("node2")))
                .isEqualTo(AGENT.replace("[ \"10.0.0.1:6768\", node2 ]", "[\"10.0.0.1:6768\"]"));
        assertThat(YamlEdit.remove("a:\n- b\nc: 1\n", "a", Value.of("b"))).isEqualTo("a: []\nc: 1\n");
    }

    @Test
    void a_block_gives_way_to_one_value() {
        assertThat(YamlEdit.set(AGENT, "groups", Value.texts(List.of("a", "b"))))
                .isEqualTo(AGENT.replace("groups:\n", "groups: [a, b]\n")
                        .replace("  - web   # the front\n  - linux\n", ""));
    }

    @Test
    void what_cannot_be_changed_is_refused_with_the_reason() {
        assertThatThrownBy(() -> YamlEdit.remove(AGENT, "groups", Value.of("nope")))
                .isInstanceOf(NotEditable.class)
                .hasMessage("nope is not in groups");
        assertThatThrownBy(() -> YamlEdit.add(AGENT, "log_level", Value.of("x")))
                .hasMessage("log_level is INFO, and not a list");
        assertThatThrownBy(() -> YamlEdit.set("- a\n- b\n", "a", Value.of(1))).hasMessageContaining("at its top");
        assertThatThrownBy(() -> YamlEdit.set("a: [\n", "a", Value.of(1))).hasMessageContaining("not YAML");
    }

    @Test
    void any_text_can_be_written_and_read_back() {
        var random = new Random(42);
        for (var i = 0; i < 2_000; i++) {
            var words = new StringBuilder();
            for (var length = random.nextInt(12); length > 0; length--)
                words.appendCodePoint(
                        random.nextInt(4) == 0
                                ? " \t:#-[]{}'\"&*!|>%@`,?~é€\n😀".codePointAt(random.nextInt(24))
                                : 'a' + random.nextInt(26));
            var value = words.toString().codePoints().anyMatch(point -> point >= 0xD800 && point < 0xE000)
                    ? Value.of("x")
                    : Value.of(words.toString());

            var next = YamlEdit.add(YamlEdit.set(AGENT, "display_name", value), "groups", value);

            var keys = Yaml.keys("f", next, problem -> {}).orElseThrow().toValue();
            assertThat(keys.get("display_name")).isEqualTo(value);
            assertThat(((Value.Items) keys.get("groups")).all())
                    .isEqualTo(List.of(Value.of("web"), Value.of("linux"), value));
        }
    }
}
