package org.opsbro.metrology;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks for letters of ASCII in bytes, eight at a time (Mycroft 1987): lines are mostly names, of which each letter is looked at several times. */
public final class Scan {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;

    private Scan() {}

    /** Where a letter is, or the end. */
    public static int find(char letter, byte[] bytes, int from, int end) {
        var at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            var found = below(1, eight(bytes, at) ^ letter * ONES);
            if (found != 0) return at + first(found);
        }
        while (at < end && bytes[at] != letter) at++;
        return at;
    }

    /** Where the first letter is that is a space, or less as tabs and line ends are; or the end. */
    public static int findSpace(byte[] bytes, int from, int end) {
        var at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            var found = below(' ' + 1, eight(bytes, at));
            if (found != 0) return at + first(found);
        }
        // letters beyond ASCII are less than zero
        while (at < end && (bytes[at] > ' ' || bytes[at] < 0)) at++;
        return at;
    }

    /** Eight bytes, the first the lowest. */
    static long eight(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    /** The high bit of each byte that is less than a limit up to 128; right up to the first of them, which is what counts. */
    private static long below(int limit, long eight) {
        return eight - limit * ONES & ~eight & HIGHS;
    }

    private static int first(long found) {
        return Long.numberOfTrailingZeros(found) >> 3;
    }
}
