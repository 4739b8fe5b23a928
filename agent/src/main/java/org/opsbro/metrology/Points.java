package org.opsbro.metrology;

import java.util.Arrays;
import org.opsbro.metrology.codec.BlockDecoder;
import org.opsbro.metrology.codec.BlockEncoder;

/** Samples of one series, in one or several columns of values. Grows; for one thread at a time. */
public final class Points {
    /** Times are seconds since 1970, from 0 to this. */
    public static final long LAST_TIME = 0xffff_ffffL;

    private static final int PLACE_BITS = 30;

    private long[] times;
    private final double[][] columns;
    private int count;

    /** With one column. */
    public Points() {
        this(1);
    }

    public Points(int columns) {
        this.times = new long[0];
        this.columns = new double[columns][0];
    }

    public int count() {
        return count;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    public long time(int at) {
        return times[at];
    }

    /** Of the first column. */
    public double value(int at) {
        return columns[0][at];
    }

    public double value(int column, int at) {
        return columns[column][at];
    }

    /** The first {@link #count} are those that count. */
    public long[] times() {
        return times;
    }

    /** Each as {@link #times}. */
    public double[][] columns() {
        return columns;
    }

    public void add(long time, double value) {
        room(1);
        times[count] = time;
        columns[0][count++] = value;
    }

    /** Adds a row; its values are to be put into the columns at {@link #count} − 1. */
    void addRow(long time) {
        room(1);
        times[count++] = time;
    }

    /** Adds a row of others of as many columns. */
    public void addRow(Points others, int at) {
        addRow(others.times[at]);
        for (var column = 0; column < columns.length; column++) columns[column][count - 1] = others.columns[column][at];
    }

    /** Adds those of a block. */
    void addBlock(BlockDecoder decoder, byte[] bytes, int from, int length) {
        room(BlockEncoder.MOST_SAMPLES);
        count += columns.length == 1
                ? decoder.decode(bytes, from, length, times, columns[0], count)
                : decoder.decode(bytes, from, length, times, columns, count);
    }

    void addAll(long[] otherTimes, double[] values, int size) {
        room(size);
        System.arraycopy(otherTimes, 0, times, count, size);
        System.arraycopy(values, 0, columns[0], count, size);
        count += size;
    }

    /** Adds those of others of as many columns. */
    public void addAll(Points others) {
        room(others.count);
        System.arraycopy(others.times, 0, times, count, others.count);
        for (var column = 0; column < columns.length; column++)
            System.arraycopy(others.columns[column], 0, columns[column], count, others.count);
        count += others.count;
    }

    /** Puts them in the order of time; of those of one time the last that was added stays. */
    public void order() {
        if (inOrder()) return;
        var keys = new long[count];
        for (var i = 0; i < count; i++) keys[i] = times[i] << PLACE_BITS | i;
        Arrays.sort(keys);
        var kept = 0;
        for (var i = 0; i < count; i++)
            if (i + 1 == count || keys[i] >>> PLACE_BITS != keys[i + 1] >>> PLACE_BITS) keys[kept++] = keys[i];
        for (var column = 0; column < columns.length; column++) {
            var ordered = new double[kept];
            for (var i = 0; i < kept; i++) ordered[i] = columns[column][place(keys[i])];
            columns[column] = ordered;
        }
        for (var i = 0; i < kept; i++) keys[i] >>>= PLACE_BITS;
        times = Arrays.copyOf(keys, kept);
        count = kept;
    }

    private static int place(long key) {
        return (int) (key & (1L << PLACE_BITS) - 1);
    }

    private boolean inOrder() {
        for (var i = 1; i < count; i++) if (times[i] <= times[i - 1]) return false;
        return true;
    }

    /** Keeps those from one time up to, and without, another. They must be in order. */
    public void keep(long from, long until) {
        var begin = firstFrom(from);
        var end = firstFrom(until);
        count = Math.max(0, end - begin);
        if (begin == 0) return;
        System.arraycopy(times, begin, times, 0, count);
        for (var column : columns) System.arraycopy(column, begin, column, 0, count);
    }

    private int firstFrom(long time) {
        var found = Arrays.binarySearch(times, 0, count, time);
        return found >= 0 ? found : -found - 1;
    }

    private void room(int more) {
        if (count + more <= times.length) return;
        var size = Math.max(count + more, times.length + times.length / 2);
        times = Arrays.copyOf(times, size);
        for (var column = 0; column < columns.length; column++) columns[column] = Arrays.copyOf(columns[column], size);
    }
}
