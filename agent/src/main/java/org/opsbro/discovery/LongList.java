package org.opsbro.discovery;

import java.util.Arrays;

/** Numbers, one after another. */
final class LongList {
    private long[] all = new long[32];
    private int size;

    void add(long one, long two) {
        if (size + 2 > all.length) all = Arrays.copyOf(all, 2 * all.length);
        all[size++] = one;
        all[size++] = two;
    }

    long[] all() {
        return Arrays.copyOf(all, size);
    }
}
