package org.opsbro.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers as the wire has them: the highest byte first. */
final class BigEndian {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private BigEndian() {}

    static int int32(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }

    static void int32(byte[] bytes, int at, int value) {
        INTS.set(bytes, at, value);
    }

    static long int64(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    static void int64(byte[] bytes, int at, long value) {
        LONGS.set(bytes, at, value);
    }

    /** Six bytes: 0 to 2^48 − 1. */
    static long int48(byte[] bytes, int at) {
        return (bytes[at] & 0xffL) << 40 | (bytes[at + 1] & 0xffL) << 32 | (int32(bytes, at + 2) & 0xffffffffL);
    }

    static void int48(byte[] bytes, int at, long value) {
        bytes[at] = (byte) (value >>> 40);
        bytes[at + 1] = (byte) (value >>> 32);
        int32(bytes, at + 2, (int) value);
    }

    /** Three bytes: 0 to 2^24 − 1. */
    static int int24(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff);
    }

    static void int24(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 16);
        bytes[at + 1] = (byte) (value >>> 8);
        bytes[at + 2] = (byte) value;
    }
}
