package org.opsbro.kv.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.kv.Bounds;
import org.opsbro.kv.Command;
import org.opsbro.kv.Entry;
import org.opsbro.kv.Item;
import org.opsbro.kv.Keys;
import org.opsbro.kv.MapTables;
import org.opsbro.kv.RandomEntries;
import org.opsbro.store.Database;

class SqlTablesTest {
    private static final Bounds SMALL = new Bounds(6, 40, 64);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void the_database_holds_what_plain_maps_hold_after_each_entry_and_after_each_rollback(long seed) {
        var random = new SplittableRandom(seed);
        var entries = new RandomEntries(random);
        var plain = new MapTables();
        var keys = new Keys(SMALL);
        try (var database = Database.writing(folder.resolve("kv"), 512)) {
            Schema.make(database);
            var tables = new SqlTables(database);
            tables.begin();
            for (var index = 1L; index <= 1500; index++) {
                var entry = entries.next(plain.counters().revision());

                var wanted = keys.apply(index, entry, plain);
                var found = keys.apply(index, entry, tables);

                assertThat(found).as("entry %s %s", index, entry).isEqualTo(wanted);
                assertThat(told(tables)).as("entry %s %s", index, entry).isEqualTo(told(plain));
                if (random.nextInt(10) == 0) {
                    tables.commit();
                    tables.begin();
                    keys.apply(index + 1, entries.next(plain.counters().revision()), tables);
                    tables.rollback();
                    assertThat(told(tables)).isEqualTo(told(plain));
                    tables.begin();
                }
            }
            tables.commit();
            assertThat(told(new SqlTables(database))).isEqualTo(told(plain));
        }
    }

    private static Item item(String key, String session) {
        return new Item(
                key, key.getBytes(UTF_8), 3, new Item.Past(2, 7, 4, 10, 11), 40, 40, new Item.Lock(session, 1, 9));
    }

    @Test
    void the_database_takes_another_store_as_plain_maps_do_also_when_it_is_closed_in_the_middle() {
        var plain = new MapTables();
        var keys = new Keys(SMALL);
        var entries = new RandomEntries(new SplittableRandom(9));
        List<Command> commands = new ArrayList<>();
        for (var i = 0; i < 100; i++) commands.add(entries.command(i));
        commands.add(new Command.Limit(100_000));
        commands.add(new Command.RestoreBegin("first"));
        commands.add(new Command.RestoreItems("first", 0, List.of(item("gone", ""))));
        commands.add(new Command.RestoreBegin("one"));
        for (var i = 0; i < 3; i++)
            commands.add(new Command.RestoreItems(
                    "one", i, List.of(item(RandomEntries.KEYS.get(i), "s" + i), item("twice", ""))));
        commands.add(new Command.RestoreEnd("one", 3, 500, 5));
        for (var i = 0; i < 100; i++) commands.add(entries.command(500));
        for (var index = 1; index <= commands.size(); index++) {
            var entry = new Entry("", index, index, commands.get(index - 1));
            try (var database = Database.writing(folder.resolve("kv"), 512)) {
                Schema.make(database);
                var tables = new SqlTables(database);
                tables.begin();
                keys.apply(index, entry, tables);
                tables.rollback();
                tables.begin();

                assertThat(keys.apply(index, entry, tables)).as("%s", entry).isEqualTo(keys.apply(index, entry, plain));
                tables.commit();
                assertThat(told(tables)).as("%s", entry).isEqualTo(told(plain));
                assertThat(tables.staging()).isEqualTo(plain.staging());
            }
        }
        assertThat(plain.counters().revision()).isGreaterThan(500);
    }

    private static String told(org.opsbro.kv.Tables tables) {
        return MapTables.told(tables, RandomEntries.KEYS, RandomEntries.SESSIONS);
    }
}
