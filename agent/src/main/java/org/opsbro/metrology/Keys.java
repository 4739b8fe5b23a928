package org.opsbro.metrology;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known by the bytes that name it: a mark, a name and tags as they came. Looking one up allocates nothing.
 *
 * @param <T> what is known
 */
public final class Keys<T> {
    private static final int LEAST = 256;
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

    private final long seed;
    private byte[][] keys = new byte[LEAST][];
    private Object[] values = new Object[LEAST];
    private long[] hashes = new long[LEAST];
    private int count;

    /** @param seed so that nobody can choose names that meet in one place */
    public Keys(long seed) {
        this.seed = seed;
    }

    public int count() {
        return count;
    }

    public static long hash(byte[] bytes, int from, int to, long seed) {
        var hash = seed ^ (to - from) * MIX;
        var at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) hash = mix(hash, Scan.eight(bytes, at));
        for (; at < to; at++) hash = mix(hash, bytes[at]);
        return hash ^ hash >>> 32;
    }

    private static long mix(long hash, long next) {
        var mixed = (hash ^ next) * MIX;
        return mixed ^ mixed >>> 29;
    }

    private long hash(byte[] bytes, int nameFrom, int nameTo, int tagsFrom, int tagsTo, byte mark) {
        return hash(bytes, tagsFrom, tagsTo, hash(bytes, nameFrom, nameTo, seed + mark));
    }

    /** What has the name from one place to another, and tags; null where there is none. */
    @SuppressWarnings("unchecked") // only values are put there
    public @Nullable T find(byte[] bytes, int nameFrom, int nameTo, int tagsFrom, int tagsTo, byte mark) {
        var hash = hash(bytes, nameFrom, nameTo, tagsFrom, tagsTo, mark);
        for (var at = place(hash); ; at = at + 1 & keys.length - 1) {
            var key = keys[at];
            if (key == null) return null;
            if (hashes[at] == hash && isKey(key, bytes, nameFrom, nameTo, tagsFrom, tagsTo, mark))
                return (T) values[at];
        }
    }

    private int place(long hash) {
        return (int) hash & keys.length - 1;
    }

    /** A key is the mark, the name, the letter zero and the tags. */
    private static boolean isKey(
            byte[] key, byte[] bytes, int nameFrom, int nameTo, int tagsFrom, int tagsTo, byte mark) {
        var tags = 2 + nameTo - nameFrom;
        return key[0] == mark
                && key.length == tags + tagsTo - tagsFrom
                && key[tags - 1] == 0
                && Arrays.equals(key, 1, tags - 1, bytes, nameFrom, nameTo)
                && Arrays.equals(key, tags, key.length, bytes, tagsFrom, tagsTo);
    }

    public void add(byte[] bytes, int nameFrom, int nameTo, int tagsFrom, int tagsTo, byte mark, T value) {
        var tags = 2 + nameTo - nameFrom;
        var key = new byte[tags + tagsTo - tagsFrom];
        key[0] = mark;
        System.arraycopy(bytes, nameFrom, key, 1, nameTo - nameFrom);
        System.arraycopy(bytes, tagsFrom, key, tags, tagsTo - tagsFrom);
        if (2 * ++count > keys.length) grow();
        put(key, hash(bytes, nameFrom, nameTo, tagsFrom, tagsTo, mark), value);
    }

    private void put(byte[] key, long hash, Object value) {
        var at = place(hash);
        while (keys[at] != null) at = at + 1 & keys.length - 1;
        keys[at] = key;
        hashes[at] = hash;
        values[at] = value;
    }

    private void grow() {
        var oldKeys = keys;
        var oldHashes = hashes;
        var oldValues = values;
        keys = new byte[2 * oldKeys.length][];
        hashes = new long[keys.length];
        values = new Object[keys.length];
        for (var i = 0; i < oldKeys.length; i++) if (oldKeys[i] != null) put(oldKeys[i], oldHashes[i], oldValues[i]);
    }

    /** Forgets all: they are found again by their names when they come. */
    public void clear() {
        keys = new byte[LEAST][];
        hashes = new long[LEAST];
        values = new Object[LEAST];
        count = 0;
    }
}
