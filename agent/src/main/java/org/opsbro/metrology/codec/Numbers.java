package org.opsbro.metrology.codec;

/** Integers as the columns need them. */
final class Numbers {
    private Numbers() {}

    /** How many bits a number has, as unsigned; 1 for 0. */
    static int length(long value) {
        return 64 - Long.numberOfLeadingZeros(value | 1);
    }

    /** 0, -1, 1, -2, 2 … as 0, 1, 2, 3, 4 …, so that what is near 0 is small. */
    static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    static long unzigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }

    /** The greatest common divisor of the distances from the first number; 0 if all are equal. Distances are taken modulo 2^64. */
    static long divisor(long[] numbers, int count) {
        var divisor = 0L;
        for (var i = 1; i < count && divisor != 1; i++) {
            var distance = Math.abs(numbers[i] - numbers[0]);
            if (distance < 0) return 1;
            if (divisor == 0) divisor = distance;
            else if (distance % divisor != 0) divisor = divisor(distance, divisor);
        }
        return divisor;
    }

    private static long divisor(long one, long other) {
        while (other != 0) {
            var rest = one % other;
            one = other;
            other = rest;
        }
        return one;
    }
}
