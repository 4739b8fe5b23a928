package org.opsbro.kv.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.kv.Bounds;
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

    private static String told(org.opsbro.kv.Tables tables) {
        return MapTables.told(tables, RandomEntries.KEYS, RandomEntries.SESSIONS);
    }
}
