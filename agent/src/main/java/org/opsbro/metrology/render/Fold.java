package org.opsbro.metrology.render;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Makes one value of several; those that are NaN are none. */
@FunctionalInterface
interface Fold {
    double of(double[] values, int from, int to);

    default double of(double[] values) {
        return of(values, 0, values.length);
    }

    /** The aggregation functions of Graphite, in the order it tells them. */
    Map<String, Fold> ALL = Map.ofEntries(
            Map.entry("average", Fold::average),
            Map.entry("avg", Fold::average),
            Map.entry(
                    "avg_zero",
                    (values, from, to) -> to == from ? Double.NaN : sumOr(values, from, to, 0) / (to - from)),
            Map.entry("median", Fold::median),
            Map.entry("sum", Fold::sum),
            Map.entry("total", Fold::sum),
            Map.entry("min", Fold::min),
            Map.entry("max", Fold::max),
            Map.entry("diff", Fold::diff),
            Map.entry("stddev", Fold::deviation),
            Map.entry("count", (values, from, to) -> present(values, from, to)),
            Map.entry("range", Fold::range),
            Map.entry("rangeOf", Fold::range),
            Map.entry("multiply", Fold::product),
            Map.entry("last", Fold::last),
            Map.entry("current", Fold::last));

    List<String> NAMES = List.of(
            "average",
            "avg_zero",
            "median",
            "sum",
            "min",
            "max",
            "diff",
            "stddev",
            "count",
            "range",
            "multiply",
            "last",
            "rangeOf",
            "avg",
            "total",
            "current");

    /** Those that may stand for points when there are too many. */
    List<String> CONSOLIDATING = List.of("sum", "average", "avg", "avg_zero", "min", "max", "first", "last");

    /** By its name, which may have {@code Series} at its end. */
    static Fold named(String name) {
        var fold = ALL.get(base(name));
        if (fold == null)
            throw new BadTarget("\"" + name + "\" is no aggregation: want one of " + String.join(", ", NAMES));
        return fold;
    }

    static String base(String name) {
        return name.endsWith("Series") ? name.substring(0, name.length() - "Series".length()) : name;
    }

    static Fold consolidating(String name) {
        if (name.equals("first")) return Fold::first;
        return named(name);
    }

    static int present(double[] values, int from, int to) {
        var count = 0;
        for (var i = from; i < to; i++) if (!Double.isNaN(values[i])) count++;
        return count;
    }

    /** Whether enough of them are there. */
    static boolean isEnough(int present, double all, double xFilesFactor) {
        return present > 0 && all > 0 && present / all >= xFilesFactor;
    }

    private static double sumOr(double[] values, int from, int to, double ifNone) {
        var sum = 0.0;
        var any = false;
        for (var i = from; i < to; i++) {
            if (Double.isNaN(values[i])) continue;
            sum += values[i];
            any = true;
        }
        return any ? sum : ifNone;
    }

    private static double sum(double[] values, int from, int to) {
        return sumOr(values, from, to, Double.NaN);
    }

    private static double average(double[] values, int from, int to) {
        return sum(values, from, to) / present(values, from, to);
    }

    private static double min(double[] values, int from, int to) {
        var min = Double.NaN;
        for (var i = from; i < to; i++) if (!(values[i] >= min) && !Double.isNaN(values[i])) min = values[i];
        return min;
    }

    private static double max(double[] values, int from, int to) {
        var max = Double.NaN;
        for (var i = from; i < to; i++) if (!(values[i] <= max) && !Double.isNaN(values[i])) max = values[i];
        return max;
    }

    private static double range(double[] values, int from, int to) {
        return max(values, from, to) - min(values, from, to);
    }

    private static double first(double[] values, int from, int to) {
        for (var i = from; i < to; i++) if (!Double.isNaN(values[i])) return values[i];
        return Double.NaN;
    }

    private static double last(double[] values, int from, int to) {
        for (var i = to - 1; i >= from; i--) if (!Double.isNaN(values[i])) return values[i];
        return Double.NaN;
    }

    /** The first less all others. */
    private static double diff(double[] values, int from, int to) {
        var first = first(values, from, to);
        return first - (sumOr(values, from, to, 0) - first);
    }

    /** None if one of them is none. */
    private static double product(double[] values, int from, int to) {
        var product = 1.0;
        for (var i = from; i < to; i++) product *= values[i];
        return to == from ? Double.NaN : product;
    }

    private static double deviation(double[] values, int from, int to) {
        var average = average(values, from, to);
        var squares = 0.0;
        for (var i = from; i < to; i++)
            if (!Double.isNaN(values[i])) squares += (values[i] - average) * (values[i] - average);
        return Math.sqrt(squares / present(values, from, to));
    }

    private static double median(double[] values, int from, int to) {
        var sorted = sorted(values, from, to);
        if (sorted.length == 0) return Double.NaN;
        var middle = sorted.length / 2;
        return sorted.length % 2 == 0 ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle];
    }

    /** Those that are there, from the least to the greatest. */
    static double[] sorted(double[] values, int from, int to) {
        var sorted = new double[present(values, from, to)];
        var at = 0;
        for (var i = from; i < to; i++) if (!Double.isNaN(values[i])) sorted[at++] = values[i];
        Arrays.sort(sorted);
        return sorted;
    }

    /** The value below which so many percent are; NaN if none are there. */
    static double percentile(double[] values, double percent, boolean interpolate) {
        var sorted = sorted(values, 0, values.length);
        if (sorted.length == 0) return Double.NaN;
        var exact = Math.clamp(percent, 0, 100) / 100.0 * (sorted.length + 1);
        var rank = (int) exact;
        var rest = exact - rank;
        if (!interpolate) rank += (int) Math.ceil(rest);
        var place = rank == 0 ? 0 : Math.min(rank - 1, sorted.length - 1);
        var value = sorted[place];
        return interpolate && rank < sorted.length ? value + rest * (sorted[rank] - value) : value;
    }
}
