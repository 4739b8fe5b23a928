package org.opsbro.metrology.outward;

import java.util.Arrays;

/**
 * Compresses bytes as Snappy's block format has them (github.com/google/snappy, format_description.txt): the length, then literals and copies of what was before. It
 * looks for four bytes that it saw within the last 64 KiB, faster and faster where it finds none.
 */
final class Snappy {
    private static final int BLOCK = 1 << 16;
    private static final int TABLE_BITS = 14;
    private static final int LEAST_MATCH = 4;
    private static final int LONGEST_COPY = 64;
    private static final int SHORT_COPY = 11;
    private static final int SHORT_DISTANCE = 1 << 11;
    private static final int LITERAL_BYTE = 60;
    private static final int SKIP = 5;

    private final byte[] from;
    private final Bytes out;

    private Snappy(byte[] from, int size) {
        this.from = from;
        this.out = new Bytes(32 + size / 3);
    }

    static byte[] compress(byte[] bytes, int size) {
        var snappy = new Snappy(bytes, size);
        snappy.out.varint(size);
        var table = new char[1 << TABLE_BITS];
        for (var at = 0; at < size; at += BLOCK) {
            Arrays.fill(table, (char) 0);
            snappy.block(at, Math.min(size, at + BLOCK), table);
        }
        return snappy.out.copy();
    }

    private int four(int at) {
        return (from[at] & 0xff)
                | ((from[at + 1] & 0xff) << 8)
                | ((from[at + 2] & 0xff) << 16)
                | ((from[at + 3] & 0xff) << 24);
    }

    /** Places in the table are those in the block, and 0 stands for none, so that its first bytes are never found again. */
    private void block(int begin, int end, char[] table) {
        var literal = begin;
        var misses = 1 << SKIP;
        for (var at = begin + 1; at + LEAST_MATCH <= end; ) {
            var word = four(at);
            var slot = (word * 0x1e35a7bd) >>> (Integer.SIZE - TABLE_BITS);
            var seen = begin + table[slot];
            table[slot] = (char) (at - begin);
            if (seen == begin || four(seen) != word) {
                at += misses++ >>> SKIP;
                continue;
            }
            var length = LEAST_MATCH;
            while (at + length < end && from[at + length] == from[seen + length]) length++;
            literal(literal, at);
            copy(at - seen, length);
            at += length;
            literal = at;
            misses = 1 << SKIP;
        }
        literal(literal, end);
    }

    private void literal(int begin, int end) {
        var length = end - begin;
        if (length == 0) return;
        if (length <= LITERAL_BYTE) out.octet((length - 1) << 2);
        else if (length <= 1 << 8) out.octet(LITERAL_BYTE << 2).octet(length - 1);
        else out.octet((LITERAL_BYTE + 1) << 2).octet(length - 1).octet((length - 1) >>> 8);
        out.add(from, begin, length);
    }

    private void copy(int distance, int length) {
        var left = length;
        while (left > 0) {
            // what would be left must not be shorter than a copy may be
            var now = left > LONGEST_COPY && left < LONGEST_COPY + LEAST_MATCH
                    ? LONGEST_COPY - LEAST_MATCH
                    : Math.min(left, LONGEST_COPY);
            if (now >= LEAST_MATCH && now <= SHORT_COPY && distance < SHORT_DISTANCE)
                out.octet(((distance >>> 8) << 5) | ((now - LEAST_MATCH) << 2) | 1)
                        .octet(distance);
            else out.octet(((now - 1) << 2) | 2).octet(distance).octet(distance >>> 8);
            left -= now;
        }
    }
}
