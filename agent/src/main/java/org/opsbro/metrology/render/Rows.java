package org.opsbro.metrology.render;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Series brought to one step, so that their points are side by side: that of the least common multiple of their steps. */
final class Rows {
    private final List<double[]> columns;
    private final Span span;

    private Rows(List<double[]> columns, Span span) {
        this.columns = columns;
        this.span = span;
    }

    /** Of one or several series. */
    static Rows of(List<Curve> curves, Context context) {
        var step = 1L;
        var start = Long.MAX_VALUE;
        var end = Long.MIN_VALUE;
        for (var curve : curves) {
            step = common(step, Math.max(1, curve.step()));
            start = Math.min(start, curve.start());
            end = Math.max(end, curve.end());
        }
        var common = step;
        context.take(curves.size());
        return new Rows(
                curves.stream()
                        .map(curve -> curve.consolidated(
                                (int) Math.min(Integer.MAX_VALUE, common / Math.max(1, curve.step()))))
                        .toList(),
                new Span(start, end - Math.floorMod(end - start, step), step));
    }

    private static long common(long one, long other) {
        var a = one;
        var b = other;
        while (b != 0) {
            var rest = a % b;
            a = b;
            b = rest;
        }
        var common = one / a * other;
        if (common <= 0 || common > Integer.MAX_VALUE)
            throw new BadTarget("these series have steps that have nothing in common: summarize them first");
        return common;
    }

    Span span() {
        return span;
    }

    /** Of the longest. */
    int size() {
        return columns.stream().mapToInt(column -> column.length).max().orElse(0);
    }

    /** The values of one series, at the common step. */
    double[] column(int at) {
        return columns.get(at);
    }

    /** What is made of each row; where a series has ended, it has no value. */
    double[] fold(ToDoubleFunction<double[]> fold) {
        var all = columns.toArray(double[][]::new);
        var values = new double[size()];
        var row = new double[all.length];
        for (var i = 0; i < values.length; i++) {
            for (var column = 0; column < all.length; column++)
                row[column] = i < all[column].length ? all[column][i] : Double.NaN;
            values[i] = fold.applyAsDouble(row);
        }
        return values;
    }
}
