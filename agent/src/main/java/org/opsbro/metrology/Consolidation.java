package org.opsbro.metrology;

/** Which figure of a {@link Rollup} stands for a series, by its name, as carbon's storage-aggregation of statsd has it. */
public enum Consolidation {
    AVERAGE,
    MIN,
    MAX,
    SUM,
    LAST;

    /** The least for {@code .lower} and {@code .min}, the greatest for {@code .upper}, {@code .upper_90} and {@code .max}, sums for {@code .sum} and {@code .count}, else the average. */
    public static Consolidation of(String series) {
        var path = series.indexOf(';') < 0 ? series : series.substring(0, series.indexOf(';'));
        var last = path.substring(path.lastIndexOf('.') + 1);
        if (path.startsWith("stats_counts.")) return SUM;
        return switch (last) {
            case "lower", "min" -> MIN;
            case "upper", "max" -> MAX;
            case "sum", "count" -> SUM;
            default -> last.startsWith("upper_") ? MAX : AVERAGE;
        };
    }

    /** Its figure of a row. */
    public double of(Points rows, int at) {
        var columns = rows.columns();
        return switch (this) {
            case AVERAGE -> columns[Rollup.SUM][at] / columns[Rollup.COUNT][at];
            case MIN -> columns[Rollup.MIN][at];
            case MAX -> columns[Rollup.MAX][at];
            case SUM -> columns[Rollup.SUM][at];
            case LAST -> columns[Rollup.LAST][at];
        };
    }
}
