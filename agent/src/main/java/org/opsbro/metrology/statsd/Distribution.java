package org.opsbro.metrology.statsd;

import java.util.Arrays;

/**
 * Values that are not negative, and what is told of them. Up to 1,024 are kept as they are; of more, counts by ranges that are 2 % wide (DDSketch of Masson, Rim and
 * Lee, VLDB 2019, with a relative error of 1 %), so that its memory is bounded and no value is lost. Sums, least and greatest are always exact.
 */
final class Distribution {
    static final int MOST_EXACT = 1024;
    private static final double GAMMA = 1.01 / 0.99;
    private static final double LOG_GAMMA = Math.log(GAMMA);
    /** Of 1e-9 to 1e18; what is less or more is in the first and last range. */
    private static final int LOWEST = (int) Math.ceil(Math.log(1e-9) / LOG_GAMMA);

    private static final int RANGES = (int) Math.ceil(Math.log(1e18) / LOG_GAMMA) - LOWEST + 1;
    private static final double[] EMPTY = {};
    private static final int[] NONE = {};

    private final Room room;
    private double[] exact = EMPTY;
    private int[] ranges = NONE;
    private boolean isSketch;
    private int count;
    private double sum;
    private double sumOfSquares;
    private double least;
    private double greatest;

    Distribution(Room room) {
        this.room = room;
    }

    /**
     * The lowest, or with a negative percentile the highest, part of the values.
     *
     * @param boundary the value at its end
     */
    record Within(int count, double boundary, double sum, double sumOfSquares) {}

    int count() {
        return count;
    }

    double sum() {
        return sum;
    }

    double sumOfSquares() {
        return sumOfSquares;
    }

    double least() {
        return least;
    }

    double greatest() {
        return greatest;
    }

    /** Whether there was room for it. */
    boolean add(double value) {
        if (!isSketch && count == MOST_EXACT && !sketch()) return false;
        if (isSketch) ranges[range(value)]++;
        else {
            if (count == exact.length && !grow()) return false;
            exact[count] = value;
        }
        least = count == 0 ? value : Math.min(least, value);
        greatest = count == 0 ? value : Math.max(greatest, value);
        sum += value;
        sumOfSquares += value * value;
        count++;
        return true;
    }

    private boolean grow() {
        var length = Math.max(16, 2 * count);
        if (!room.take(Double.BYTES * (long) (length - exact.length))) return false;
        exact = Arrays.copyOf(exact, length);
        return true;
    }

    private boolean sketch() {
        if (ranges.length == 0) {
            if (!room.take(Integer.BYTES * (long) RANGES)) return false;
            ranges = new int[RANGES];
        }
        isSketch = true;
        for (var at = 0; at < count; at++) ranges[range(exact[at])]++;
        return true;
    }

    private static int range(double value) {
        if (value <= 1e-9) return 0;
        return Math.clamp((long) Math.ceil(Math.log(value) / LOG_GAMMA) - LOWEST, 0, RANGES - 1);
    }

    private double valueOf(int range) {
        var value = range == 0 ? 0 : 2 * Math.pow(GAMMA, range + LOWEST) / (GAMMA + 1);
        return Math.clamp(value, least, greatest);
    }

    /** Before what follows is asked. */
    void order() {
        if (!isSketch) Arrays.sort(exact, 0, count);
    }

    /** The value of a place in their order. */
    private double at(int place) {
        if (!isSketch) return exact[place];
        var seen = 0;
        for (var range = 0; range < RANGES; range++) {
            seen += ranges[range];
            if (seen > place) return valueOf(range);
        }
        return greatest;
    }

    double median() {
        var middle = count / 2;
        return count % 2 == 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
    }

    double deviation() {
        var mean = sum / count;
        if (isSketch) return Math.sqrt(Math.max(0, sumOfSquares / count - mean * mean));
        var squares = 0.0;
        for (var at = 0; at < count; at++) squares += (exact[at] - mean) * (exact[at] - mean);
        return Math.sqrt(squares / count);
    }

    /** Those within a percentile; none if it is so small that there are none. */
    Within within(double percentile) {
        var wanted = count == 1 ? 1 : (int) Math.round(Math.abs(percentile) / 100 * count);
        if (wanted == 0) return new Within(0, 0, 0, 0);
        var from = percentile > 0 || count == 1 ? 0 : count - wanted;
        if (wanted == count) return new Within(wanted, percentile > 0 ? greatest : least, sum, sumOfSquares);
        var boundary = at(percentile > 0 ? wanted - 1 : from);
        return isSketch ? sketched(from, wanted, boundary) : exact(from, wanted, boundary);
    }

    private Within exact(int from, int wanted, double boundary) {
        var part = 0.0;
        var squares = 0.0;
        for (var at = from; at < from + wanted; at++) {
            part += exact[at];
            squares += exact[at] * exact[at];
        }
        return new Within(wanted, boundary, part, squares);
    }

    private Within sketched(int from, int wanted, double boundary) {
        var part = 0.0;
        var squares = 0.0;
        var seen = 0;
        for (var range = 0; range < RANGES; range++) {
            var within = Math.min(seen + ranges[range], from + wanted) - Math.max(seen, from);
            seen += ranges[range];
            if (within <= 0) continue;
            part += within * valueOf(range);
            squares += within * valueOf(range) * valueOf(range);
        }
        return new Within(wanted, boundary, part, squares);
    }

    /** Forgets them, and keeps the room. */
    void clear() {
        if (isSketch) Arrays.fill(ranges, 0);
        isSketch = false;
        count = 0;
        sum = 0;
        sumOfSquares = 0;
        least = 0;
        greatest = 0;
    }

    /** Gives its room back. */
    void free() {
        room.give(Double.BYTES * (long) exact.length + Integer.BYTES * (long) ranges.length);
        exact = EMPTY;
        ranges = NONE;
        clear();
    }
}
