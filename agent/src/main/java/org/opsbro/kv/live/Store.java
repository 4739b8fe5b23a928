package org.opsbro.kv.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.opsbro.kv.Bounds;
import org.opsbro.kv.Counters;
import org.opsbro.kv.EntryCodec;
import org.opsbro.kv.Keys;
import org.opsbro.kv.Keys.Change;
import org.opsbro.kv.Outcome;
import org.opsbro.model.Malformed;
import org.opsbro.store.Database;
import org.opsbro.store.StorageException;
import org.opsbro.store.StorageException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of the store, open: one writer that folds, and readers that see what was committed. {@link #apply} is one thread's.
 *
 * <p>What a log tells again need not be committed entry by entry: it is when somebody wants to read, and a moment later in any case.
 */
final class Store implements Consensus.Machine, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);
    private static final String CHECKPOINT = "pragma wal_checkpoint(full)";
    private static final int WRITER_CACHE_KIB = 2048;
    private static final int READER_CACHE_KIB = 256;
    private static final int MOST_READERS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** How long what a log has may wait to be committed, and how much of it. */
    private static final Duration MOMENT = Duration.ofMillis(100);

    private static final long MOST_UNCOMMITTED = 4L * 1024 * 1024;
    /** What an entry costs beside its content. */
    private static final long ENTRY_BYTES = 1024;

    private final Path file;
    private final boolean logged;
    private final Keys keys;
    private final Listener listener;
    private final Database database;
    private final SqlTables tables;
    private final BlockingQueue<Shelf> idle = new ArrayBlockingQueue<>(MOST_READERS);
    private volatile Counters counters;
    private volatile OptionalLong firstExpiry;
    /** Bytes of entries that are folded, and not committed yet. */
    private volatile long uncommitted;

    /** Whether a thread waits to commit. */
    private boolean waiting;

    /** Why what was folded is not there: it was taken back, and the log has to tell it again to a store that is opened anew. */
    private volatile @Nullable StorageException lost;

    private boolean closed;

    /** Told after entries are committed, by the thread that folds. */
    interface Listener {
        void changed(List<Change> changes);

        /** All keys may be others. */
        void replaced();

        /** The age at which something expires next; told again whenever it may be another. */
        void expires(OptionalLong age);
    }

    /**
     * Opens it, and makes it where there is none.
     *
     * @param logged whether what it takes is in a log on the disk, which tells it again: then it commits and waits for the disk now and then only
     * @throws StorageException with the reason why it cannot be opened
     */
    Store(Path file, Bounds bounds, boolean logged, Listener listener) {
        this.file = file;
        this.logged = logged;
        this.keys = new Keys(bounds);
        this.listener = listener;
        database = Database.writing(file, WRITER_CACHE_KIB);
        try {
            Schema.make(database);
            if (logged) database.run("pragma synchronous = normal");
            tables = new SqlTables(database);
            counters = tables.counters();
            firstExpiry = tables.firstExpiry();
            for (var i = 0; i < MOST_READERS; i++) idle.add(new Shelf(Database.reading(file, READER_CACHE_KIB)));
        } catch (StorageException failed) {
            closeAll();
            throw failed;
        }
    }

    Path file() {
        return file;
    }

    /** With its write-ahead log. */
    long fileBytes() {
        var bytes = 0L;
        for (var end : new String[] {"", "-wal"})
            try {
                bytes += Files.size(Path.of(file + end));
            } catch (IOException ignored) {
                // the log comes and goes
            }
        return bytes;
    }

    /** The log begins anew behind this index; what is in the store stays. On the disk when it returns, as that log does not tell it. */
    synchronized void rebase(long index) {
        commit();
        tables.rebase(index);
        database.run(CHECKPOINT);
        counters = tables.counters();
    }

    /** As of the last entry. */
    Counters counters() {
        return counters;
    }

    OptionalLong firstExpiry() {
        return firstExpiry;
    }

    @Override
    public long applied() {
        return counters.applied();
    }

    @Override
    public synchronized List<Outcome> apply(long first, List<byte[]> entries) {
        List<Outcome> outcomes = new ArrayList<>(entries.size());
        List<Change> changes = new ArrayList<>();
        var all = false;
        begin();
        try {
            for (var i = 0; i < entries.size(); i++) {
                var applied = apply(first + i, entries.get(i));
                outcomes.add(applied.outcome());
                changes.addAll(applied.changes());
                all |= applied.all();
            }
            for (var each : entries) uncommitted += each.length + ENTRY_BYTES;
            if (!logged || uncommitted >= MOST_UNCOMMITTED) commit();
        } catch (RuntimeException failed) {
            rollback(failed);
            throw failed;
        }
        counters = tables.counters();
        var expiry = tables.expiryMayDiffer() ? tables.firstExpiry() : firstExpiry;
        if (!expiry.equals(firstExpiry)) {
            firstExpiry = expiry;
            listener.expires(expiry);
        }
        if (!changes.isEmpty()) listener.changed(changes);
        if (all) listener.replaced();
        return outcomes;
    }

    private void begin() {
        throwIfLost();
        if (uncommitted > 0) return;
        tables.begin();
        if (!logged || waiting) return;
        waiting = true;
        Thread.ofVirtual().name("kv-commit").start(this::commitSoon);
    }

    private void commitSoon() {
        try {
            Thread.sleep(MOMENT);
            waited();
            commit();
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        } catch (StorageException failed) {
            LOG.warn("kv: what is in the log cannot be committed file={} reason={}", file, failed.getMessage());
        }
    }

    private synchronized void waited() {
        waiting = false;
    }

    /** What was folded is seen by those who read. */
    private void commit() {
        throwIfLost();
        if (uncommitted > 0) commitNow();
    }

    private synchronized void commitNow() {
        if (uncommitted == 0) return;
        try {
            tables.commit();
            uncommitted = 0;
        } catch (RuntimeException failed) {
            rollback(failed);
            throw failed;
        }
    }

    /** Entries that were told before, and answered, may go with those that failed: then nobody may look any more. */
    private void rollback(RuntimeException failed) {
        if (logged) {
            var kind = failed instanceof StorageException storage ? storage.kind() : Kind.OTHER;
            lost = new StorageException(
                    kind, file + " lost what its log has to tell again: " + failed.getMessage(), failed);
        }
        uncommitted = 0;
        tables.rollback();
    }

    private void throwIfLost() {
        var why = lost;
        if (why != null) throw new StorageException(why.kind(), String.valueOf(why.getMessage()), why);
    }

    private Keys.Applied apply(long index, byte[] bytes) {
        try {
            return keys.apply(index, EntryCodec.read(bytes), tables);
        } catch (Malformed broken) {
            // the log has it, so it is one of its entries for everybody: one that does nothing
            tables.counters(tables.counters().at(index));
            var reason = String.valueOf(broken.getMessage());
            return new Keys.Applied(new Outcome.Refused(Outcome.Reason.WRONG, reason, 0), List.of(), false);
        }
    }

    /** Reads what was folded, all of it as of one revision. Waits while others read. */
    <T> T read(Function<Shelf, T> reading) throws InterruptedException {
        commit();
        var shelf = idle.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (shelf == null) throw new StorageException(Kind.OTHER, "too many read at once, or the store is closed");
        try {
            return shelf.look(reading);
        } finally {
            idle.add(shelf);
        }
    }

    @Override
    public void writeSnapshot(Path copy) {
        commit();
        try (var reader = Database.writing(file, READER_CACHE_KIB)) {
            reader.copyTo(copy);
        }
    }

    /** Waits for those who read. */
    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        try {
            for (var i = 0; i < MOST_READERS; i++) idle.take().close();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        settle();
        database.close();
    }

    /** All is on the disk, so that the log of it may go. */
    private void settle() {
        try {
            if (lost == null) commit();
            database.run(CHECKPOINT);
        } catch (StorageException failed) {
            LOG.warn("kv: what is in the store may not be on the disk file={} reason={}", file, failed.getMessage());
        }
    }

    private void closeAll() {
        idle.forEach(Shelf::close);
        database.close();
    }
}
