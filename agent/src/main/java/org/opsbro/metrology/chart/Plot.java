package org.opsbro.metrology.chart;

import java.util.Optional;
import org.opsbro.metrology.chart.Canvas.Anchor;

/** Lays a chart out, from the outside to the inside, and draws it. Whatever there is no room for is left out. */
final class Plot {
    private static final double SMALL_PLOT = 24;
    private static final double LEGEND_PART = 0.34;
    private static final double CRISP = 0.5;

    private final Chart chart;
    private final Typeface letters;
    private final double size;
    private final double gap;
    private double left;
    private double top;
    private double right;
    private double bottom;
    private ValueAxis own;
    private Optional<ValueAxis> other = Optional.empty();

    Plot(Chart chart, Typeface letters) {
        this.chart = chart;
        this.letters = letters;
        this.size = chart.fontSize();
        this.gap = Math.rint(size * 0.6);
        this.left = chart.margin();
        this.top = chart.margin();
        this.right = chart.width() - chart.margin();
        this.bottom = chart.height() - chart.margin();
        this.own = axis(false, 1);
    }

    void draw(Canvas canvas) {
        title(canvas);
        legend(canvas);
        axes(canvas);
        if (right - left < 4 || bottom - top < 4) return;
        if (chart.lines().stream().noneMatch(Plot::hasValues)) nothing(canvas);
        canvas.only(left, top, right - left, bottom - top);
        for (var line : chart.lines()) if (line.style().fill() > 0) area(canvas, line);
        for (var line : chart.lines()) if (!line.style().vertical()) line(canvas, line);
        for (var line : chart.lines()) if (line.style().vertical()) verticals(canvas, line);
        canvas.everywhere();
    }

    private static boolean hasValues(Line line) {
        for (var value : line.values()) if (!Double.isNaN(value)) return true;
        return false;
    }

    private void nothing(Canvas canvas) {
        if (right - left < 6 * size) return;
        canvas.text(
                "No data",
                (left + right) / 2,
                (top + bottom) / 2 + size * 0.4,
                size * 1.3,
                Anchor.MIDDLE,
                false,
                chart.theme().quiet());
    }

    private void title(Canvas canvas) {
        if (chart.title().isBlank()) return;
        var big = size * 1.35;
        var text = letters.cut(chart.title(), big, right - left);
        canvas.text(
                text,
                left,
                top + big * 0.85,
                big,
                Anchor.START,
                false,
                chart.theme().text());
        top += big + gap;
    }

    /** In columns as wide as the longest name, in a third of the height at most. */
    private void legend(Canvas canvas) {
        if (!chart.shown().legend()) return;
        var named =
                chart.lines().stream().filter(line -> !line.name().isBlank()).toList();
        if (named.isEmpty()) return;
        var swatch = Math.rint(size * 1.1);
        var row = Math.rint(size * 1.55);
        var room = right - left;
        var longest = named.stream()
                .mapToDouble(line -> letters.width(line.name(), size))
                .max()
                .orElse(0);
        var wide = Math.min(room, swatch + gap + longest + 2 * gap);
        var columns = Math.max(1, Math.min(named.size(), (int) (room / wide)));
        var rows = (named.size() + columns - 1) / columns;
        var most = (int) Math.min(rows, (bottom - top) * LEGEND_PART / row);
        if (most < 1) return;
        var isCut = most < rows;
        var shown = isCut ? most * columns - 1 : named.size();
        bottom -= most * row;
        for (var i = 0; i < shown; i++) {
            var x = left + i % columns * wide;
            var y = bottom + Math.floorDiv(i, columns) * row + row * 0.72;
            var style = named.get(i).style();
            if (style.fill() > 0.3) canvas.rectangle(x, y - size * 0.72, swatch, size * 0.72, style.color());
            else
                canvas.line(
                        new double[] {x, y - size * 0.34, x + swatch, y - size * 0.34},
                        Math.max(2, style.width() + CRISP),
                        style.dash() > 0 ? swatch / 3.0 : 0,
                        style.color());
            canvas.text(
                    letters.cut(named.get(i).name(), size, wide - swatch - 2 * gap),
                    x + swatch + gap,
                    y,
                    size,
                    Anchor.START,
                    false,
                    chart.theme().text());
        }
        if (isCut)
            canvas.text(
                    "… and " + (named.size() - shown) + " more",
                    left + shown % columns * wide,
                    bottom + (most - 1) * row + row * 0.72,
                    size,
                    Anchor.START,
                    false,
                    chart.theme().quiet());
        bottom -= gap;
    }

