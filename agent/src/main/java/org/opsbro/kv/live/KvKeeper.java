package org.opsbro.kv.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.opsbro.kv.Bounds;
import org.opsbro.kv.Command;
import org.opsbro.kv.Counters;
import org.opsbro.kv.Entry;
import org.opsbro.kv.EntryCodec;
import org.opsbro.kv.Keys.Change;
import org.opsbro.kv.Limits;
import org.opsbro.kv.Outcome;
import org.opsbro.store.StorageException;
import org.opsbro.store.StorageException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of this agent. Nothing of it is loaded before somebody uses it. Its database lies in {@code kv/store.sqlite} of the data folder. For any thread.
 */
public final class KvKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KvKeeper.class);
    /** Of entries on their way: a few large ones together must not fill the memory. */
    private static final int BYTES_UNDER_WAY = 8 * 1024 * 1024;

    private final Path folder;
    private final Path file;
    private final String self;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final LongSupplier limit;
    private final Bounds bounds;
    private final Consumer<List<Change>> listener;
    private final Watches watches = new Watches();
    private final Semaphore room = new Semaphore(BYTES_UNDER_WAY);
    private volatile Door door = new Door.Closed();
    private Counters last = Counters.FIRST;

    /** How one gets in. */
    private sealed interface Door {
        record Closed() implements Door {}

        record Open(Store store, Consensus consensus, LongSupplier age, Deadlines deadlines) implements Door {}

        record Broken(String why) implements Door {}

        record Gone() implements Door {}
    }

    /** What there is to tell of the store. */
    public sealed interface State {
        /** Nobody used it yet since the agent started. */
        record Closed(boolean exists) implements State {}

        record Open(Counters counters, int watches, long fileBytes) implements State {}

        record Broken(String why) implements State {}
    }

    /**
     * Opens nothing.
     *
     * @param folder its own, made when it is needed
     * @param self name of this node
     * @param nanos of a clock that nobody sets
     * @param limit bytes of keys and values, asked when the store is opened
     * @param listener told of each change after it is safe; by the thread that writes, so it is quick
     */
    public KvKeeper(
            Path folder,
            String self,
            InstantSource clock,
            LongSupplier nanos,
            LongSupplier limit,
            Consumer<List<Change>> listener) {
        this(folder, self, clock, nanos, limit, Bounds.USUAL, listener);
    }

    KvKeeper(
            Path folder,
            String self,
            InstantSource clock,
            LongSupplier nanos,
            LongSupplier limit,
            Bounds bounds,
            Consumer<List<Change>> listener) {
        this.folder = folder;
        this.file = folder.resolve("store.sqlite");
        this.self = self;
        this.clock = clock;
        this.nanos = nanos;
        this.limit = limit;
        this.bounds = bounds;
        this.listener = listener;
    }

    /** Whether there is something to look after: keys may expire, though nobody asks for them. */
    public boolean exists() {
        return Files.exists(file);
    }

    /**
     * Tells the store something and waits until it is safe.
     *
     * @param request an id by which a second try is known as one; "" without
     * @throws Unavailable if that could not be done, or nobody knows whether it was
     */
    public Outcome tell(Command command, String request) throws Unavailable, InterruptedException {
        var open = open();
        var bytes =
                EntryCodec.write(new Entry(request, clock.millis(), open.age().getAsLong(), command));
        if (bytes.length > Limits.ENTRY_BYTES)
            return new Outcome.Refused(
                    Outcome.Reason.WRONG,
                    "all in all these are " + bytes.length + " bytes, want at most " + Limits.ENTRY_BYTES,
                    0);
        room.acquire(bytes.length);
        try {
            return open.consensus().propose(bytes).get();
        } catch (ExecutionException failed) {
            throw unavailable(failed);
        } finally {
            room.release(bytes.length);
        }
    }

    /** Reads what is safe, all of it as of one revision. */
    public <T> T read(Function<Shelf, T> reading) throws Unavailable, InterruptedException {
        var open = open();
        try {
            open.consensus().readBarrier().get();
            return open.store().read(reading);
        } catch (StorageException failed) {
            throw unavailable(failed);
        } catch (ExecutionException failed) {
            throw unavailable(failed);
        }
    }

    /** Waits for changes from now on; to be closed. */
    public Watches.Watch watch(String text, boolean prefix) throws Unavailable {
        open();
        return watches.watch(text, prefix);
    }

    public State state() {
        return switch (door) {
            case Door.Closed closed -> new State.Closed(exists());
            case Door.Broken broken -> new State.Broken(broken.why());
            case Door.Gone gone -> new State.Closed(exists());
            case Door.Open open -> new State.Open(open.store().counters(), watches.size(), fileBytes());
        };
    }

    private long fileBytes() {
        var bytes = 0L;
        for (var end : new String[] {"", "-wal"})
            try {
                bytes += Files.size(Path.of(file + end));
            } catch (IOException ignored) {
                // the log comes and goes
            }
        return bytes;
    }

    /**
     * Writes a copy of all there is.
     *
     * @throws IOException with the reason if it cannot be written
     */
    public Counters backup(Path to) throws Unavailable, IOException {
        var open = open();
        var copy = Files.createTempFile(folder, "backup", ".sqlite");
        try {
            Files.delete(copy); // it wants to make its own
            open.store().writeSnapshot(copy);
            Backup.write(copy, to);
            return open.store().counters();
        } catch (StorageException failed) {
            throw unavailable(failed);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    /**
     * Puts a copy in the place of all there is; a store that is broken too.
     *
     * @throws IOException with the reason if it is no copy, or is damaged: then nothing is changed
     */
    public synchronized Counters restore(Path from) throws IOException, Unavailable {
        if (door instanceof Door.Gone) throw new Unavailable("the agent stops", false);
        makeFolder();
        if (door instanceof Door.Closed && exists()) {
            try {
                open();
            } catch (Unavailable broken) {
                LOG.debug("kv: what is broken is replaced");
            }
        }
        var now = door instanceof Door.Open open ? open.store().counters() : last;
        var next = Restoring.prepare(from, file, now);
        shut(new Door.Closed());
        Restoring.swap(next, file);
        var counters = open().store().counters();
        watches.all();
        LOG.info("kv: put back from={} revision={} keys={}", from, counters.revision(), counters.keys());
        return counters;
    }

    /** Opens a store that there is already, if it can be. */
    public void look() {
        try {
            if (exists()) open();
        } catch (Unavailable told) {
            LOG.debug("kv: cannot be opened reason={}", told.getMessage());
        }
    }

    private Door.Open open() throws Unavailable {
        if (door instanceof Door.Open open) return open;
        synchronized (this) {
            return switch (door) {
                case Door.Open open -> open;
                case Door.Gone gone -> throw new Unavailable("the agent stops", false);
                case Door.Broken broken -> throw new Unavailable(broken.why(), false);
                case Door.Closed closed -> opened();
            };
        }
    }

    private Door.Open opened() throws Unavailable {
        try {
            makeFolder();
            var begin = nanos.getAsLong();
            var deadlines = new Deadlines[1];
            var store = new Store(file, bounds, new Store.Listener() {
                @Override
                public void changed(List<Change> changes) {
                    watches.changed(changes);
                    listener.accept(changes);
                }

                @Override
                public void expires(OptionalLong age) {
                    deadlines[0].next(age);
                }
            });
            var base = store.counters().age();
            LongSupplier age = () -> base + (nanos.getAsLong() - begin) / 1_000_000;
            deadlines[0] = new Deadlines(age, OptionalLong.empty(), () -> tell(new Command.Expire(), ""));
            var open = new Door.Open(store, new Alone(self, store), age, deadlines[0]);
            door = open;
            deadlines[0].next(store.firstExpiry());
            var wanted = limit.getAsLong();
            if (store.counters().limit() != wanted) propose(open, new Command.Limit(wanted));
            LOG.info(
                    "kv: opens file={} revision={} keys={}",
                    file,
                    store.counters().revision(),
                    store.counters().keys());
            return open;
        } catch (StorageException failed) {
            throw unavailable(failed);
        } catch (IOException failed) {
            throw new Unavailable("the folder of " + file + " cannot be made: " + failed.getMessage(), false);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // if it fails, the next start tries again
    private void propose(Door.Open open, Command command) {
        var entry = new Entry("", clock.millis(), open.age().getAsLong(), command);
        open.consensus().propose(EntryCodec.write(entry));
    }

    private void makeFolder() throws IOException {
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        if (!Files.isDirectory(folder)) Files.createDirectory(folder, mode);
    }

    /** What went wrong, for the caller; a file that is not to be believed any more is not asked again. */
    private Unavailable unavailable(Throwable failed) {
        if (failed instanceof ExecutionException outer && outer.getCause() != null)
            return unavailable(outer.getCause());
        if (!(failed instanceof StorageException storage))
            return new Unavailable("nothing was written: " + failed.getMessage(), false);
        if (storage.kind() == Kind.FULL)
            return new Unavailable("no space is left for " + file + ": nothing was written", true);
        if (storage.kind() == Kind.OTHER) return new Unavailable(String.valueOf(storage.getMessage()), false);
        return new Unavailable(broken(storage), false);
    }

    private synchronized String broken(StorageException failed) {
        if (door instanceof Door.Broken broken) return broken.why();
        var why = (failed.kind() == Kind.DAMAGED ? "the store is damaged: " : "the disk fails the store: ")
                + failed.getMessage() + "; put a backup back (opsbro kv-store restore FILE), or stop the agent, move "
                + file + " away and start it";
        LOG.warn("kv: the store is given up reason={}", failed.getMessage());
        shut(new Door.Broken(why));
        watches.all();
        return why;
    }

    private void shut(Door next) {
        if (!(door instanceof Door.Open open)) {
            door = next;
            return;
        }
        door = next;
        last = open.store().counters();
        open.deadlines().close();
        open.consensus().close();
        open.store().close();
    }

    @Override
    public synchronized void close() {
        shut(new Door.Gone());
        watches.all();
    }
}
