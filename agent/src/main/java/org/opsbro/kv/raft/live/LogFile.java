package org.opsbro.kv.raft.live;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.opsbro.store.Database;
import org.opsbro.store.Query;
import org.opsbro.store.StorageException;
import org.opsbro.store.StorageException.Kind;

/**
 * What a server of a consensus must not forget, in one SQLite file: its log, and for whom it voted in which term. What a method wrote is on the disk
 * when it returns. A write that failed leaves a file that takes no more: nobody knows what of it reached the disk until it is opened anew.
 *
 * <p>The log is a run of entries without gaps. The index of the first is kept for itself, as there may be none: a log whose entries all went into a
 * snapshot is empty, and goes on where the snapshot ends. For any thread. Methods throw {@link StorageException}.
 */
final class LogFile implements AutoCloseable {
    private static final int VERSION = 1;
    private static final int CACHE_KIB = 512;
    /** At each append go so many old entries more than come, so that dropping many never takes long at once. */
    private static final int SWEPT_ROWS = 64;

    private static final long SWEPT_BYTES = 1024L * 1024;

    /** An entry as it lies there. */
    record Row(long index, boolean configuration, byte[] bytes) {}

    /** For whom this server voted in a term; "" for nobody yet. */
    record Vote(long term, String candidate) {
        static final Vote NONE = new Vote(0, "");

        long sum() {
            var sum = new CRC32C();
            sum.update((term + " " + candidate).getBytes(StandardCharsets.UTF_8));
            return sum.getValue();
        }
    }

    private final Path path;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();
    private final Database writer;
    private final Database reader;
    private final Query append;
    private final Query delete;
    private final Query old;
    private final Query begin;
    private final Query choose;
    private final Query find;
    private final Query configurations;
    private final Query chosen;
    private long lowest;
    private boolean broken;
    private volatile long first;
    private volatile long last;

    /** @throws StorageException also if it is damaged: it lacks entries, say */
    LogFile(Path path) {
        this.path = path;
        writer = Database.writing(path, CACHE_KIB);
        reader = Database.reading(path, CACHE_KIB);
        try {
            make();
            append = writer.query("insert into log values (?, ?, ?)");
            delete = writer.query("delete from log where i >= ? and i <= ?");
            old = writer.query("select i, length(entry) from log where i < ? order by i limit ?");
            begin = writer.query("insert or replace into first values (0, ?)");
            choose = writer.query("insert or replace into vote values (0, ?, ?, ?)");
            find = reader.query("select entry from log where i = ?");
            configurations =
                    reader.query("select entry from log where configuration = 1 and i >= ? and i <= ? order by i");
            chosen = reader.query("select term, candidate, sum from vote");
            load();
        } catch (StorageException failed) {
            close();
            throw failed;
        }
    }

    private void make() {
        var found = number(writer, "pragma user_version");
        if (found > VERSION)
            throw new StorageException(
                    Kind.OTHER,
                    path + " is of version " + found + ", want at most " + VERSION
                            + ": it was made by a later version of the agent");
        writer.begin();
        writer.run(
                "create table if not exists log (i integer primary key, configuration integer not null, entry blob not null)",
                "create index if not exists configurations on log(i) where configuration = 1",
                "create table if not exists first (id integer primary key, i integer not null)",
                "create table if not exists vote (id integer primary key, term integer not null, candidate text not null, sum integer not null)",
                "pragma user_version = " + VERSION);
        writer.commit();
    }

    private void load() {
        first = Math.max(1, number(reader, "select i from first"));
        lowest = Math.max(1, number(reader, "select min(i) from log"));
        var highest = number(reader, "select max(i) from log");
        last = highest < first ? 0 : highest;
        var count = number(reader, "select count(*) from log where i >= " + first);
        if (last != 0 && count != last - first + 1)
            throw damaged("it has " + count + " entries from " + first + " to " + last);
    }

    private StorageException damaged(String what) {
        return new StorageException(Kind.DAMAGED, path + " is damaged: " + what);
    }

    /** 0 if there is none. */
    private static long number(Database database, String query) {
        return database.query(query).one(row -> row.number(1)).orElse(0L);
    }

