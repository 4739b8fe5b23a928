package org.opsbro.kv.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.opsbro.kv.Keys.Change;

class WatchesTest {
    private final Watches watches = new Watches();

    private void changes(String... keys) {
        watches.changed(java.util.Arrays.stream(keys)
                .map(key -> new Change(key, 1, false))
                .toList());
    }

    @Test
    void a_change_wakes_who_waits_for_the_key_or_a_beginning_of_it_and_nobody_else() {
        var key = watches.watch("a/b", false);
        var prefix = watches.watch("a/", true);
        var all = watches.watch("", true);
        var other = watches.watch("a/c", false);
        var otherPrefix = watches.watch("a/b/", true);
        var longer = watches.watch("b", true);

        changes("a/b");

        assertThat(List.of(key, prefix, all)).allMatch(watch -> watch.changed().isDone());
        assertThat(List.of(other, otherPrefix, longer))
                .noneMatch(watch -> watch.changed().isDone());
        assertThat(watches.size()).isEqualTo(3);
    }

    @Test
    void who_was_closed_is_forgotten_and_others_of_the_same_prefix_are_not() {
        var one = watches.watch("a", true);
        var other = watches.watch("a", true);
        one.close();
        one.close();

        changes("a/b");

        assertThat(one.changed()).isNotDone();
        assertThat(other.changed()).isDone();
        other.close();
        assertThat(watches.size()).isZero();
    }

    @Test
    void a_watch_of_a_prefix_is_found_again_after_another_of_its_length_was_woken() {
        watches.watch("aa", true);
        var other = watches.watch("bb", true);

        changes("aa/1");
        changes("bb/1");

        assertThat(other.changed()).isDone();
    }

    @Test
    void all_are_woken_where_the_store_is_another() {
        var one = watches.watch("a", true);
        var other = watches.watch("b", false);

        watches.all();

        assertThat(one.changed()).isDone();
        assertThat(other.changed()).isDone();
    }
}
