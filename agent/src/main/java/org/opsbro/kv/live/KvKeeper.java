package org.opsbro.kv.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
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
import org.opsbro.kv.live.Unavailable.Kind;
import org.opsbro.kv.raft.live.ConsensusException;
import org.opsbro.kv.raft.live.StateMachine;
import org.opsbro.store.Database;
import org.opsbro.store.PrivateFolder;
import org.opsbro.store.StorageException;
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
    private final DiskRoom disk;
    private final Semaphore room = new Semaphore(BYTES_UNDER_WAY);
    private volatile Door door = new Door.Closed();
    private Counters last = Counters.FIRST;
    /** That it is used is asked again and again, and does not change until it is put aside. */
    private volatile boolean used;

    /** How one gets in. */
    private sealed interface Door {
        record Closed() implements Door {}

        record Open(AtomicReference<Store> place, Consensus consensus, Age age, Deadlines deadlines) implements Door {
            Store store() {
                return Objects.requireNonNull(place.get());
            }
        }

        /** Nobody gets in now; whoever called {@link KvKeeper#hold} opens it. */
        record Held(String why) implements Door {}

        record Broken(String why) implements Door {}

        record Gone() implements Door {}
    }

    /** What there is to tell of the store. */
    public sealed interface State {
        /** Nobody used it yet since the agent started. */
        record Closed(boolean exists) implements State {}

        record Open(Counters counters, int watches, long fileBytes) implements State {}

        record Broken(String why) implements State {}

        /** It is about to be one that several agents have together. */
        record Held(String why) implements State {}
    }

    /** How old what is read may be. */
    public enum Freshness {
        /** All that was answered to anybody before is in it. */
        CONSISTENT,
        /** As the one that leads has it: a leader that does not know yet that it is none any more may be behind, for a second at most. */
        USUAL,
        /** As it is here. */
        STALE
    }

    /**
     * Opens nothing.
     *
     * @param folder its own, made when it is needed
     * @param self name of this node
     * @param nanos of a clock that nobody sets
     * @param limit bytes of keys and values, asked when the store is opened
     * @param listener told of each change after it is safe, of none where all may be others; by the thread that writes, so it is quick
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
        this.disk = new DiskRoom(folder);
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

    /** Whether somebody put something into it, ever: one that was only looked at is missed by nobody. */
    public boolean isUsed() {
        if (!exists()) return false;
        if (used) return true;
        used = wasChanged();
        return used;
    }

    private boolean wasChanged() {
        var first = Counters.FIRST.revision();
        if (door instanceof Door.Open open) return open.store().counters().revision() > first;
        try (var shelf = new Shelf(Database.reading(file, 64))) {
            return shelf.counters().revision() > first;
        } catch (StorageException broken) {
            LOG.debug("kv: cannot be looked into reason={}", broken.getMessage());
            return true;
        }
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
        return read(Freshness.USUAL, reading);
    }

    public <T> T read(Freshness freshness, Function<Shelf, T> reading) throws Unavailable, InterruptedException {
        var open = open();
        try {
            var asks = freshness == Freshness.CONSISTENT || (freshness == Freshness.USUAL && !leads(open));
            if (asks) open.consensus().readBarrier().get();
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
            case Door.Held held -> new State.Held(held.why());
            case Door.Open open ->
                new State.Open(
                        open.store().counters(), watches.size(), open.store().fileBytes());
        };
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
        if (door instanceof Door.Gone) throw new Unavailable("the agent stops", Kind.OTHER);
        if (door instanceof Door.Held || log().isPresent())
            throw new IOException("this is no store of this agent alone: it is told the parts of a backup");
        PrivateFolder.make(folder);
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
        replaced();
        LOG.info("kv: put back from={} revision={} keys={}", from, counters.revision(), counters.keys());
        return counters;
    }

    /**
     * A backup, to be told to a store that several have; to be closed.
     *
     * @throws IOException with the reason if it is no backup, or damaged
     */
    public BackupParts parts(Path backup) throws IOException {
        PrivateFolder.make(folder);
        return new BackupParts(backup, folder);
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
                case Door.Gone gone -> throw new Unavailable("the agent stops", Kind.OTHER);
                case Door.Broken broken -> throw new Unavailable(broken.why(), Kind.OTHER);
                case Door.Held held -> throw new Unavailable(held.why(), Kind.AGAIN);
                case Door.Closed closed -> opened();
            };
        }
    }

    private Door.Open opened() throws Unavailable {
        try {
            var place = new AtomicReference<>(store(false));
            var open = enter(place, new Alone(self, place.get()));
            open.age().owned(true);
            open.deadlines().next(open.store().firstExpiry());
            limit(open);
            LOG.info(
                    "kv: opens file={} revision={} keys={}",
                    file,
                    open.store().counters().revision(),
                    open.store().counters().keys());
            return open;
        } catch (StorageException failed) {
            throw unavailable(failed);
        } catch (IOException failed) {
            throw new Unavailable("the folder of " + file + " cannot be made: " + failed.getMessage(), Kind.OTHER);
        }
    }

    private Store store(boolean logged) throws IOException {
        PrivateFolder.make(folder);
        return new Store(file, bounds, logged, new Store.Listener() {
            @Override
            public void changed(List<Change> changes) {
                watches.changed(changes);
                listener.accept(changes);
            }

            @Override
            public void replaced() {
                KvKeeper.this.replaced();
            }

            @Override
            public void expires(OptionalLong age) {
                if (door instanceof Door.Open open) open.deadlines().next(age);
            }
        });
    }

    /** All keys may be others: whoever waits or listens looks anew. */
    private void replaced() {
        watches.all();
        listener.accept(List.of());
    }

    private Door.Open enter(AtomicReference<Store> place, Consensus consensus) {
        var age = new Age(nanos, place::get);
        var deadlines = new Deadlines(age, OptionalLong.empty(), () -> tell(new Command.Expire(), ""));
        var open = new Door.Open(place, consensus, age, deadlines);
        door = open;
        return open;
    }

    /** Tells the store how large it may be, where it does not know. */
    @SuppressWarnings("FutureReturnValueIgnored") // if it fails, the next start tries again
    private void limit(Door.Open open) {
        var wanted = limit.getAsLong();
        if (open.store().counters().limit() == wanted) return;
        var entry = new Entry("", clock.millis(), open.age().getAsLong(), new Command.Limit(wanted));
        open.consensus().propose(EntryCodec.write(entry));
    }

    /** Nobody gets in from now on, until it is shared or released: everybody is told to try again, and why. */
    public synchronized void hold(String why) {
        if (!(door instanceof Door.Gone)) shut(new Door.Held(why));
        watches.all();
    }

    /** Ends what {@link #hold} began: the store is this agent's own, opened when somebody uses it. */
    public synchronized void release() {
        if (door instanceof Door.Held) door = new Door.Closed();
    }

    /** Starts the consensus of a store that several agents have. */
    public interface Starting {
        /** @param changed to be told when its leader or its members may have changed */
        org.opsbro.kv.raft.live.Consensus with(
                StateMachine machine, Consumer<org.opsbro.kv.raft.live.Consensus> changed) throws IOException;
    }

    /**
     * From now on entries come from a consensus. What this agent has in its store is where it begins.
     *
     * @param first whether the consensus begins now: the indices of its log, too
     * @throws IOException if it cannot be; then it is held
     */
    public synchronized void share(boolean first, Starting starting) throws IOException {
        hold("the store is about to be opened: try again");
        AtomicReference<Store> place = new AtomicReference<>();
        try {
            place.set(store(true));
            if (first) Objects.requireNonNull(place.get()).rebase(0);
            var shared = new Shared(
                    () -> Objects.requireNonNull(place.get()),
                    next -> replace(place, next),
                    disk,
                    machine -> starting.with(machine, log -> led(place)));
            enter(place, shared);
            led(place);
            watches.all();
        } catch (IOException | StorageException failed) {
            var store = place.get();
            if (store != null) store.close();
            throw failed instanceof IOException io ? io : new IOException(failed.getMessage(), failed);
        }
    }

    /** The leader looks after what expires. Not on the thread of who tells it: that one must not wait. */
    private void led(AtomicReference<Store> place) {
        Thread.ofVirtual().name("kv leader").start(() -> {
            synchronized (place) {
                if (!(door instanceof Door.Open open) || !open.place().equals(place)) return;
                var leads = leads(open);
                if (leads == open.age().isOwned()) return;
                open.age().owned(leads);
                open.deadlines().next(open.store().firstExpiry());
                if (leads) limit(open);
            }
        });
    }

    private static boolean leads(Door.Open open) {
        return !(open.consensus() instanceof Shared shared)
                || shared.log().standing().role() == org.opsbro.kv.raft.live.Consensus.Role.LEADER;
    }

    /** Why a store that several have takes nothing here, or will not soon: its disk is nearly full. */
    public Optional<String> shortage() {
        return disk.shortage();
    }

    /** @throws IOException with the reason, if there is too little room for a store that several have */
    public void demandRoom() throws IOException {
        disk.demand(0);
    }

    /** The consensus that the store is told by; empty while it is this agent's own. */
    public Optional<org.opsbro.kv.raft.live.Consensus> log() {
        return door instanceof Door.Open open && open.consensus() instanceof Shared shared
                ? Optional.of(shared.log())
                : Optional.empty();
    }

    private void replace(AtomicReference<Store> place, Path next) throws IOException {
        Objects.requireNonNull(place.get()).close();
        Restoring.swap(next, file);
        place.set(store(true));
        replaced();
        if (door instanceof Door.Open open && open.place().equals(place))
            open.deadlines().next(open.store().firstExpiry());
    }

    /** Moves the database out of the way, where it is held; another one begins empty. */
    public synchronized void putAside() throws IOException {
        if (!(door instanceof Door.Held)) throw new IllegalStateException("the store is not held");
        if (isUsed()) Restoring.aside(file, "before");
        else Restoring.discard(file);
        used = false;
    }

    /** What went wrong, for the caller; a file that is not to be believed any more is not asked again. */
    private Unavailable unavailable(Throwable failed) {
        if (failed instanceof ExecutionException outer && outer.getCause() != null)
            return unavailable(outer.getCause());
        if (failed instanceof CompletionException outer && outer.getCause() != null)
            return unavailable(outer.getCause());
        if (failed instanceof ConsensusException consensus) return unavailable(consensus);
        if (!(failed instanceof StorageException storage))
            return new Unavailable("nothing was written: " + failed.getMessage(), Kind.OTHER);
        if (storage.kind() == StorageException.Kind.FULL)
            return new Unavailable("no space is left for " + file + ": nothing was written", Kind.FULL);
        if (storage.kind() == StorageException.Kind.OTHER)
            return new Unavailable(String.valueOf(storage.getMessage()), Kind.OTHER);
        return new Unavailable(broken(storage), Kind.OTHER);
    }

    private Unavailable unavailable(ConsensusException failed) {
        if (failed instanceof ConsensusException.Full)
            return new Unavailable(disk.shortage().orElse("there was too little room on the disk"), Kind.FULL);
        var unsure = failed instanceof ConsensusException.Unsure;
        return new Unavailable(String.valueOf(failed.getMessage()), unsure ? Kind.OTHER : Kind.AGAIN);
    }

    private synchronized String broken(StorageException failed) {
        if (door instanceof Door.Broken broken) return broken.why();
        var why = (failed.kind() == StorageException.Kind.DAMAGED
                        ? "the store is damaged: "
                        : "the disk fails the store: ")
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
