package org.opsbro.kv.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.opsbro.kv.Outcome;
import org.opsbro.kv.OutcomeCodec;
import org.opsbro.kv.raft.live.StateMachine;
import org.opsbro.model.NodeId;
import org.opsbro.store.StorageException;

/**
 * The log of a store that several agents have together: entries go to the consensus, which tells them to the store here in their order. A store that is
 * behind for longer than the log goes back takes the place of another's copy.
 */
final class Shared implements Consensus, StateMachine {
    private static final String COPY = "store.sqlite";

    private final org.opsbro.kv.raft.live.Consensus log;
    private final Supplier<Store> store;
    private final Replacing replace;
    private final DiskRoom room;

    /** Starts the consensus, which tells its entries to a state machine. */
    interface Starting {
        org.opsbro.kv.raft.live.Consensus with(StateMachine machine) throws IOException;
    }

    /** Puts a database in the place of the store. */
    interface Replacing {
        void with(Path next) throws IOException;
    }

    /**
     * @param store the one that is open now
     * @param replace its place is another's from then on
     * @param room of its disk
     */
    Shared(Supplier<Store> store, Replacing replace, DiskRoom room, Starting starting) throws IOException {
        this.store = store;
        this.replace = replace;
        this.room = room;
        this.log = starting.with(this);
    }

    org.opsbro.kv.raft.live.Consensus log() {
        return log;
    }

    @Override
    public CompletableFuture<Outcome> propose(byte[] entry) {
        return log.propose(entry).thenApply(applied -> OutcomeCodec.read(applied.answer()));
    }

    @Override
    public CompletableFuture<Void> readBarrier() {
        return log.readBarrier().thenApply(index -> null);
    }

    @Override
    public Membership membership() {
        var standing = log.standing();
        return new Membership(
                standing.leader().map(NodeId::uuid),
                standing.members().voters().stream().map(NodeId::uuid).toList(),
                standing.members().learners().stream().map(NodeId::uuid).toList());
    }

    @Override
    public void close() {
        log.close();
    }

    @Override
    public long appliedIndex() {
        return store.get().applied();
    }

    /** Entries of others than us stand between ours: what follows one another goes into the store together. */
    @Override
    public List<byte[]> apply(List<Entry> entries) throws IOException {
        List<byte[]> answers = new ArrayList<>(entries.size());
        for (var from = 0; from < entries.size(); ) {
            var to = from + 1;
            while (to < entries.size()
                    && entries.get(to).index() == entries.get(to - 1).index() + 1) to++;
            var run = entries.subList(from, to);
            for (var outcome : folded(run)) answers.add(OutcomeCodec.write(outcome));
            from = to;
        }
        return answers;
    }

    private List<Outcome> folded(List<Entry> run) throws IOException {
        try {
            return store.get()
                    .apply(
                            run.getFirst().index(),
                            run.stream().map(Entry::bytes).toList());
        } catch (StorageException failed) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    @Override
    public boolean hasRoom() {
        return room.isEnough();
    }

    /** What is committed while it is written may be in it too: the store knows its index, and entries that it has are not told to it again. */
    @Override
    public Pinned pin() {
        var pinned = store.get();
        return new Pinned() {
            @Override
            public void write(Path folder) throws IOException {
                room.demand(pinned.fileBytes());
                try {
                    pinned.writeSnapshot(folder.resolve(COPY));
                } catch (StorageException failed) {
                    throw new IOException(failed.getMessage(), failed);
                }
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void load(Path folder, long index) throws IOException {
        try {
            var copy =
                    Restoring.copied(folder.resolve(COPY), store.get().file().resolveSibling("loaded.sqlite"), index);
            replace.with(copy);
        } catch (StorageException failed) {
            throw new IOException(failed.getMessage(), failed);
        }
    }
}
