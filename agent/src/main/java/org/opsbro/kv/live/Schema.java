package org.opsbro.kv.live;

import java.util.List;
import org.opsbro.kv.Counters;
import org.opsbro.kv.Item;
import org.opsbro.kv.Session;
import org.opsbro.store.Database;
import org.opsbro.store.Query.Row;
import org.opsbro.store.StorageException;
import org.opsbro.store.StorageException.Kind;

/** How the store lies in its database, and how its rows are read. */
final class Schema {
    private static final int VERSION = 1;

    static final String ITEM =
            "key, value, flags, created, modified, version, created_at, modified_at, ttl, expires, session, locks,"
                    + " token";
    static final String SESSION = "id, name, node, ttl, delay, deletes, created, expires";
    static final String COUNTERS =
            "applied, revision, age, mark, token, bytes, keys, most, sessions, graves, compacted";

    static final String ITEM_COLUMNS = """
            key blob not null unique, value blob not null, flags integer not null, created integer not null,
              modified integer not null, version integer not null, created_at integer not null, modified_at integer not null,
              ttl integer not null, expires integer not null, session text not null, locks integer not null, token integer not null\
            """;

    private static final List<String> TABLES = List.of(
            """
            create table items (\
            """ + ITEM_COLUMNS + ")",
            "create index items_modified on items (modified, key)",
            "create index items_expires on items (expires, key) where expires > 0",
            "create index items_session on items (session, key) where session <> ''",
            """
            create table sessions (id text primary key, name text not null, node text not null, ttl integer not null,
              delay integer not null, deletes integer not null, created integer not null, expires integer not null) without rowid\
            """,
            "create index sessions_expires on sessions (expires, id) where expires > 0",
            "create table graves (key blob primary key, revision integer not null) without rowid",
            "create index graves_revision on graves (revision, key)",
            "create table delays (key blob primary key, until integer not null) without rowid",
            "create table marks (second integer primary key, revision integer not null)",
            "create table requests (id text primary key, entry integer not null, outcome blob not null) without rowid",
            "create index requests_entry on requests (entry)",
            """
            create table counters (one integer primary key check (one = 1), applied integer not null, revision integer not null,
              age integer not null, mark integer not null, token integer not null, bytes integer not null, keys integer not null,
              most integer not null, sessions integer not null, graves integer not null, compacted integer not null)\
            """,
            "insert into counters values (1, 0, " + Counters.FIRST.revision() + ", 0, 0, 0, 0, 0, "
                    + Counters.FIRST.limit() + ", 0, 0, 0)",
            "pragma user_version = " + VERSION);

    private Schema() {}

    /**
     * Makes the tables where there are none.
     *
     * @throws StorageException if they are those of another version
     */
    static void make(Database database) {
        var version =
                database.query("pragma user_version").one(row -> row.number(1)).orElse(0L);
        if (version == VERSION) return;
        if (version != 0)
            throw new StorageException(
                    Kind.OTHER,
                    database.file() + " is of version " + version + ", this agent reads version " + VERSION);
        database.begin();
        try {
            database.run(TABLES.toArray(String[]::new));
            database.commit();
        } catch (StorageException failed) {
            database.rollback();
            throw failed;
        }
    }

    static Item item(Row row) {
        return new Item(
                KeyBytes.text(row.bytes(1)),
                row.bytes(2),
                row.number(3),
                new Item.Past(row.number(4), row.number(5), row.number(6), row.number(7), row.number(8)),
                row.number(9),
                row.number(10),
                new Item.Lock(row.text(11), row.number(12), row.number(13)));
    }

    static Session session(Row row) {
        return new Session(
                row.text(1),
                row.text(2),
                row.text(3),
                row.number(4),
                row.number(5),
                row.number(6) != 0,
                row.number(7),
                row.number(8));
    }

    static Counters counters(Row row) {
        return new Counters(
                row.number(1),
                row.number(2),
                row.number(3),
                row.number(4),
                row.number(5),
                row.number(6),
                row.number(7),
                row.number(8),
                row.number(9),
                row.number(10),
                row.number(11));
    }
}
