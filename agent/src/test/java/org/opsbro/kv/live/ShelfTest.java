package org.opsbro.kv.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.kv.Bounds;
import org.opsbro.kv.Command;
import org.opsbro.kv.Command.Condition;
import org.opsbro.kv.Command.Delete;
import org.opsbro.kv.Command.DeletePrefix;
import org.opsbro.kv.Command.Put;
import org.opsbro.kv.Entry;
import org.opsbro.kv.EntryCodec;
import org.opsbro.kv.Item;
import org.opsbro.kv.Keys.Change;

class ShelfTest {
    @TempDir
    Path folder;

    private Store store;
    private long at = 1_000_000;

    @BeforeEach
    void open() {
        store = new Store(folder.resolve("kv"), new Bounds(500, 100, 100), false, new Store.Listener() {
            @Override
            public void changed(List<Change> changes) {}

            @Override
            public void replaced() {}

            @Override
            public void expires(OptionalLong age) {}
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void tell(Command... commands) {
        List<byte[]> entries = new ArrayList<>();
        for (var command : commands) entries.add(EntryCodec.write(new Entry("", at, 0, command)));
        store.apply(store.applied() + 1, entries);
    }

    private void put(String... keys) {
        for (var key : keys) tell(Put.of(key, key.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private <T> List<T> look(Function<Shelf, List<T>> reading) throws InterruptedException {
        return store.read(reading);
    }

    private OptionalLong before(long second) throws InterruptedException {
        return store.read(shelf -> shelf.before(second));
    }

    @Test
    void items_come_in_the_order_of_their_bytes_a_page_after_the_other() throws Exception {
        put("b", "a/\uD83D\uDE00", "a/\uFF5E", "a/z", "a/", "a", "a0");

        assertThat(look(shelf -> shelf.items("a/", "", 10, 1000)))
                .extracting(Item::key)
                .containsExactly("a/", "a/z", "a/\uFF5E", "a/\uD83D\uDE00");
        assertThat(look(shelf -> shelf.items("a/", "a/z", 1, 1000)))
                .extracting(Item::key)
                .containsExactly("a/\uFF5E");
        assertThat(look(shelf -> shelf.items("", "", 10, 2))).hasSize(2);
        assertThat(look(shelf -> shelf.items("nothing", "", 10, 1000))).isEmpty();
    }

    @Test
    void folders_are_one_name_each_however_many_keys_they_hold() throws Exception {
        put("web/1/a", "web/1/b", "web/2/a", "web/10", "web", "web/2", "x");
        for (var i = 0; i < 60; i++) put("web/1/many" + i);

        assertThat(look(shelf -> shelf.keys("web/", "/", "", 100)))
                .containsExactly("web/1/", "web/10", "web/2", "web/2/");
        assertThat(look(shelf -> shelf.keys("web/", "/", "web/1/", 2))).containsExactly("web/10", "web/2");
        assertThat(look(shelf -> shelf.keys("", "/", "", 100))).containsExactly("web", "web/", "x");
        assertThat(look(shelf -> shelf.keys("web", "", "web/10", 2))).containsExactly("web/2", "web/2/a");
    }

    @Test
    void changes_since_a_revision_tell_each_key_once_with_those_that_went() throws Exception {
        put("a/1", "a/2", "b", "a/1");
        tell(new Delete("a/2", Condition.ALWAYS));

        assertThat(look(shelf -> shelf.changed("a/", 0, 10)))
                .containsExactly(new Change("a/1", 5, false), new Change("a/2", 6, true));
        assertThat(look(shelf -> shelf.changed("a/", 5, 10))).containsExactly(new Change("a/2", 6, true));
        assertThat(look(shelf -> shelf.changed("a/", 6, 10))).isEmpty();
    }

    @Test
    void a_page_of_changes_never_ends_within_a_revision() throws Exception {
        put("k1", "k2");
        tell(new Command.Transaction(
                List.of(),
                IntStream.range(0, 50)
                        .<Command.Write>mapToObj(i -> Put.of("t" + i, new byte[0]))
                        .toList(),
                List.of()));
        put("k3");

        List<List<Change>> pages = new ArrayList<>();
        for (var page = look(shelf -> shelf.changed("", 0, 5)); !page.isEmpty(); ) {
            pages.add(page);
            var last = page.getLast().revision();
            page = look(shelf -> shelf.changed("", last, 5));
        }

        assertThat(pages.getFirst()).extracting(Change::key).containsExactly("k1", "k2");
        assertThat(pages.stream().flatMap(List::stream).map(Change::key))
                .hasSize(53)
                .doesNotHaveDuplicates();
    }

    @Test
    void keys_that_went_with_their_prefix_are_told_too() throws Exception {
        put("a/1", "a/2");
        tell(new DeletePrefix("a/"));

        assertThat(look(shelf -> shelf.changed("a/", 3, 1)))
                .containsExactly(new Change("a/1", 4, true), new Change("a/2", 4, true));
    }

    @Test
    void a_time_is_a_revision_also_when_the_clock_was_set_back_a_day() throws Exception {
        put("a");
        at += 10_000;
        put("b", "c");
        at -= 86_400_000;
        put("d");

        assertThat(before(0)).hasValue(0);
        assertThat(before(1_000)).hasValue(1);
        assertThat(before(1_001)).hasValue(2);
        assertThat(before(1_010)).hasValue(2);
        assertThat(before(1_011)).hasValue(5);
    }

    @Test
    void a_hundred_thousand_keys_below_one_prefix_are_listed_in_pages_and_go_at_once() throws Exception {
        for (var batch = 0; batch < 100; batch++) {
            var from = batch * 1000;
            tell(IntStream.range(from, from + 1000)
                    .<Command>mapToObj(i -> Put.of("many/" + String.format("%06d", i), new byte[] {1}))
                    .toArray(Command[]::new));
        }
        var seen = 0;
        var last = "";
        for (List<String> page = List.of(""); !page.isEmpty(); ) {
            var after = last;
            page = look(shelf -> shelf.keys("many/", "", after, 5000));
            seen += page.size();
            if (!page.isEmpty()) last = page.getLast();
        }

        assertThat(seen).isEqualTo(100_000);
        assertThat(last).isEqualTo("many/099999");
        assertThat(look(shelf -> shelf.items("many/", "many/050000", 3, 1000)))
                .extracting(Item::key)
                .containsExactly("many/050001", "many/050002", "many/050003");
        assertThat(look(shelf -> shelf.keys("", "/", "", 10))).containsExactly("many/");

        tell(new DeletePrefix("many/"));

        assertThat(store.counters().keys()).isZero();
        assertThat(store.counters().bytes()).isZero();
        assertThat(store.counters().graves()).isLessThanOrEqualTo(500);
    }
}
