package org.opsbro.kv.live;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The age of the store, in milliseconds: it goes on where the last entry left it while this node puts entries in order, and stands still while it does
 * not. For any thread.
 */
final class Age implements LongSupplier {
    private final LongSupplier nanos;
    private final Supplier<Store> store;
    private volatile Owned owned = Owned.NOT;

    private record Owned(boolean ours, long base, long since) {
        static final Owned NOT = new Owned(false, 0, 0);
    }

    Age(LongSupplier nanos, Supplier<Store> store) {
        this.nanos = nanos;
        this.store = store;
    }

    void owned(boolean ours) {
        owned = ours ? new Owned(true, store.get().counters().age(), nanos.getAsLong()) : Owned.NOT;
    }

    boolean isOwned() {
        return owned.ours();
    }

    @Override
    public long getAsLong() {
        var now = owned;
        return now.ours()
                ? now.base() + (nanos.getAsLong() - now.since()) / 1_000_000
                : store.get().counters().age();
    }
}
