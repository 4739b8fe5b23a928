package org.opsbro.kv;

import java.util.List;
import java.util.Optional;

/**
 * The fold of the log: each entry makes the next state of the {@link Tables}. It asks no clock and no chance, and refuses what does not fit, so that
 * the same entries in the same order give the same tables and the same answers everywhere.
 */
public final class Keys {
    private final Bounds bounds;

    public Keys(Bounds bounds) {
        this.bounds = bounds;
    }

    /** One key that an entry changed. */
    public record Change(String key, long revision, boolean deleted) {}

    /**
     * What an entry came to.
     *
     * @param all whether all keys may be others now
     */
    public record Applied(Outcome outcome, List<Change> changes, boolean all) {
        public Applied {
            changes = List.copyOf(changes);
        }
    }

    /** Folds the entry of an index; entries come in order, each once. What throws has changed the tables in part: they must be rolled back. */
    public Applied apply(long index, Entry entry, Tables tables) {
        var fold = new Fold(entry, tables);
        var known = entry.request().isEmpty() ? Optional.<byte[]>empty() : tables.request(entry.request());
        var outcome = known.isPresent() ? OutcomeCodec.read(known.get()) : fold.run(entry.command());
        if (known.isEmpty() && !entry.request().isEmpty() && outcome instanceof Outcome.Done)
            tables.request(entry.request(), index, OutcomeCodec.write(outcome));
        if (index % (bounds.requests() / 16 + 1) == 0) tables.forgetRequests(index - bounds.requests());
        fold.close(index, bounds);
        return new Applied(outcome, fold.changes(), fold.isAnother());
    }
}
