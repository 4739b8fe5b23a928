package org.opsbro.metrology.statsd;

import java.util.Arrays;

/** Distinct numbers, up to 100,000. Keeps its room when cleared, so that the same again allocates nothing. */
final class LongSet {
    static final int MOST = 100_000;
    private static final long[] EMPTY = {};

    private final Room room;
    private long[] places = EMPTY;
    private boolean hasZero;
    private int size;

    LongSet(Room room) {
        this.room = room;
    }

    int size() {
        return hasZero ? size + 1 : size;
    }

    /** Whether it has the number now; not if that would be too many. */
    boolean add(long number) {
        if (number == 0) {
            hasZero = true;
            return true;
        }
        if (2 * size >= places.length && !grow()) return false;
        if (has(number)) return true;
        if (size == MOST) return false;
        put(number);
        size++;
        return true;
    }

    private boolean has(long number) {
        return places[place(number)] == number;
    }

    /** Where a number is, or would be. */
    private int place(long number) {
        var at = (int) number & (places.length - 1);
        while (places[at] != 0 && places[at] != number) at = (at + 1) & (places.length - 1);
        return at;
    }

    private void put(long number) {
        places[place(number)] = number;
    }

    private boolean grow() {
        var before = places;
        var length = Math.max(16, 2 * before.length);
        if (!room.take(Long.BYTES * (long) (length - before.length))) return false;
        places = new long[length];
        for (var number : before) if (number != 0) put(number);
        return true;
    }

    void clear() {
        Arrays.fill(places, 0);
        hasZero = false;
        size = 0;
    }

    /** Gives its room back. */
    void free() {
        room.give(Long.BYTES * (long) places.length);
        places = EMPTY;
        clear();
    }
}
