package org.opsbro.metrology.codec;

/**
 * Small numbers in few bits (Rice coding): of each the part above the lowest {@code width} bits as so many zeros and a one, then those bits. A part of
 * {@value #ESCAPE} and more is told by {@value #ESCAPE} zeros; then the number follows whole.
 */
final class Rice {
    static final int ESCAPE = 20;
    /** The largest width: one peek at the bits is enough for a number that is not escaped. */
    static final int WIDEST = BitReader.SURE - ESCAPE - 1;

    private static final double LN2 = 0.693;

    private Rice() {}

    /** The width that takes the fewest bits, or nearly. */
    static int width(long[] numbers, int from, int to) {
        var width = guess(numbers, from, to);
        var cost = cost(numbers, from, to, width);
        for (var step = -1; step <= 1; step += 2) {
            var moved = false;
            for (var next = width + step; next >= 0 && next <= WIDEST; next += step) {
                var other = cost(numbers, from, to, next);
                if (other >= cost) break;
                cost = other;
                width = next;
                moved = true;
            }
            if (moved) break;
        }
        return width;
    }

    private static int guess(long[] numbers, int from, int to) {
        var all = 0L;
        var sum = 0L;
        for (var i = from; i < to; i++) {
            all |= numbers[i];
            sum += numbers[i];
        }
        return guess(all, sum, to - from);
    }

    private static int guess(long all, long sum, int count) {
        if (Numbers.length(all) > 48) return WIDEST;
        return Math.min(WIDEST, Numbers.length((long) (sum * LN2 / count)) - 1);
    }

    /** About the bits with the best width, without looking for it; 0 for zeros. */
    static long estimate(long[] numbers, int from, int to) {
        var all = 0L;
        var sum = 0L;
        for (var i = from; i < to; i++) {
            all |= numbers[i];
            sum += numbers[i];
        }
        if (all == 0) return 0;
        var width = guess(all, sum, to - from);
        if (Numbers.length(all) > 48) return cost(numbers, from, to, width);
        return (to - from) * (width + 1L) + (sum >>> width);
    }

    /** In bits. */
    static long cost(long[] numbers, int from, int to, int width) {
        var cost = (to - from) * (width + 1L);
        for (var i = from; i < to; i++) {
            var high = numbers[i] >>> width;
            // as unsigned: what is not in [0, ESCAPE) is escaped
            cost += high >= 0 && high < ESCAPE ? high : ESCAPE + 5L + Numbers.length(numbers[i]) - width;
        }
        return cost;
    }

    static void write(long number, int width, BitWriter out) {
        var high = number >>> width;
        if (high >= 0 && high < ESCAPE) {
            out.put(1L << width | (number & (1L << width) - 1), (int) high + 1 + width);
        } else {
            out.put(0, ESCAPE);
            out.number(number);
        }
    }

    static long read(int width, BitReader in) {
        var bits = in.peek();
        var high = Long.numberOfLeadingZeros(bits);
        if (high >= ESCAPE) {
            in.skip(ESCAPE);
            return in.number();
        }
        in.skip(high + 1 + width);
        return (long) high << width | bits << high << 1 >>> 1 >>> (63 - width);
    }
}
