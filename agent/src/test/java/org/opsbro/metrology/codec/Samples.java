package org.opsbro.metrology.codec;

import java.util.SplittableRandom;

/** Samples of all kinds, for the tests. */
record Samples(long[] times, double[] values) {
    static long[] regular(long first, long step, int count) {
        var times = new long[count];
        for (var i = 0; i < count; i++) times[i] = first + step * i;
        return times;
    }

    /** Of one of many kinds: still, counting, jumping, with few or many digits, sparse, of any bits. */
    static Samples any(SplittableRandom random, int count) {
        var times = new long[count];
        var step = 1 + random.nextLong(120);
        var jitter = random.nextInt(3) == 0;
        var at = random.nextLong(1L << 32);
        for (var i = 0; i < count; i++) {
            times[i] = at;
            at += jitter ? 1 + random.nextLong(2 * step) : step;
        }
        return new Samples(times, values(random, count));
    }

    private static double[] values(SplittableRandom random, int count) {
        var values = new double[count];
        var kind = random.nextInt(9);
        var power = Math.pow(10, random.nextInt(11));
        var size = 1L << random.nextInt(50);
        var level = random.nextLong(size);
        for (var i = 0; i < count; i++) {
            level += random.nextLong(size / 8 + 1);
            values[i] = switch (kind) {
                case 0 -> level;
                case 1 -> level / power;
                case 2 -> random.nextLong(size) / power;
                case 3 -> random.nextLong(-size, size) / power;
                case 4 -> random.nextInt(20) == 0 ? random.nextInt(100) : 0;
                case 5 -> random.nextInt(50) == 0 ? random.nextDouble() : Math.round(level / 1000.0) / power;
                case 6 -> random.nextDouble() * size;
                case 7 -> Double.longBitsToDouble(random.nextLong());
                default -> i % 97 == 0 ? 0 : level * 1024.0;
            };
        }
        return values;
    }
}
