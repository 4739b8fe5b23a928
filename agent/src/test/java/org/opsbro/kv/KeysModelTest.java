package org.opsbro.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.kv.Outcome.Done;

/** Laws that hold after whatever entries, and a second, simpler opinion of what the keys are. */
class KeysModelTest {
    private static final Bounds SMALL = new Bounds(6, 40, 64);

    /** A key as somebody sees it who hears the changes only. */
    private record Heard(long revision, boolean deleted) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void the_laws_of_the_store_hold_after_each_of_many_entries(long seed) {
        var entries = new RandomEntries(new SplittableRandom(seed));
        var tables = new MapTables();
        var keys = new Keys(SMALL);
        Map<String, Heard> heard = new TreeMap<>();
        Map<String, Long> tokens = new HashMap<>();
        var lastToken = 0L;

        for (var index = 1L; index <= 3000; index++) {
            var before = tables.counters();
            var entry = entries.next(before.revision());
            var applied = keys.apply(index, entry, tables);
            var now = tables.counters();

            assertThat(now.applied()).isEqualTo(index);
            assertThat(now.revision()).isBetween(before.revision(), before.revision() + 1);
            if (applied.outcome() instanceof Outcome.Refused)
                assertThat(now.revision()).isEqualTo(before.revision());
            if (!applied.changes().isEmpty()) assertThat(now.revision()).isEqualTo(before.revision() + 1);
            for (var change : applied.changes()) {
                assertThat(change.revision()).isEqualTo(now.revision());
                heard.put(change.key(), new Heard(change.revision(), change.deleted()));
            }

            assertThat(now.keys()).isEqualTo(tables.items().size());
            assertThat(now.bytes())
                    .isEqualTo(tables.items().values().stream()
                            .mapToLong(Item::bytes)
                            .sum());
            assertThat(now.sessions()).isEqualTo(tables.sessions().size());
            assertThat(now.graves()).isEqualTo(tables.graves().size()).isLessThanOrEqualTo(SMALL.graves());
            assertThat(tables.marks().size()).isLessThanOrEqualTo(SMALL.marks());
            assertThat(tables.graves().keySet()).noneMatch(tables.items()::containsKey);
            for (var item : tables.items().values()) {
                var last = heard.get(item.key());
                assertThat(last).as(item.key()).isEqualTo(new Heard(item.past().modified(), false));
                var holder = item.lock().session();
                if (item.lock().isHeld()) assertThat(tables.sessions()).containsKey(holder);
                var token = item.lock().token();
                if (item.lock().isHeld() && !tokens.getOrDefault(item.key(), 0L).equals(token)) {
                    assertThat(token).isGreaterThan(lastToken);
                    tokens.put(item.key(), token);
                }
            }
            lastToken = now.token();
            for (var each : heard.entrySet())
                if (each.getValue().deleted()) assertThat(tables.items()).doesNotContainKey(each.getKey());
            for (var grave : tables.graves().entrySet())
                assertThat(heard.get(grave.getKey())).isEqualTo(new Heard(grave.getValue(), true));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void puts_and_deletes_make_what_a_plain_map_says(long seed) {
        var random = new SplittableRandom(seed);
        var tables = new MapTables();
        var keys = new Keys(SMALL);
        Map<String, byte[]> plain = new HashMap<>();

        for (var index = 1L; index <= 2000; index++) {
            var key = RandomEntries.KEYS.get(random.nextInt(RandomEntries.KEYS.size()));
            var wanted = random.nextInt(3) == 0
                    ? new Command.Condition.Modified(
                            tables.item(key).map(item -> item.past().modified()).orElse(0L) - random.nextInt(2))
                    : Command.Condition.ALWAYS;
            var value = new byte[] {(byte) random.nextInt()};
            var command = switch (random.nextInt(4)) {
                case 0 -> new Command.Delete(key, wanted);
                case 1 -> new Command.DeletePrefix(key);
                default -> new Command.Put(key, value, 0, 0, wanted);
            };
            var outcome =
                    keys.apply(index, new Entry("", 0, 0, command), tables).outcome();

            if (outcome instanceof Done)
                switch (command) {
                    case Command.Put put -> plain.put(key, value);
                    case Command.Delete delete -> plain.remove(key);
                    default -> plain.keySet().removeIf(each -> each.startsWith(key));
                }
            assertThat(tables.items().keySet()).containsExactlyInAnyOrderElementsOf(plain.keySet());
            plain.forEach((each, content) ->
                    assertThat(tables.item(each).orElseThrow().value()).isEqualTo(content));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void the_same_entries_make_the_same_tables_and_answers_though_they_went_through_bytes(long seed) {
        var entries = new RandomEntries(new SplittableRandom(seed));
        var one = new MapTables();
        var other = new MapTables();
        var keys = new Keys(SMALL);

        for (var index = 1L; index <= 1000; index++) {
            var entry = entries.next(one.counters().revision());
            var first = keys.apply(index, entry, one);
            var second = keys.apply(index, EntryCodec.read(EntryCodec.write(entry)), other);

            assertThat(second).isEqualTo(first);
        }
        assertThat(MapTables.told(other, RandomEntries.KEYS, RandomEntries.SESSIONS))
                .isEqualTo(MapTables.told(one, RandomEntries.KEYS, RandomEntries.SESSIONS));
    }
}
