package org.opsbro.metrology.codec;

/** Reads blocks. For one thread at a time; allocates nothing but what it throws. */
public final class BlockDecoder {
    private final BitReader in;
    private final long[] numbers = new long[BlockEncoder.MOST_SAMPLES];
    private final double[][] one = new double[1][];
    private final int columns;

    /** Of blocks of one column of values. */
    public BlockDecoder() {
        this(1);
    }

    /** @param columns as the encoder's */
    public BlockDecoder(int columns) {
        this.columns = columns;
        this.in = new BitReader(BlockEncoder.mostBytes(columns));
    }

    /** As the other, of one column. */
    public int decode(byte[] block, int from, int length, long[] times, double[] values, int at) {
        one[0] = values;
        return decode(block, from, length, times, one, at);
    }

    /**
     * Reads a block.
     *
     * @param times takes the seconds since 1970, each after the one before
     * @param values takes each column of values
     * @param at where the samples go in all of them; there must be room for {@value BlockEncoder#MOST_SAMPLES}
     * @return how many samples there are
     * @throws Corrupt if this is no block of so many columns
     */
    public int decode(byte[] block, int from, int length, long[] times, double[][] values, int at) {
        if (values.length != columns) throw new IllegalArgumentException(values.length + " columns, want " + columns);
        in.over(block, from, length);
        var count = in.number();
        if (count < 1 || count > BlockEncoder.MOST_SAMPLES) throw new Corrupt("a block of " + count + " samples");
        times((int) count, times, at);
        for (var column = 0; column < columns; column++) column((int) count, values, column, at);
        in.finish();
        return (int) count;
    }

    private void column(int count, double[][] values, int column, int at) {
        var twin = column == 0 ? 0 : (int) in.bits(3);
        if (twin > column) throw new Corrupt("a column like one that follows");
        if (twin == 0) values(count, values[column], at);
        else System.arraycopy(values[twin - 1], at, values[column], at, count);
    }

    private void times(int count, long[] times, int at) {
        Column.read(in, numbers, count);
        for (var i = 1; i < count; i++) if (numbers[i] <= numbers[i - 1]) throw new Corrupt("times go back");
        System.arraycopy(numbers, 0, times, at, count);
    }

    private void values(int count, double[] values, int at) {
        var kind = (int) in.bits(2);
        if (kind == BlockEncoder.ANY) {
            Gorilla.read(in, values, at, count);
        } else if (kind == BlockEncoder.SAME) {
            var value = Double.longBitsToDouble(in.bits(64));
            for (var i = 0; i < count; i++) values[at + i] = value;
        } else {
            var exponent = (int) in.bits(4);
            if (exponent > Decimals.MOST_EXPONENT) throw new Corrupt("an exponent of " + exponent);
            Column.read(in, numbers, count);
            Decimals.restore(numbers, exponent, values, at, count);
            if (kind == BlockEncoder.WITH_EXCEPTIONS) exceptions(count, values, at);
        }
    }

    private void exceptions(int count, double[] values, int at) {
        var exceptions = in.number();
        var place = 0L;
        for (var i = 0L; i < exceptions; i++) {
            place += in.number();
            if (place < 0 || place >= count) throw new Corrupt("an exception beyond the block");
            values[at + (int) place] = Double.longBitsToDouble(in.bits(64));
        }
    }
}