    /** The index of the first entry; without entries, of the next one. */
    long first() {
        return first;
    }

    /** The index of the last entry; 0 if there is none. */
    long last() {
        return last;
    }

    /** An entry; empty if the log begins after it or ends before. */
    Optional<byte[]> entry(long index) {
        if (index < first || index > last) return Optional.empty();
        reading.lock();
        try {
            return find.one(row -> row.bytes(1), index);
        } finally {
            reading.unlock();
        }
    }

    /** All entries that are configurations, in order. */
    List<byte[]> configurations() {
        reading.lock();
        try {
            return configurations.all(row -> row.bytes(1), first, last);
        } finally {
            reading.unlock();
        }
    }

    /** Adds entries after the last, all or none. */
    void append(List<Row> rows) {
        if (rows.isEmpty()) return;
        write(() -> {
            var start = last == 0 ? rows.getFirst().index() : first;
            var next = last == 0 ? start : last + 1;
            if (next < first) throw wrong("begins at " + first + ", asked to add " + next);
            for (var row : rows) {
                if (row.index() != next)
                    throw wrong("would have a gap: asked to add " + row.index() + ", want " + next);
                append.run(row.index(), row.configuration() ? 1 : 0, row.bytes());
                next++;
            }
            if (last == 0) begin.run(start);
            var clean = sweep(start, rows);
            return () -> {
                first = start;
                last = rows.getLast().index();
                lowest = clean;
            };
        });
    }

    private StorageException wrong(String why) {
        return new StorageException(Kind.OTHER, path + " " + why);
    }

    /** Drops a few of the entries before the first, and tells the lowest index that is left. */
    private long sweep(long start, List<Row> rows) {
        if (lowest >= start) return lowest;
        record Size(long index, long bytes) {}
        var left = SWEPT_BYTES
                + 2 * rows.stream().mapToLong(row -> row.bytes().length).sum();
        var upTo = start - 1;
        for (var each : old.all(row -> new Size(row.number(1), row.number(2)), start, SWEPT_ROWS + 2 * rows.size())) {
            if (left <= 0) break;
            upTo = each.index();
            left -= each.bytes();
        }
        delete.run(0, upTo);
        return upTo + 1;
    }

    /** The log begins here from now on. What was before goes bit by bit, as other entries come. */
    void truncatePrefix(long index) {
        write(() -> {
            begin.run(index);
            return () -> {
                first = index;
                if (last < index) last = 0;
            };
        });
    }

    /** Drops the entries after one. */
    void truncateSuffix(long index) {
        write(() -> {
            delete.run(index + 1, Long.MAX_VALUE);
            return () -> last = index < first ? 0 : Math.min(last, index);
        });
    }

    /** Drops all entries; the next is this one. */
    void reset(long index) {
        write(() -> {
            delete.run(0, Long.MAX_VALUE);
            begin.run(index);
            return () -> {
                first = index;
                last = 0;
                lowest = index;
            };
        });
    }

    /** @throws StorageException also if what is there is not what was written */
    Vote vote() {
        record Kept(Vote vote, long sum) {}
        reading.lock();
        try {
            var kept = chosen.one(row -> new Kept(new Vote(row.number(1), row.text(2)), row.number(3)));
            if (kept.isEmpty()) return Vote.NONE;
            var vote = kept.get().vote();
            if (vote.sum() == kept.get().sum()) return vote;
            throw damaged("the vote of term " + vote.term() + " has another sum");
        } finally {
            reading.unlock();
        }
    }

    void vote(Vote vote) {
        write(() -> {
            choose.run(vote.term(), vote.candidate(), vote.sum());
            return () -> {};
        });
    }

    /** What a transaction does, and what is true once it is on the disk. */
    private interface Transaction {
        Runnable run();
    }

    private void write(Transaction transaction) {
        writing.lock();
        try {
            if (broken) throw wrong("takes no more, as a write to it failed");
            broken = true;
            writer.begin();
            var then = transaction.run();
            writer.commit();
            then.run();
            broken = false;
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        writing.lock();
        reading.lock();
        try {
            broken = true;
            reader.close();
            writer.close();
        } finally {
            reading.unlock();
            writing.unlock();
        }
    }
}
