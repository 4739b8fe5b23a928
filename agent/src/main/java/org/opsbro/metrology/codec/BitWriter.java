package org.opsbro.metrology.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bits into bytes, the highest first. It writes up to seven bytes beyond its last one. */
final class BitWriter {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private final byte[] bytes;
    private int at;
    private long pending;
    private int free;

    BitWriter(int most) {
        bytes = new byte[most];
        clear();
    }

    byte[] bytes() {
        return bytes;
    }

    void clear() {
        at = 0;
        pending = 0;
        free = 64;
    }

    /** The lowest bits of a value, 1 to 64 of them; what is above them must be 0. */
    void put(long value, int count) {
        if (count < free) {
            free -= count;
            pending |= value << free;
            return;
        }
        var left = count - free;
        LONGS.set(bytes, at, pending | value >>> left);
        at += Long.BYTES;
        free = 64 - left;
        pending = left == 0 ? 0 : value << free;
    }

    void flag(boolean value) {
        put(value ? 1 : 0, 1);
    }

    /** Any number, as unsigned: six bits for its length, then its bits. */
    void number(long value) {
        var length = Numbers.length(value);
        put(length - 1, 6);
        put(value, length);
    }

    /** @return how many bytes were written since {@link #clear} */
    int finish() {
        if (free == 64) return at;
        LONGS.set(bytes, at, pending);
        return at + (64 - free + 7) / 8;
    }
}
