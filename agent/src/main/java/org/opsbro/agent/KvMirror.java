package org.opsbro.agent;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.opsbro.agent.shared.StoredKeys;
import org.opsbro.kv.Keys.Change;
import org.opsbro.kv.live.Unavailable;
import org.opsbro.model.Event;
import org.opsbro.model.KeyTree;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the World the keys of the store that the packs read, and when they change. Where they read none, nothing of the store is touched. For any thread.
 */
final class KvMirror {
    private static final Logger LOG = LoggerFactory.getLogger(KvMirror.class);
    private static final Duration FLOCK = Duration.ofMillis(50);

    private final Supplier<StoredKeys> stored;
    private final InstantSource clock;
    private final Consumer<List<Event>> tell;
    private final AtomicBoolean called = new AtomicBoolean();
    private volatile Set<String> names = Set.of();
    private KeyTree told = KeyTree.EMPTY;

    KvMirror(Supplier<StoredKeys> stored, InstantSource clock, Consumer<List<Event>> tell) {
        this.stored = stored;
        this.clock = clock;
        this.tell = tell;
    }

    /** From now on these are wanted, each with all that is below it; they are told before this returns. */
    void wants(Set<String> wanted) {
        names = wanted.contains("") ? Set.of("") : Set.copyOf(wanted);
        look();
    }

    /** Keys changed, or without any all of them may have: looks soon, if some are wanted. Quick. */
    void changed(List<Change> changes) {
        var now = names;
        if (now.isEmpty() || called.get()) return;
        var wanted = changes.isEmpty()
                || changes.stream().anyMatch(change -> now.stream().anyMatch(name -> isRead(change.key(), name)));
        if (wanted && called.compareAndSet(false, true))
            Thread.ofVirtual().name("kv mirror").start(this::lookSoon);
    }

    /** What the agents keep there themselves changes nothing for who reads all of it. */
    private static boolean isRead(String key, String name) {
        return KeyTree.isBelow(key, name) && !(name.isEmpty() && key.startsWith(StoredKeys.OURS));
    }

    /** They may all be others: looks now, if some are wanted. */
    void again() {
        if (!names.isEmpty()) look();
    }

    private void lookSoon() {
        try {
            Thread.sleep(FLOCK);
            called.set(false);
            look();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            LOG.error("kv: the keys that packs read cannot be told", bug);
        }
    }

    private synchronized void look() {
        var now = keys();
        if (now.equals(told)) return;
        told = now;
        tell.accept(List.of(new Event.KeysChanged(clock.instant(), now)));
    }

    private KeyTree keys() {
        var wanted = names;
        if (wanted.isEmpty()) return KeyTree.EMPTY;
        try {
            return stored.get().tree(wanted);
        } catch (Unavailable cannot) {
            // a store that breaks must not empty the files that are made of it
            return told.count() > 0 && told.looksFor(wanted)
                    ? told
                    : KeyTree.unknown(String.valueOf(cannot.getMessage()));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return told;
        }
    }
}
