package org.opsbro.metrology.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Samples of many series in the order they come, for a log: mostly three bytes each. Frames are read in the order they were taken, as each value is told by
 * its difference from the one of its series before. For one thread at a time; allocates nothing once it has grown.
 *
 * <p>A frame: a byte that says whether what was before is forgotten, the time of the first sample, then of each sample a byte: what the value is told by (2
 * bits), whether its time is another (1), how much the series' number is above the one before, less one (5; 31 for a distance of its own). Then that
 * distance, the time's, and the value. All numbers seven bits a byte, the lowest first.
 */
public final class DeltaEncoder {
    static final int SAME = 0;
    static final int DELTA = 1;
    static final int DECIMAL = 2;
    static final int RAW = 3;
    static final int OTHER_TIME = 4;
    static final int FAR = 31;

    private static final int LONGEST_SAMPLE = 1 + 5 + 10 + 10;

    private final Last last = new Last();
    private ByteBuffer frame = ByteBuffer.allocate(4096);
    private boolean fresh = true;
    private long base;
    private int before;
    private int count;

    /** What follows can be read without what was before. */
    public void forget() {
        last.forget();
        fresh = true;
        clear();
    }

    /** How many samples wait to be taken. */
    public int count() {
        return count;
    }

    /** How many bytes wait to be taken. */
    public int size() {
        return frame.position();
    }

    /** Adds a sample of a series, numbered from 0. */
    public void add(int series, long time, double value) {
        if (frame.remaining() < LONGEST_SAMPLE + 11)
            frame = ByteBuffer.allocate(frame.capacity() * 2).put(frame.flip());
        if (count++ == 0) begin(time);
        last.grow(series);
        var kind = kind(series, value);
        var step = series - before - 1;
        var near = step >= 0 && step < FAR;
        frame.put((byte) (kind | (time == base ? 0 : OTHER_TIME) | (near ? step : FAR) << 3));
        if (!near) number(Numbers.zigzag(series - before));
        if (time != base) number(Numbers.zigzag(time - base));
        value(series, kind, value);
        before = series;
    }

    /** The samples since the last call, to be written before the next is added. */
    public ByteBuffer take() {
        return frame.flip();
    }

    /** What was taken is written. */
    public void clear() {
        frame.clear();
        count = 0;
    }

    private void begin(long time) {
        frame.put((byte) (fresh ? 1 : 0));
        fresh = false;
        base = time;
        before = -1;
        number(Numbers.zigzag(time));
    }

    private int kind(int series, double value) {
        var bits = Double.doubleToRawLongBits(value);
        var exponent = last.exponents[series];
        if (exponent != Last.UNKNOWN && last.bits[series] == bits) return SAME;
        last.bits[series] = bits;
        if (exponent >= 0 && Decimals.fits(value, exponent)) return DELTA;
        for (byte other = 0; other <= Decimals.MOST_EXPONENT; other++) {
            if (!Decimals.fits(value, other)) continue;
            last.exponents[series] = other;
            return DECIMAL;
        }
        last.exponents[series] = Last.NONE;
        return RAW;
    }

    private void value(int series, int kind, double value) {
        if (kind == SAME) return;
        if (kind == RAW) {
            frame.putLong(Double.doubleToRawLongBits(value));
            return;
        }
        var exponent = last.exponents[series];
        var number = Decimals.number(value, exponent);
        if (kind == DECIMAL) frame.put(exponent);
        number(Numbers.zigzag(kind == DECIMAL ? number : number - last.numbers[series]));
        last.numbers[series] = number;
    }

    private void number(long value) {
        var left = value;
        for (; (left & ~0x7fL) != 0; left >>>= 7) frame.put((byte) ((left & 0x7f) | 0x80));
        frame.put((byte) left);
    }

    /** The value before, of each series. */
    static final class Last {
        static final byte UNKNOWN = -2;
        static final byte NONE = -1;

        long[] bits = new long[0];
        long[] numbers = new long[0];
        byte[] exponents = new byte[0];

        void grow(int series) {
            var known = exponents.length;
            if (series < known) return;
            var size = Math.max(64, Math.max(series + 1, known + known / 2));
            bits = Arrays.copyOf(bits, size);
            numbers = Arrays.copyOf(numbers, size);
            exponents = Arrays.copyOf(exponents, size);
            Arrays.fill(exponents, known, size, UNKNOWN);
        }

        void forget() {
            Arrays.fill(exponents, UNKNOWN);
        }
    }
}