    private ValueAxis axis(boolean onRight, int intervals) {
        var least = Double.POSITIVE_INFINITY;
        var most = Double.NEGATIVE_INFINITY;
        for (var line : chart.lines()) {
            if (line.style().onRight() != onRight || line.style().vertical()) continue;
            for (var i = 0; i < line.values().length; i++) {
                var value = line.values()[i];
                if (!Double.isFinite(value)) continue;
                least = Math.min(least, line.style().fill() > 0 ? Math.min(value, line.floor(i)) : value);
                most = Math.max(most, line.style().fill() > 0 ? Math.max(value, line.floor(i)) : value);
            }
        }
        var scale = onRight ? chart.right() : chart.left();
        return onRight ? ValueAxis.beside(own, least, most, scale) : ValueAxis.of(least, most, scale, intervals);
    }

    private void axes(Canvas canvas) {
        var shown = chart.shown();
        if (shown.times()) bottom -= Math.rint(size * 1.6);
        if (shown.values()) top += Math.rint(size * 0.5);
        own = axis(false, (int) Math.clamp(Math.rint((bottom - top) / (size * 3)), 1, 12));
        var hasRight = chart.lines().stream().anyMatch(line -> line.style().onRight());
        if (hasRight) other = Optional.of(axis(true, 1));
        if (shown.values()) {
            left += room(canvas, own, chart.left(), left + size * 0.8);
            if (hasRight) right -= room(canvas, other.orElseThrow(), chart.right(), right);
        }
        left = Math.rint(left);
        right = Math.rint(right);
        top = Math.rint(top);
        bottom = Math.rint(bottom);
        if (right - left < SMALL_PLOT || bottom - top < SMALL_PLOT) return;
        times(canvas);
        values(canvas);
    }

    /** How much an axis of values takes; its title is drawn. */
    private double room(Canvas canvas, ValueAxis axis, Chart.Scale scale, double at) {
        var labels = axis.ticks().stream()
                .mapToDouble(tick -> letters.width(tick.label(), size))
                .max()
                .orElse(0);
        if (scale.title().isBlank()) return labels + gap;
        var text = letters.cut(scale.title(), size, bottom - top);
        canvas.text(
                text,
                at,
                (top + bottom) / 2,
                size,
                Anchor.MIDDLE,
                true,
                chart.theme().quiet());
        return labels + gap + size + gap;
    }

    private void times(Canvas canvas) {
        var most = Math.max(2, (int) ((right - left) / (size * 6)));
        for (var tick : TimeAxis.ticks(chart.from(), chart.until(), chart.zone(), most)) {
            var x = Math.rint(x((double) tick.second()));
            if (x < left || x > right) continue;
            if (chart.shown().grid())
                canvas.rectangle(x, top, 1, bottom - top, chart.theme().grid());
            if (!chart.shown().times()) continue;
            var half = letters.width(tick.label(), size) / 2;
            // a label that the picture would cut is not there
            if (x - half < 1 || x + half > chart.width() - 1) continue;
            canvas.text(
                    tick.label(),
                    x + CRISP,
                    bottom + Math.rint(size * 1.35),
                    size,
                    Anchor.MIDDLE,
                    false,
                    tick.isBold() ? chart.theme().text() : chart.theme().quiet());
        }
    }

