package org.opsbro.discovery.dns;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** From names on the wire to what they mean, asked without making an object. Filled by one thread, then only read. */
final class NameTable<V> {
    private byte[][] names = new byte[16][];
    private Object[] values = new Object[16];
    private int size;

    /** The hash of a name that is one byte longer. */
    static int hash(int ofShorter, byte next) {
        return 31 * ofShorter + next;
    }

    static int hash(byte[] bytes, int from, int to) {
        var hash = 0;
        for (var i = from; i < to; i++) hash = hash(hash, bytes[i]);
        return hash;
    }

    int size() {
        return size;
    }

    void put(byte[] name, V value) {
        if (2 * size >= names.length) grow();
        var slot = slot(name, 0, name.length, hash(name, 0, name.length));
        if (names[slot] == null) size++;
        names[slot] = name;
        values[slot] = value;
    }

    @Nullable
    V get(byte[] name) {
        return get(name, 0, name.length, hash(name, 0, name.length));
    }

    /** The value of the name between two places, whose {@link #hash} is known. */
    @SuppressWarnings("unchecked") // put takes a V
    @Nullable
    V get(byte[] bytes, int from, int to, int hash) {
        return (V) values[slot(bytes, from, to, hash)];
    }

    private int slot(byte[] bytes, int from, int to, int hash) {
        var mask = names.length - 1;
        var slot = (hash * 0x9E3779B9) >>> 7 & mask;
        while (names[slot] != null && !Arrays.equals(names[slot], 0, names[slot].length, bytes, from, to))
            slot = slot + 1 & mask;
        return slot;
    }

    private void grow() {
        var oldNames = names;
        var oldValues = values;
        names = new byte[2 * oldNames.length][];
        values = new Object[2 * oldNames.length];
        for (var i = 0; i < oldNames.length; i++) {
            if (oldNames[i] == null) continue;
            var slot = slot(oldNames[i], 0, oldNames[i].length, hash(oldNames[i], 0, oldNames[i].length));
            names[slot] = oldNames[i];
            values[slot] = oldValues[i];
        }
    }
}
