package org.opsbro.cli.display;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Curves over time with an axis at the left and their names below, each with what it was last. */
public final class Chart {
    /** Of the 256 of a terminal: told apart on dark and on light ground. */
    private static final int[] COLOURS = {75, 208, 114, 176, 179, 80, 203, 141};

    private static final String GAP = "  ";

    private final Paint paint;
    private final String unit;
    private final Optional<Limits> limits;

    /**
     * A value each step.
     *
     * @param start seconds
     * @param step seconds
     * @param values NaN where there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    public record Curve(String name, double start, double step, double[] values) {
        double end() {
            return start + step * values.length;
        }

        double last() {
            for (var at = values.length - 1; at >= 0; at--) if (!Double.isNaN(values[at])) return values[at];
            return Double.NaN;
        }
    }

    /** @param limits its least and most, NaN where the values say it; a single curve has the colour of what it was last */
    public Chart(Paint paint, String unit, Optional<Limits> limits) {
        this.paint = paint;
        this.unit = unit;
        this.limits = limits;
    }

    /**
     * Lines of a width.
     *
     * @param height rows of the curves, without their names
     * @param since what stands at the end of the last line: {@code -1h}
     */
    public List<String> lines(List<Curve> curves, int width, int height, String since) {
        var range = range(curves);
        var highest = Quantity.of(range.most(), unit);
        var lowest = Quantity.of(range.least(), unit);
        var axis = Math.max(Columns.of(highest), Columns.of(lowest));
        var grid = new Braille(width - axis - 1, height);
        var from = curves.stream().mapToDouble(Curve::start).min().orElse(0);
        var until = curves.stream().mapToDouble(Curve::end).max().orElse(1);
        for (var at = curves.size() - 1; at >= 0; at--) draw(curves.get(at), at, grid, range, from, until);
        List<String> lines = new ArrayList<>();
        for (var line : grid.lines((curve, text) -> colour(curves, curve, text))) {
            var label = lines.isEmpty() ? highest : lines.size() == height - 1 ? lowest : "";
            lines.add(paint.faint(Columns.right(label, axis) + "│") + line);
        }
        lines.add(legend(curves, width, since));
        return lines;
    }

    /** From zero, unless something is below, to the largest. */
    private Limits range(List<Curve> curves) {
        var least = limits.map(Limits::least).orElse(Double.NaN);
        var most = limits.map(Limits::most).orElse(Double.NaN);
        if (Double.isNaN(least)) least = Math.min(0, extreme(curves, -1));
        if (Double.isNaN(most)) most = Math.max(least, extreme(curves, 1));
        return new Limits(least, most > least ? most : least + 1, Double.NaN, Double.NaN);
    }

    /** The greatest of all values, or the least; 0 without any. */
    private static double extreme(List<Curve> curves, int sign) {
        var found = Double.NaN;
        for (var curve : curves)
            for (var value : curve.values())
                if (!Double.isNaN(value) && (Double.isNaN(found) || sign * value > sign * found)) found = value;
        return Double.isNaN(found) ? 0 : found;
    }

    private static void draw(Curve curve, int number, Braille grid, Limits range, double from, double until) {
        var before = -1;
        for (var at = 0; at < curve.values().length; at++) {
            if (Double.isNaN(curve.values()[at])) {
                before = -1;
                continue;
            }
            var x = x(curve, at, grid, from, until);
            var y = y(curve.values()[at], grid, range);
            if (before < 0) grid.dot(x, y, number);
            else grid.line(x(curve, before, grid, from, until), y(curve.values()[before], grid, range), x, y, number);
            before = at;
        }
    }

    private static int x(Curve curve, int at, Braille grid, double from, double until) {
        var part = (curve.start() + at * curve.step() - from) / Math.max(1e-9, until - curve.step() - from);
        return (int) Math.round(Math.clamp(part, 0, 1) * (grid.across() - 1));
    }

    private static int y(double value, Braille grid, Limits range) {
        return (int) Math.round(range.part(value) * (grid.up() - 1));
    }

    private String colour(List<Curve> curves, int number, String text) {
        if (curves.size() == 1 && limits.filter(Limits::judges).isPresent())
            return limits.get().colour(paint, curves.getFirst().last(), text);
        return paint.colour(COLOURS[number % COLOURS.length], text);
    }

    private String legend(List<Curve> curves, int width, String since) {
        var line = new StringBuilder();
        var room = width - Columns.of(since) - 2;
        for (var at = 0; at < curves.size(); at++) {
            var curve = curves.get(at);
            var last = Double.isNaN(curve.last()) ? "no values" : Quantity.of(curve.last(), unit);
            var told = colour(curves, at, "─ " + Safe.line(curve.name())) + " " + paint.strong(last);
            var more = GAP + "and " + (curves.size() - at) + " more";
            var left = room - Columns.of(line.toString()) - (at < curves.size() - 1 ? more.length() : 0);
            if (at > 0 && Columns.of(told) + GAP.length() > left) {
                line.append(paint.faint(more));
                break;
            }
            line.append(at == 0 ? "" : GAP).append(Columns.fit(told, room));
        }
        return Columns.left(line.toString(), room) + "  " + paint.faint(since);
    }
}
