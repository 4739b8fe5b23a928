package org.opsbro.metrology;

import java.util.Arrays;
import org.opsbro.metrology.codec.ExactSum;

/** What can be said of the samples of a stretch of time; there is at least one. Rows of a {@link Rollup} count as often as the samples in them. */
final class Stretch {
    private final Points points;

    Stretch(Points points) {
        this.points = points;
    }

    private boolean isRaw() {
        return points.columns().length == 1;
    }

    private double[] column(int which) {
        return points.columns()[isRaw() ? 0 : which];
    }

    private double value(int at) {
        return isRaw() ? points.value(at) : points.value(Rollup.SUM, at) / points.value(Rollup.COUNT, at);
    }

    double last() {
        return column(Rollup.LAST)[points.count() - 1];
    }

    double count() {
        return isRaw() ? points.count() : ExactSum.of(column(Rollup.COUNT), 0, points.count());
    }

    double sum() {
        return ExactSum.of(column(Rollup.SUM), 0, points.count());
    }

    double average() {
        return sum() / count();
    }

    double least() {
        return Arrays.stream(column(Rollup.MIN), 0, points.count()).min().orElseThrow();
    }

    double greatest() {
        return Arrays.stream(column(Rollup.MAX), 0, points.count()).max().orElseThrow();
    }

    /** From the first sample to the last, in seconds. */
    double seconds() {
        return points.time(points.count() - 1) - points.time(0);
    }

    double change() {
        return last() - value(0);
    }

    /** By how much a counter grew each second; where it is less than before it began anew at 0. NaN where there is one sample only. */
    double rate() {
        var values = column(Rollup.LAST);
        var grown = 0.0;
        for (var i = 1; i < points.count(); i++)
            grown += values[i] >= values[i - 1] ? values[i] - values[i - 1] : values[i];
        return seconds() > 0 ? grown / seconds() : Double.NaN;
    }

    /** The value that so many of a hundred do not pass, interpolated between neighbours; of rows their averages. */
    double percentile(double percent) {
        var values = new double[points.count()];
        for (var i = 0; i < values.length; i++) values[i] = value(i);
        Arrays.sort(values);
        var place = percent / 100 * (values.length - 1);
        var below = (int) Math.floor(place);
        var above = Math.min(below + 1, values.length - 1);
        return values[below] + (place - below) * (values[above] - values[below]);
    }

    /** A straight line through the samples, by least squares: value = {@link #level} at a time + {@link #perSecond} for each second since. */
    record Line(double level, double perSecond) {
        double at(double seconds) {
            return level + perSecond * seconds;
        }

        /** Seconds until it reaches a value; 0 where it is there or beyond, infinite where it goes the other way. */
        double until(double value, boolean isBelow) {
            var missing = value - level;
            if (isBelow ? missing <= 0 : missing >= 0) return 0;
            var seconds = missing / perSecond;
            return seconds > 0 ? seconds : Double.POSITIVE_INFINITY;
        }
    }

    /** @param now the second at which its level is wanted */
    Line line(long now) {
        var n = points.count();
        double meanTime = 0;
        double mean = 0;
        for (var i = 0; i < n; i++) {
            meanTime += (points.time(i) - now) / (double) n;
            mean += value(i) / n;
        }
        double product = 0;
        double square = 0;
        for (var i = 0; i < n; i++) {
            var time = points.time(i) - now - meanTime;
            product += time * (value(i) - mean);
            square += time * time;
        }
        var slope = square > 0 ? product / square : 0;
        return new Line(mean - slope * meanTime, slope);
    }
}
