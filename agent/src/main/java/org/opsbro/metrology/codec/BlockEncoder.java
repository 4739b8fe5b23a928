package org.opsbro.metrology.codec;

/**
 * Makes blocks. For one thread at a time; allocates nothing.
 *
 * <p>A block, in bits: how many samples; the times as a {@link Column}; two bits for what the values are, then the values. Decimals: the exponent in four bits,
 * a {@link Column}, and where there are exceptions how many, and each with its distance from the one before and its 64 bits. All the same: 64 bits. Else
 * {@link Gorilla}.
 */
public final class BlockEncoder {
    /** So many samples at most. */
    public static final int MOST_SAMPLES = 360;

    /** No block is longer. */
    public static final int MOST_BYTES = MOST_SAMPLES * 24 + 64;

    static final int DECIMALS = 0;
    static final int WITH_EXCEPTIONS = 1;
    static final int ANY = 2;
    static final int SAME = 3;

    private final BitWriter out = new BitWriter(MOST_BYTES + Long.BYTES);
    private final Column column = new Column(MOST_SAMPLES);
    private final Decimals decimals = new Decimals(MOST_SAMPLES);
    private final long[] moments = new long[MOST_SAMPLES];

    /** Where the block is, from the first byte. */
    public byte[] bytes() {
        return out.bytes();
    }

    /**
     * Makes a block of samples.
     *
     * @param times seconds since 1970, each after the one before
     * @param values any, NaN too
     * @param from where the samples begin in both
     * @param count 1 to {@value #MOST_SAMPLES}
     * @return its length in bytes
     */
    public int encode(long[] times, double[] values, int from, int count) {
        if (count < 1 || count > MOST_SAMPLES)
            throw new IllegalArgumentException("a block of " + count + " samples, want 1 to " + MOST_SAMPLES);
        out.clear();
        out.number(count);
        System.arraycopy(times, from, moments, 0, count);
        column.write(moments, count, out);
        var exponent = decimals.exponent(values, from, count);
        if (exponent >= 0) write(exponent, values, from, count);
        else if (allSame(values, from, count)) {
            out.put(SAME, 2);
            out.put(Double.doubleToRawLongBits(values[from]), 64);
        } else {
            out.put(ANY, 2);
            Gorilla.write(values, from, count, out);
        }
        return out.finish();
    }

    private void write(int exponent, double[] values, int from, int count) {
        out.put(decimals.exceptions() == 0 ? DECIMALS : WITH_EXCEPTIONS, 2);
        out.put(exponent, 4);
        column.write(decimals.numbers(), count, out);
        if (decimals.exceptions() == 0) return;
        out.number(decimals.exceptions());
        var before = 0;
        for (var i = 0; i < decimals.exceptions(); i++) {
            var place = decimals.exception(i);
            out.number(place - before);
            out.put(Double.doubleToRawLongBits(values[from + place]), 64);
            before = place;
        }
    }

    private static boolean allSame(double[] values, int from, int count) {
        var first = Double.doubleToRawLongBits(values[from]);
        for (var i = 1; i < count; i++) if (Double.doubleToRawLongBits(values[from + i]) != first) return false;
        return true;
    }
}
