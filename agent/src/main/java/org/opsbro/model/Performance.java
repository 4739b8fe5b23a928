package org.opsbro.model;

/**
 * One figure of a plugin's performance data, ready for the time series.
 *
 * @param label as the plugin wrote it, unquoted
 * @param value NaN where the plugin said {@code U}
 * @param unit as written: {@code s}, {@code %}, {@code B}, {@code c} or any other; empty without one
 * @param warning range as written, empty if absent
 * @param critical range as written, empty if absent
 * @param min as written, empty if absent
 * @param max as written, empty if absent
 */
public record Performance(
        String label, double value, String unit, String warning, String critical, String min, String max) {
    /** Keys: label, value, unit, warn, crit, min, max. */
    public Value.Fields toValue() {
        return Value.object()
                .with("label", label)
                .with("value", value)
                .with("unit", unit)
                .with("warn", warning)
                .with("crit", critical)
                .with("min", min)
                .with("max", max)
                .end();
    }
}
