package org.opsbro.metrology.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What {@link BitWriter} wrote. */
final class BitReader {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    /** So many bits of {@link #peek} are sure. */
    static final int SURE = 57;

    private final byte[] bytes;
    private long at;
    private long end;

    BitReader(int most) {
        bytes = new byte[most + Long.BYTES];
    }

    void over(byte[] source, int from, int length) {
        if (length > bytes.length - Long.BYTES) throw new Corrupt("a block of " + length + " bytes");
        System.arraycopy(source, from, bytes, 0, length);
        at = 0;
        end = length * 8L;
    }

    /** The next bits, the first of them highest; beyond the end they are anything. */
    long peek() {
        if (at > end) throw new Corrupt("the block ends too early");
        return (long) LONGS.get(bytes, (int) (at >>> 3)) << (at & 7);
    }

    void skip(int bits) {
        at += bits;
    }

    /** 1 to 64 bits. */
    long bits(int count) {
        if (count > SURE) {
            var high = bits(count - 32);
            return high << 32 | bits(32);
        }
        var value = peek() >>> (64 - count);
        at += count;
        return value;
    }

    boolean flag() {
        return bits(1) != 0;
    }

    long number() {
        return bits((int) bits(6) + 1);
    }

    /** @throws Corrupt if more was read than there is */
    void finish() {
        if (at > end) throw new Corrupt("the block ends too early");
    }
}
