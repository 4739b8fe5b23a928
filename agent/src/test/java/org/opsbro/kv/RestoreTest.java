package org.opsbro.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.opsbro.kv.Command.RestoreBegin;
import org.opsbro.kv.Command.RestoreEnd;
import org.opsbro.kv.Command.RestoreItems;
import org.opsbro.kv.Keys.Applied;
import org.opsbro.kv.Outcome.Done;
import org.opsbro.kv.Outcome.Reason;
import org.opsbro.kv.Outcome.Refused;

/** Another store takes the place of the one that is there, by entries. */
class RestoreTest {
    private final MapTables tables = new MapTables();
    private final Keys keys = new Keys(new Bounds(8, 100, 160));
    private long index;
    private long age = 50;

    private Applied apply(String request, Command command) {
        return keys.apply(++index, new Entry(request, 1000, age, command), tables);
    }

    private Outcome tell(Command command) {
        return apply("", command).outcome();
    }

    private static Item item(String key, String value, long expires, String session) {
        return new Item(
                key,
                value.getBytes(UTF_8),
                3,
                new Item.Past(2, 7, 4, 10, 11),
                expires,
                expires,
                new Item.Lock(session, 1, 900));
    }

    private Item item(String key) {
        return tables.item(key).orElseThrow();
    }

    private String all() {
        return tables.items().values().stream()
                .map(item -> item.key() + "=" + new String(item.value(), UTF_8))
                .collect(Collectors.joining(" "));
    }

    @Test
    void nothing_of_it_is_seen_before_the_last_part_and_then_all_of_it_and_nothing_else() {
        tell(new Command.SessionCreate("s", "", "node", 0, 0, false));
        tell(new Command.Acquire("held", "s", new byte[0], 0));
        tell(Command.Put.of("a", "old".getBytes(UTF_8)));
        var before = tables.counters();

        tell(new RestoreBegin("one"));
        tell(new RestoreItems("one", 0, List.of(item("a", "new", 0, ""), item("b", "2", 0, "gone"))));
        assertThat(all()).isEqualTo("a=old held=");
        tell(Command.Put.of("meanwhile", new byte[0]));
        tell(new RestoreItems("one", 1, List.of(item("c", "3", 30, ""))));
        var applied = apply("", new RestoreEnd("one", 2, 70, 5000));

        assertThat(applied.all()).isTrue();
        assertThat(all()).isEqualTo("a=new b=2 c=3");
        var now = tables.counters();
        assertThat(now.revision()).isEqualTo(71).isGreaterThan(before.revision());
        assertThat(now.compacted()).isEqualTo(71);
        assertThat(now.token()).isEqualTo(5000);
        assertThat(now.keys()).isEqualTo(3);
        assertThat(now.bytes())
                .isEqualTo(
                        tables.items().values().stream().mapToLong(Item::bytes).sum());
        assertThat(now.sessions()).isZero();
        assertThat(tables.sessions()).isEmpty();
        assertThat(tables.delayed("held")).isEqualTo(age + Limits.LOCK_DELAY_MILLIS);
        assertThat(tables.delayed("b")).isEqualTo(age + Limits.LOCK_DELAY_MILLIS);
        assertThat(item("b").lock()).isEqualTo(new Item.Lock("", 1, 900));
        assertThat(item("b").past()).isEqualTo(new Item.Past(2, 71, 4, 10, 11));
        assertThat(item("c").expires()).isEqualTo(age + 30);
        assertThat(tables.staging()).isEmpty();
    }

    @Test
    void revisions_and_tokens_of_the_store_that_was_there_are_never_given_again() {
        for (var i = 0; i < 20; i++) tell(Command.Put.of("a", new byte[0]));
        tell(new RestoreBegin("one"));

        tell(new RestoreEnd("one", 0, 3, 1));

        assertThat(tables.counters().revision()).isEqualTo(22);
        assertThat(all()).isEmpty();
    }

    @Test
    void a_part_that_is_told_twice_is_one_and_one_that_is_missing_is_missed() {
        tell(new RestoreBegin("one"));
        tell(new RestoreItems("one", 0, List.of(item("a", "1", 0, ""))));
        tell(new RestoreBegin("one"));

        assertThat(tell(new RestoreItems("one", 0, List.of(item("a", "1", 0, "")))))
                .isInstanceOf(Done.class);
        assertThat(tell(new RestoreItems("one", 2, List.of())))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.message()).contains("part 2, want 1"));
        assertThat(tell(new RestoreEnd("one", 2, 1, 1)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.WRONG));
        var end = new RestoreEnd("one", 1, 1, 1);
        assertThat(apply(end.request(), end).outcome()).isInstanceOf(Done.class);
        assertThat(apply(end.request(), end).outcome()).isInstanceOf(Done.class);
        assertThat(all()).isEqualTo("a=1");
    }

    @Test
    void another_one_that_begins_or_ten_minutes_without_a_word_end_it() {
        tell(new RestoreBegin("one"));
        tell(new RestoreBegin("two"));
        assertThat(tell(new RestoreItems("one", 0, List.of())))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.message()).contains("forgotten"));

        age += 600_000;
        tell(new Command.Expire());

        assertThat(tables.staging()).isEmpty();
        assertThat(tell(new RestoreEnd("two", 0, 1, 1))).isInstanceOf(Refused.class);
    }

    @Test
    void what_is_larger_than_the_store_may_be_or_no_key_is_refused() {
        tell(new Command.Limit(200));
        tell(new RestoreBegin("one"));

        assertThat(tell(new RestoreItems("one", 0, List.of(item("a", "1".repeat(200), 0, "")))))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.FULL));
        assertThat(tell(new RestoreItems("one", 0, List.of(item("", "1", 0, "")))))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.WRONG));
    }

    @Test
    void its_parts_are_the_same_when_they_went_through_bytes() {
        for (var part : List.of(
                new RestoreBegin("one"),
                new RestoreItems("one", 7, List.of(item("clé", "1", 5, "s"), item("b", "", 0, ""))),
                new RestoreEnd("one", 8, 9, 10))) {
            var entry = new Entry("r", 1, 2, part);

            assertThat(EntryCodec.read(EntryCodec.write(entry)))
                    .usingRecursiveComparison()
                    .isEqualTo(entry);
        }
    }
}
