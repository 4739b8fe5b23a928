package org.opsbro.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.opsbro.store.StorageException.Kind;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * An SQLite file. When a transaction of its writer is committed it is on the disk (write-ahead log, {@code synchronous=FULL}); readers beside it see what
 * was committed when they began and wait for nobody. The library is loaded with the first database and unpacked into its folder, because other places may
 * not allow programs. One thread's at a time.
 */
public final class Database implements AutoCloseable {
    /** Of 4 KiB: so many wait in the log before they are brought to their places, where each page is written once however often it changed. */
    private static final int PAGES_IN_LOG = 4000;

    private static final String OWNER_ONLY = "rw-------";

    private final Path file;
    private final Connection connection;
    private final List<Query> queries = new ArrayList<>();
    private final Query begin;
    private final Query commit;
    private final Query rollback;

    private Database(Path file, Connection connection, String manner) {
        this.file = file;
        this.connection = connection;
        begin = query("begin " + manner);
        commit = query("commit");
        rollback = query("rollback");
    }

    /**
     * Opens it for its one writer, and makes it if there is none, readable by its owner only.
     *
     * @param cacheKib memory for its pages
     * @throws StorageException if it cannot be opened, or is damaged where it begins
     */
    public static Database writing(Path file, int cacheKib) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        } catch (FileAlreadyExistsException known) {
            // the usual case
        } catch (IOException failed) {
            throw new StorageException(Kind.DISK, file + " cannot be made: " + failed.getMessage(), failed);
        }
        var config = config(cacheKib);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setJournalSizeLimit(32 * 1024 * 1024);
        var database = open(file, config, "immediate");
        database.run("pragma wal_autocheckpoint = " + PAGES_IN_LOG);
        return database;
    }

    /** Opens it for a reader beside its writer. */
    public static Database reading(Path file, int cacheKib) {
        var database = open(file, config(cacheKib), "deferred");
        database.run("pragma query_only = 1");
        return database;
    }

    private static SQLiteConfig config(int cacheKib) {
        var config = new SQLiteConfig();
        config.setBusyTimeout(5_000);
        config.setCacheSize(-cacheKib);
        config.setGetGeneratedKeys(false); // nobody asks for them, and each insert would ask for one
        return config;
    }

    private static Database open(Path file, SQLiteConfig config, String manner) {
        var folder = file.toAbsolutePath().getParent();
        if (folder != null) SqliteLibrary.unpack(folder);
        Connection connection = null;
        try {
            connection = config.createConnection("jdbc:sqlite:" + file);
            return new Database(file, connection, manner);
        } catch (SQLException failed) {
            throw told(file, failed);
        } catch (StorageException failed) {
            close(connection);
            throw failed;
        }
    }

    public Path file() {
        return file;
    }

    /** A statement that is prepared once; it is closed with the database. */
    public Query query(String sql) {
        try {
            var query = new Query(file, connection, sql);
            queries.add(query);
            return query;
        } catch (SQLException failed) {
            throw told(file, failed);
        }
    }

    /** Runs a statement this once, and tells how many rows it changed. */
    public int change(String sql, Object... arguments) {
        try {
            var query = new Query(file, connection, sql);
            try {
                return query.run(arguments);
            } finally {
                query.close();
            }
        } catch (SQLException failed) {
            throw told(file, failed);
        }
    }

    /** Runs statements that have no answer, one after the other. */
    public void run(String... statements) {
        try (var statement = connection.createStatement()) {
            for (var sql : statements) statement.execute(sql);
        } catch (SQLException failed) {
            throw told(file, failed);
        }
    }

    public void begin() {
        begin.run();
    }

    /** When it returns, what a writer wrote is on the disk. */
    public void commit() {
        commit.run();
    }

    /** Takes back what was written since {@link #begin}; after an error that did so already, nothing happens. */
    public void rollback() {
        try {
            rollback.run();
        } catch (StorageException none) {
            if (!String.valueOf(none.getMessage()).contains("no transaction is active")) throw none;
        }
    }

    /** Writes a copy of what is committed into a new file, without gaps. */
    public void copyTo(Path copy) {
        query("vacuum into ?").run(copy.toString());
    }

    /** What is wrong with the file, as far as its structure tells; empty if nothing is. Reads all of it. */
    public List<String> problems() {
        return query("pragma quick_check(10)").all(row -> row.text(1)).stream()
                .filter(line -> !line.equals("ok"))
                .toList();
    }

    @Override
    public void close() {
        queries.forEach(Query::close);
        close(connection);
    }

    private static void close(@org.jspecify.annotations.Nullable Connection connection) {
        try {
            if (connection != null) connection.close();
        } catch (SQLException ignored) {
            // what was committed is on the disk, and nothing else was promised
        }
    }

    static StorageException told(Path file, SQLException failed) {
        var kind = failed instanceof SQLiteException known ? kind(known.getResultCode()) : Kind.OTHER;
        return new StorageException(kind, file + ": " + failed.getMessage(), failed);
    }

    private static Kind kind(SQLiteErrorCode code) {
        return switch (code.code & 0xff) { // the rest says more exactly what
            case 13 -> Kind.FULL;
            case 11, 26 -> Kind.DAMAGED;
            case 8, 10, 14 -> Kind.DISK;
            default -> Kind.OTHER;
        };
    }
}