    private void values(Canvas canvas) {
        var shown = chart.shown();
        for (var tick : own.ticks()) {
            var y = Math.rint(y(tick.value(), own));
            if (y < top - 1 || y > bottom + 1) continue;
            if (shown.grid())
                canvas.rectangle(left, y, right - left, 1, chart.theme().grid());
            if (shown.values())
                canvas.text(
                        tick.label(),
                        left - gap,
                        y + Math.rint(size * 0.35),
                        size,
                        Anchor.END,
                        false,
                        chart.theme().quiet());
        }
        if (other.isPresent() && shown.values())
            for (var tick : other.get().ticks())
                canvas.text(
                        tick.label(),
                        right + gap,
                        Math.rint(y(tick.value(), other.get())) + Math.rint(size * 0.35),
                        size,
                        Anchor.START,
                        false,
                        chart.theme().quiet());
        if (shown.times() || shown.values()) {
            var ground = own.least() < 0 && own.most() > 0 ? 0 : own.least() >= 0 ? own.least() : own.most();
            var y = own.most() <= 0 ? top : Math.rint(y(ground, own));
            canvas.rectangle(left, y, right - left, 1, chart.theme().axis());
        }
    }

    private double x(double second) {
        return left + (second - chart.from()) / Math.max(1.0, (double) (chart.until() - chart.from())) * (right - left);
    }

    private double y(double value, ValueAxis axis) {
        var y = bottom - (value - axis.least()) / (axis.most() - axis.least()) * (bottom - top);
        return Math.clamp(y, -2.0 * chart.height(), 3.0 * chart.height());
    }

    private ValueAxis axis(Line line) {
        return line.style().onRight() ? other.orElse(own) : own;
    }

    private interface Run {
        /** Values from one up to, and without, another; there may be some missing among them if they are connected. */
        void take(int from, int to);
    }

    private void runs(Line line, Run run) {
        var values = line.values();
        var begin = -1;
        var last = -1;
        for (var i = 0; i <= values.length; i++) {
            var isThere = i < values.length && Double.isFinite(values[i]);
            if (isThere) {
                if (begin < 0) begin = i;
                last = i;
                continue;
            }
            var isBridged = chart.mode() == Chart.Mode.CONNECTED && i < values.length && i - last < chart.connected();
            if (begin >= 0 && !isBridged) {
                run.take(begin, last + 1);
                begin = -1;
            }
        }
    }

    private interface Level {
        double at(int i);
    }

    /** The points of a run, forwards or backwards. */
    private void points(Line line, int from, int to, Level level, boolean isBack, Path path) {
        var axis = axis(line);
        var isStairs = chart.mode() == Chart.Mode.STAIRCASE;
        for (var k = from; k < to; k++) {
            var i = isBack ? to - 1 - (k - from) : k;
            if (!Double.isFinite(line.values()[i])) continue;
            var here = x(line.start() + (double) i * line.step());
            var y = y(level.at(i), axis);
            if (!isStairs) {
                path.to(here, y);
                continue;
            }
            var next = x(line.start() + (i + 1.0) * line.step());
            path.to(isBack ? next : here, y);
            path.to(isBack ? here : next, y);
        }
    }

    private void area(Canvas canvas, Line line) {
        runs(line, (from, to) -> {
            var path = new Path();
            points(line, from, to, i -> line.values()[i], false, path);
            points(line, from, to, line::floor, true, path);
            if (path.points() > 2)
                canvas.polygon(
                        path.toArray(), faded(line.style().color(), line.style().fill()));
        });
    }

    private static int faded(int color, double part) {
        return (int) Math.rint((color >>> 24) * part) << 24 | (color & 0xffffff);
    }

    private void line(Canvas canvas, Line line) {
        var style = line.style();
        if (style.width() <= 0) return;
        runs(line, (from, to) -> {
            var path = new Path();
            points(line, from, to, i -> line.values()[i], false, path);
            if (path.points() > 1) canvas.line(path.toArray(), style.width(), style.dash(), style.color());
            else canvas.dot(path.x(0), path.y(0), Math.max(1.5, style.width()), style.color());
        });
    }

    private void verticals(Canvas canvas, Line line) {
        var style = line.style();
        for (var i = 0; i < line.values().length; i++) {
            var value = line.values()[i];
            if (Double.isNaN(value) || value <= 0) continue;
            var x = x(line.start() + (double) i * line.step());
            if (x < left || x > right) continue;
            canvas.line(new double[] {x, bottom, x, top}, style.width(), style.dash(), style.color());
        }
    }
}
