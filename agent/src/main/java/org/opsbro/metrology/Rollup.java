package org.opsbro.metrology;

import org.opsbro.metrology.codec.ExactSum;

/** Samples summed up by windows of time: for each window a row of sum, least, greatest, last and count, at the second the window begins. */
public final class Rollup {
    public static final int SUM = 0;
    public static final int MIN = 1;
    public static final int MAX = 2;
    public static final int LAST = 3;
    public static final int COUNT = 4;
    public static final int COLUMNS = 5;

    private Rollup() {}

    /** Samples by windows of so many seconds; they must be in order. */
    public static Points of(Points samples, int seconds) {
        var rows = new Points(COLUMNS);
        var to = 0;
        for (var from = 0; from < samples.count(); from = to) {
            to = endOfWindow(samples, from, seconds);
            rows.addRow(start(samples.time(from), seconds));
            var at = rows.count() - 1;
            var values = samples.columns()[0];
            var columns = rows.columns();
            columns[SUM][at] = ExactSum.of(values, from, to);
            columns[MIN][at] = min(values, from, to);
            columns[MAX][at] = max(values, from, to);
            columns[LAST][at] = values[to - 1];
            columns[COUNT][at] = to - from;
        }
        return rows;
    }

    /** Rows by wider windows. */
    public static Points wider(Points rows, int seconds) {
        var wide = new Points(COLUMNS);
        var to = 0;
        for (var from = 0; from < rows.count(); from = to) {
            to = endOfWindow(rows, from, seconds);
            wide.addRow(start(rows.time(from), seconds));
            var at = wide.count() - 1;
            var columns = wide.columns();
            columns[SUM][at] = ExactSum.of(rows.columns()[SUM], from, to);
            columns[MIN][at] = min(rows.columns()[MIN], from, to);
            columns[MAX][at] = max(rows.columns()[MAX], from, to);
            columns[LAST][at] = rows.columns()[LAST][to - 1];
            columns[COUNT][at] = ExactSum.of(rows.columns()[COUNT], from, to);
        }
        return wide;
    }

    static long start(long time, int seconds) {
        return time - Math.floorMod(time, seconds);
    }

    private static int endOfWindow(Points points, int from, int seconds) {
        var end = start(points.time(from), seconds) + seconds;
        var to = from + 1;
        while (to < points.count() && points.time(to) < end) to++;
        return to;
    }

    private static double min(double[] values, int from, int to) {
        var min = values[from];
        for (var i = from + 1; i < to; i++) min = Math.min(min, values[i]);
        return min;
    }

    private static double max(double[] values, int from, int to) {
        var max = values[from];
        for (var i = from + 1; i < to; i++) max = Math.max(max, values[i]);
        return max;
    }
}
