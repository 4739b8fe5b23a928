package org.opsbro.metrology.chart;

import java.util.Arrays;

/** Points one after the other, x and y by turns. */
final class Path {
    private static final int STEPS = 4;

    private double[] all = new double[32];
    private int count;

    void to(double x, double y) {
        if (count + 2 > all.length) all = Arrays.copyOf(all, count * 2);
        all[count++] = x;
        all[count++] = y;
    }

    /** A quadratic curve from the last point, as straight pieces. */
    void curve(double handleX, double handleY, double x, double y) {
        var fromX = all[count - 2];
        var fromY = all[count - 1];
        for (var i = 1; i <= STEPS; i++) {
            var part = (double) i / STEPS;
            var rest = 1 - part;
            to(
                    rest * rest * fromX + 2 * rest * part * handleX + part * part * x,
                    rest * rest * fromY + 2 * rest * part * handleY + part * part * y);
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    int points() {
        return count / 2;
    }

    double x(int point) {
        return all[point * 2];
    }

    double y(int point) {
        return all[point * 2 + 1];
    }

    void clear() {
        count = 0;
    }

    double[] toArray() {
        return Arrays.copyOf(all, count);
    }
}
