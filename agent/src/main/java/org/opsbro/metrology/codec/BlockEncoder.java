package org.opsbro.metrology.codec;

/**
 * Makes blocks. For one thread at a time; allocates nothing.
 *
 * <p>A block, in bits: how many samples; the times as a {@link Column}; then each column of values. Of a column that is not the first, three bits tell whether
 * it is the same as one before (1 the first, 2 the second ...) or not (0). Two bits tell what the values are. Decimals: the exponent in four bits, a
 * {@link Column}, and where there are exceptions how many, and each with its distance from the one before and its 64 bits. All the same: 64 bits. Else
 * {@link Gorilla}.
 */
public final class BlockEncoder {
    /** So many samples at most. */
    public static final int MOST_SAMPLES = 360;

    /** So many columns of values at most. */
    public static final int MOST_COLUMNS = 7;

    static final int DECIMALS = 0;
    static final int WITH_EXCEPTIONS = 1;
    static final int ANY = 2;
    static final int SAME = 3;

    private final BitWriter out;
    private final Column column = new Column(MOST_SAMPLES);
    private final Decimals decimals = new Decimals(MOST_SAMPLES);
    private final long[] moments = new long[MOST_SAMPLES];
    private final double[][] one = new double[1][];
    private final int columns;

    /** Of one column of values. */
    public BlockEncoder() {
        this(1);
    }

    /** @param columns how many columns of values its blocks have: 1 to {@value #MOST_COLUMNS} */
    public BlockEncoder(int columns) {
        if (columns < 1 || columns > MOST_COLUMNS) throw new IllegalArgumentException(columns + " columns");
        this.columns = columns;
        this.out = new BitWriter(mostBytes(columns) + Long.BYTES);
    }

    /** No block is longer. */
    public static int mostBytes(int columns) {
        return MOST_SAMPLES * 12 * (1 + columns) + 64;
    }

    /** Where the block is, from the first byte. */
    public byte[] bytes() {
        return out.bytes();
    }

    /** As the other, of one column. */
    public int encode(long[] times, double[] values, int from, int count) {
        one[0] = values;
        return encode(times, one, from, count);
    }

    /**
     * Makes a block of samples.
     *
     * @param times seconds since 1970, each after the one before
     * @param values each column; any values, NaN too
     * @param from where the samples begin in all of them
     * @param count 1 to {@value #MOST_SAMPLES}
     * @return its length in bytes
     */
    public int encode(long[] times, double[][] values, int from, int count) {
        if (count < 1 || count > MOST_SAMPLES || values.length != columns)
            throw new IllegalArgumentException("a block of " + count + " samples in " + values.length + " columns");
        out.clear();
        out.number(count);
        System.arraycopy(times, from, moments, 0, count);
        column.write(moments, count, out);
        for (var at = 0; at < columns; at++) {
            var twin = twin(values, at, from, count);
            if (at > 0) out.put(twin, 3);
            if (twin == 0) write(values[at], from, count);
        }
        return out.finish();
    }

    /** Which of the columns before is the same, from 1; 0 if none. */
    private static int twin(double[][] values, int at, int from, int count) {
        for (var before = 0; before < at; before++)
            if (same(values[before], values[at], from, count)) return before + 1;
        return 0;
    }

    private static boolean same(double[] one, double[] other, int from, int count) {
        for (var i = from; i < from + count; i++)
            if (Double.doubleToRawLongBits(one[i]) != Double.doubleToRawLongBits(other[i])) return false;
        return true;
    }

    private void write(double[] values, int from, int count) {
        var exponent = decimals.exponent(values, from, count);
        if (exponent >= 0) {
            write(exponent, values, from, count);
        } else if (allSame(values, from, count)) {
            out.put(SAME, 2);
            out.put(Double.doubleToRawLongBits(values[from]), 64);
        } else {
            out.put(ANY, 2);
            Gorilla.write(values, from, count, out);
        }
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
