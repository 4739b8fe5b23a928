package org.opsbro.kv;

import java.util.List;
import java.util.Optional;

/** What the store can be told. Each either happens whole or not at all, and says which ({@link Outcome}). */
public sealed interface Command {
    /** One that changes keys, so that it may be part of a transaction. */
    sealed interface Write extends Command {}

    /** Under which condition a key is written. */
    sealed interface Condition {
        Condition ALWAYS = new Always();

        record Always() implements Condition {}

        /** Its last change was at this revision; 0: there is no such key. */
        record Modified(long revision) implements Condition {}
    }

    /**
     * Makes a key, or replaces its value.
     *
     * @param ttl milliseconds from now on, 0 for ever
     */
    record Put(String key, byte[] value, long flags, long ttl, Condition condition) implements Write {
        public static Put of(String key, byte[] value) {
            return new Put(key, value, 0, 0, Condition.ALWAYS);
        }
    }

    /** Takes a key away; that there is none is fine. */
    record Delete(String key, Condition condition) implements Write {}

    /** Takes all keys away that begin so. */
    record DeletePrefix(String prefix) implements Write {}

    /** Takes the lock of a key for a session, and writes its value; whoever has it already may do so again. */
    record Acquire(String key, String session, byte[] value, long flags) implements Write {}

    /** Gives the lock of a key back; the value stays as it is unless one is given. */
    record Release(String key, String session, Optional<byte[]> value) implements Write {}

    /** All of the first writes if all of the comparisons hold, else all of the others. */
    record Transaction(List<Compare> compares, List<Write> then, List<Write> otherwise) implements Command {
        public Transaction {
            compares = List.copyOf(compares);
            then = List.copyOf(then);
            otherwise = List.copyOf(otherwise);
        }
    }

    /** What a transaction asks of a key. Of a key that is not there every number is 0 and the value is empty. */
    sealed interface Compare {
        String key();

        enum Field {
            CREATED,
            MODIFIED,
            VERSION,
            TOKEN
        }

        enum Relation {
            EQUAL,
            UNEQUAL,
            LESS,
            GREATER
        }

        record Numeric(String key, Field field, Relation relation, long number) implements Compare {}

        record Content(String key, boolean equal, byte[] value) implements Compare {}

        /** That this session has it; "" that nobody has. */
        record Holder(String key, String session) implements Compare {}
    }

    /** Begins a session; its id is made by who proposes it. */
    record SessionCreate(String id, String name, String node, long ttl, long delay, boolean deletes)
            implements Command {}

    /** Its TTL begins anew. */
    record SessionRenew(String id) implements Command {}

    /** Ends it: its locks are free, after its delay. */
    record SessionDestroy(String id) implements Command {}

    /** Takes away what is too old by the age of the entry: proposed by the owner of the store when something is, and now and then to tell its age. */
    record Expire() implements Command {}

    /** A part of a store that is put in the place of another: nothing of it is seen before the last. Who tells it tells one part after the other, each as often as it takes. */
    sealed interface Restore extends Command {
        String id();

        /** By which a second try is known as one, where that matters. */
        default String request() {
            return "";
        }
    }

    /** What was begun by others before and not ended is forgotten. */
    record RestoreBegin(String id) implements Restore {}

    /**
     * Items of it.
     *
     * @param number of this part, from 0
     * @param items those that expire do so in {@link Item#expires} milliseconds; whoever has a lock loses it when all is in its place
     */
    record RestoreItems(String id, long number, List<Item> items) implements Restore {
        public RestoreItems {
            items = List.copyOf(items);
        }
    }

    /**
     * From now on these items are all there are, sessions are over, and who watches begins anew.
     *
     * @param parts how many were told
     * @param revision the last of the store they are from
     * @param token the last fencing token of that
     */
    record RestoreEnd(String id, long parts, long revision, long token) implements Restore {
        @Override
        public String request() {
            return "restore " + id;
        }
    }

    /** The store may be so large. */
    record Limit(long bytes) implements Command {}
}
