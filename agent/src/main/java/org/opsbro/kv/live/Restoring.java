package org.opsbro.kv.live;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;
import org.opsbro.kv.Counters;
import org.opsbro.kv.Limits;
import org.opsbro.store.Database;
import org.opsbro.store.StorageException;

/**
 * Puts a backup in the place of a database that is closed. Revisions and tokens go on behind the larger of both, so that nobody takes a new one for one he
 * knows; all who watched must begin anew; sessions are over, their locks free after the usual delay.
 */
final class Restoring {
    private Restoring() {}

    /**
     * Unpacks a backup and makes it ready to be the store.
     *
     * @param now what is known of the store whose place it takes
     * @return the database
     * @throws IOException with the reason if it cannot be one
     */
    static Path prepare(Path backup, Path file, Counters now) throws IOException {
        return unpacked(backup, file.resolveSibling("restored.sqlite"), database -> renew(database, now));
    }

    /**
     * Unpacks a backup and looks whether it is whole.
     *
     * @param then what is done to it
     * @throws IOException with the reason if it cannot be believed
     */
    static Path unpacked(Path backup, Path next, Consumer<Database> then) throws IOException {
        discard(next);
        try {
            Backup.read(backup, next);
            try (var database = Database.writing(next, 1024)) {
                var wrong = database.problems();
                if (!wrong.isEmpty()) throw new IOException(backup + " holds a damaged database: " + wrong.getFirst());
                Schema.make(database);
                then.accept(database);
                database.run("pragma wal_checkpoint(truncate)");
            }
            return next;
        } catch (StorageException broken) {
            discard(next);
            throw new IOException(backup + " holds no database of a store: " + broken.getMessage(), broken);
        } catch (IOException refused) {
            discard(next);
            throw refused;
        }
    }

    /**
     * Copies a database that another agent wrote, whole and with what is the same there: it is the same store.
     *
     * @param index of the last entry that is in it, at least
     */
    static Path copied(Path from, Path next, long index) throws IOException {
        discard(next);
        Files.copy(from, next);
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
        try (var database = Database.writing(next, 1024)) {
            Schema.make(database);
            var tables = new SqlTables(database);
            if (tables.counters().applied() < index) tables.rebase(index);
            database.run("pragma wal_checkpoint(truncate)");
        }
        try (var channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        return next;
    }

    private static void renew(Database database, Counters now) {
        var tables = new SqlTables(database);
        tables.begin();
        try {
            var kept = tables.counters();
            var revision = Math.max(kept.revision(), now.revision()) + 1;
            database.query("insert or replace into delays select key, ? from items where session <> ''")
                    .run(kept.age() + Limits.LOCK_DELAY_MILLIS);
            database.query("update items set session = '', modified = ? where session <> ''")
                    .run(revision);
            database.run("delete from sessions", "delete from graves");
            tables.counters(new Counters(
                    Math.max(kept.applied(), now.applied()),
                    revision,
                    kept.age(),
                    Math.max(kept.mark(), now.mark()),
                    Math.max(kept.token(), now.token()),
                    kept.bytes(),
                    kept.keys(),
                    kept.limit(),
                    0,
                    0,
                    revision));
            tables.commit();
        } catch (RuntimeException failed) {
            tables.rollback();
            throw failed;
        }
    }

    /** The former database stays beside as {@code NAME.replaced}. */
    static void swap(Path next, Path file) throws IOException {
        aside(file, "replaced");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        discard(next);
    }

    /** A database that is closed is {@code NAME.as} from then on. */
    static void aside(Path file, String as) throws IOException {
        for (var end : new String[] {"-wal", "-shm", ""}) {
            var part = Path.of(file + end);
            var kept = Path.of(file + "." + as + end);
            Files.deleteIfExists(kept);
            if (Files.exists(part)) Files.move(part, kept, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    static void discard(Path database) throws IOException {
        for (var end : new String[] {"", "-wal", "-shm"}) Files.deleteIfExists(Path.of(database + end));
    }
}
