package org.opsbro.kv.live;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.opsbro.kv.Keys.Change;

/** Who waits for which keys. A change wakes those that wait for its key, or for a beginning of it, and nobody else. For any thread. */
public final class Watches {
    private final Map<String, Set<Watch>> byKey = new HashMap<>();
    private final Map<String, Set<Watch>> byPrefix = new HashMap<>();
    /** How many of the prefixes have so many letters: a key is looked up once for each length, however many wait. */
    private final TreeMap<Integer, Integer> lengths = new TreeMap<>();

    Watches() {}

    /** One that waits, until it is closed. */
    public final class Watch implements AutoCloseable {
        private final String text;
        private final boolean prefix;
        private final CompletableFuture<Void> changed = new CompletableFuture<>();

        private Watch(String text, boolean prefix) {
            this.text = text;
            this.prefix = prefix;
        }

        /** Done when one of the keys changed since this watch was made. */
        public CompletableFuture<Void> changed() {
            return changed;
        }

        @Override
        public void close() {
            forget(this);
        }
    }

    synchronized Watch watch(String text, boolean prefix) {
        var watch = new Watch(text, prefix);
        var all = (prefix ? byPrefix : byKey).computeIfAbsent(text, key -> {
            if (prefix) lengths.merge(text.length(), 1, Integer::sum);
            return Collections.newSetFromMap(new IdentityHashMap<>());
        });
        all.add(watch);
        return watch;
    }

    private synchronized void forget(Watch watch) {
        var map = watch.prefix ? byPrefix : byKey;
        var all = map.get(watch.text);
        if (all == null || !all.remove(watch) || !all.isEmpty()) return;
        map.remove(watch.text);
        if (watch.prefix) shorten(watch.text);
    }

    private void shorten(String prefix) {
        lengths.computeIfPresent(prefix.length(), (length, count) -> count > 1 ? count - 1 : null);
    }

    void changed(List<Change> changes) {
        for (var watch : woken(changes)) watch.changed.complete(null);
    }

    private synchronized List<Watch> woken(List<Change> changes) {
        List<Watch> woken = new ArrayList<>();
        for (var change : changes) {
            if (byKey.isEmpty() && byPrefix.isEmpty()) break;
            var key = change.key();
            take(byKey.remove(key), woken);
            for (var length : List.copyOf(lengths.headMap(key.length(), true).keySet())) {
                var prefix = key.substring(0, length);
                var all = byPrefix.remove(prefix);
                if (all != null) shorten(prefix);
                take(all, woken);
            }
        }
        return woken;
    }

    private static void take(@org.jspecify.annotations.Nullable Set<Watch> from, List<Watch> to) {
        if (from != null) to.addAll(from);
    }

    /** Wakes all: the store is another. */
    void all() {
        List<Watch> woken = new ArrayList<>();
        synchronized (this) {
            byKey.values().forEach(woken::addAll);
            byPrefix.values().forEach(woken::addAll);
            byKey.clear();
            byPrefix.clear();
            lengths.clear();
        }
        for (var watch : woken) watch.changed.complete(null);
    }

    synchronized int size() {
        return byKey.values().stream().mapToInt(Set::size).sum()
                + byPrefix.values().stream().mapToInt(Set::size).sum();
    }
}
