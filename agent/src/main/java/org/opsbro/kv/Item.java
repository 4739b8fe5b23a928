package org.opsbro.kv;

import java.nio.charset.StandardCharsets;

/**
 * A key with its value.
 *
 * @param flags a number of its writer's own, which some clients of Consul use
 * @param past when it was made and changed
 * @param ttl milliseconds, 0 for none
 * @param expires the age of the store at which it goes, 0 for never
 */
public record Item(String key, byte[] value, long flags, Past past, long ttl, long expires, Lock lock) {
    /**
     * When it was made and changed.
     *
     * @param created revision that made it
     * @param modified revision that changed it last
     * @param version changes since it was made, 1 at first
     * @param createdAt milliseconds since 1970, by the clock of who proposed it
     * @param modifiedAt the same
     */
    public record Past(long created, long modified, long version, long createdAt, long modifiedAt) {
        Past changed(long revision, long at) {
            return new Past(created, revision, version + 1, createdAt, at);
        }
    }

    /**
     * Who has it.
     *
     * @param session "" if nobody has
     * @param count how often it was taken
     * @param token the fencing token of who took it last: larger than any that was given before, 0 if nobody ever did
     */
    public record Lock(String session, long count, long token) {
        static final Lock NEVER = new Lock("", 0, 0);

        public boolean isHeld() {
            return !session.isEmpty();
        }

        Lock taken(String by, long next) {
            return new Lock(by, count + 1, next);
        }

        Lock free() {
            return new Lock("", count, token);
        }
    }

    /** What it counts towards the limit of the store. */
    long bytes() {
        return bytes(key, value.length);
    }

    static long bytes(String key, long valueBytes) {
        return key.getBytes(StandardCharsets.UTF_8).length + valueBytes + Limits.ITEM_BYTES;
    }

    Item with(byte[] other, long otherFlags) {
        return new Item(key, other, otherFlags, past, ttl, expires, lock);
    }

    Item changed(long revision, long at) {
        return new Item(key, value, flags, past.changed(revision, at), ttl, expires, lock);
    }

    Item living(long millis, long age) {
        return new Item(key, value, flags, past, millis, millis == 0 ? 0 : age + millis, lock);
    }

    Item with(Lock next) {
        return new Item(key, value, flags, past, ttl, expires, next);
    }
}
