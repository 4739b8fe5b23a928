package org.opsbro.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KeyTreeTest {
    private static KeyTree tree(String... keys) {
        var all = new TreeMap<String, Value>();
        for (var key : keys) all.put(key, Value.of("v " + key));
        return KeyTree.of(all);
    }

    private static Value at(Value from, String... names) {
        var here = from;
        for (var name : names) here = ((Value.Fields) here).get(name);
        return here;
    }

    @Test
    void folders_are_steps_and_keys_their_ends() {
        var tree = tree("web/a/port", "web/a/host", "web/b", "x.y/z", "top");

        assertThat(at(tree, "web", "a", "port")).isEqualTo(Value.of("v web/a/port"));
        assertThat(at(tree, "x.y", "z")).isEqualTo(Value.of("v x.y/z"));
        assertThat(at(tree, "web/a/port")).isEqualTo(Value.of("v web/a/port"));
        assertThat(at(tree, "top")).isEqualTo(Value.of("v top"));
        assertThat(tree.keys()).containsExactly("top", "web", "x.y");
        assertThat(((Value.Fields) at(tree, "web")).keys()).containsExactly("a", "b");
        assertThat(at(tree, "we")).isInstanceOf(Value.Undefined.class);
        assertThat(at(tree, "web", "c")).isInstanceOf(Value.Undefined.class);
    }

    @Test
    void a_key_that_is_also_a_folder_is_its_text_and_the_rest_is_found_by_its_whole_name() {
        var tree = tree("web", "web/a", "web-1");

        assertThat(at(tree, "web")).isEqualTo(Value.of("v web"));
        assertThat(at(tree, "web/a")).isEqualTo(Value.of("v web/a"));
        assertThat(tree.keys()).containsExactly("web", "web-1");
    }

    @Test
    void what_is_unknown_says_why_wherever_it_is_asked() {
        var tree = KeyTree.unknown("the store is damaged");

        assertThat(tree.get("web")).isEqualTo(new Value.Undefined("the store is damaged"));
        assertThat(tree).isNotEqualTo(KeyTree.EMPTY);
    }

    @Test
    void a_reference_may_mean_keys_with_slashes_or_with_dots() {
        assertThat(KeyTree.meant(List.of("a", "b"))).isEqualTo(Set.of("a/b", "a.b"));
        assertThat(KeyTree.meant(List.of("a", "b", "c"))).isEqualTo(Set.of("a/b/c", "a.b/c", "a/b.c", "a.b.c"));
        assertThat(KeyTree.meant(List.of("a", "*", "c"))).isEqualTo(Set.of("a"));
        assertThat(KeyTree.meant(List.of())).isEqualTo(Set.of(""));
    }

    @Test
    void what_was_not_looked_for_is_not_covered() {
        var looked = KeyTree.of(Map.of(), Set.of("web", "x/y"));

        assertThat(looked.covers(Set.of(List.of("web", "port")))).isFalse();
        assertThat(looked.covers(Set.of(List.of("web")))).isTrue();
        assertThat(looked.covers(Set.of(List.of("web"), List.of("x")))).isFalse();
        assertThat(KeyTree.EMPTY.covers(Set.of())).isTrue();
        assertThat(KeyTree.EMPTY.covers(Set.of(List.of("web")))).isFalse();
        assertThat(KeyTree.of(Map.of()).covers(Set.of(List.of("web")))).isTrue();
    }

    @Test
    void only_what_was_meant_is_left_and_no_neighbour_of_it() {
        var tree = tree("web", "web/a", "web2", "web.x", "other");

        assertThat(tree.only(Set.of("web")).count()).isEqualTo(2);
        assertThat(tree.only(Set.of("")).count()).isEqualTo(5);
        assertThat(tree.only(Set.of("web")).get("web2")).isInstanceOf(Value.Undefined.class);
    }

    @Test
    void whoever_walks_all_names_finds_every_key_that_is_no_folder() {
        var random = new SplittableRandom(1);
        for (var round = 0; round < 200; round++) {
            var all = new TreeMap<String, Value>();
            for (var i = 0; i < 12; i++) {
                var key = new StringBuilder("k" + random.nextInt(3));
                for (var depth = random.nextInt(3); depth > 0; depth--)
                    key.append(random.nextBoolean() ? '/' : '-').append(random.nextInt(3));
                all.put(key.toString(), Value.of(key.toString()));
            }
            var found = new TreeMap<String, Value>();
            walk(KeyTree.of(all), found);

            all.forEach((key, value) -> {
                var hidden = all.keySet().stream().anyMatch(other -> key.startsWith(other + "/"));
                if (!hidden) assertThat(found).as("of %s", all.keySet()).contains(Map.entry(key, value));
            });
            assertThat(all).containsAllEntriesOf(found);
        }
    }

    private static void walk(Value.Fields fields, Map<String, Value> found) {
        for (var name : fields.keys())
            switch (fields.get(name)) {
                case Value.Fields below -> walk(below, found);
                case Value.Text text -> found.put(text.text(), text);
                default -> throw new AssertionError(name + " of " + fields.keys() + " leads nowhere");
            }
    }
}
