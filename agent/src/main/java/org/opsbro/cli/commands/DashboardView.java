package org.opsbro.cli.commands;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.cli.Answer;
import org.opsbro.cli.display.Chart;
import org.opsbro.cli.display.Columns;
import org.opsbro.cli.display.Drawing;
import org.opsbro.cli.display.Limits;
import org.opsbro.cli.display.Mark;
import org.opsbro.cli.display.Paint;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Table;
import org.opsbro.model.Value;

/** A dashboard as lines of a width. It remembers what charts without a series of their own have shown. */
final class DashboardView {
    private static final int USUAL_CHART = 6;
    private static final int TALLEST_CHART = 24;
    private static final int SMALLEST_CHART = 2;
    private static final int MOST_SEEN = 500;
    private static final int FRAME = 4;
    private static final int RING_WIDTH = 17;

    private final Paint paint;
    private final Drawing drawing;
    private final Map<String, List<Double>> seen = new HashMap<>();

    DashboardView(Paint paint) {
        this.paint = paint;
        this.drawing = new Drawing(paint);
    }

    /** Remembers what is shown now. */
    void look(Answer part) {
        part.list("parts").forEach(this::look);
        if (!part.text("kind").equals("horizontal_chart") || !part.at("value").isPresent()) return;
        var values = seen.computeIfAbsent(part.text("title"), title -> new ArrayList<>());
        if (values.size() == MOST_SEEN) values.removeFirst();
        values.add(part.number("value"));
    }

    /** Its widgets, charts of the usual height. */
    List<String> lines(Answer content, int width) {
        return block(content, width, USUAL_CHART);
    }

    /** The same with charts as tall as a window allows. */
    List<String> lines(Answer content, int width, int height) {
        var tall = TALLEST_CHART;
        var lines = block(content, width, tall);
        while (lines.size() > height && tall > SMALLEST_CHART) lines = block(content, width, --tall);
        return lines;
    }

    private List<String> block(Answer part, int width, int chart) {
        return switch (part.text("kind")) {
            case "vertical_split" ->
                part.list("parts").stream()
                        .flatMap(each -> block(each, width, chart).stream())
                        .toList();
            case "horizontal_split" -> beside(part.list("parts"), width, chart);
            default -> widget(part, width, chart, 1);
        };
    }

    private List<String> beside(List<Answer> parts, int width, int chart) {
        List<List<String>> blocks = new ArrayList<>();
        for (var i = 0; i < parts.size(); i++) blocks.add(block(parts.get(i), width(parts, i, width), chart));
        var height = blocks.stream().mapToInt(List::size).max().orElse(0);
        // frames end at one height
        for (var i = 0; i < parts.size(); i++)
            if (parts.get(i).list("parts").isEmpty() && blocks.get(i).size() < height)
                blocks.set(i, widget(parts.get(i), width(parts, i, width), chart, height - 2));
        return drawing.beside(blocks);
    }

    private static int width(List<Answer> parts, int at, int width) {
        return width * (at + 1) / parts.size() - width * at / parts.size();
    }

    private List<String> widget(Answer widget, int width, int chart, int height) {
        var inner = Math.max(1, width - FRAME);
        var error = widget.find("error");
        var lines = error.isPresent()
                ? Columns.wrap(paint.warning("‼ " + Safe.line(error.get())), inner)
                : inside(widget, inner, chart);
        return drawing.box(Safe.line(widget.text("title")), lines, width, height);
    }

    private List<String> inside(Answer widget, int width, int chart) {
        var number = widget.number("value");
        var figure = Quantity.of(number, widget.text("unit"));
        return switch (widget.text("kind")) {
            case "donut" -> centred(drawing.ring(number, limits(widget), figure), width);
            case "horizontal_gauge" -> List.of(drawing.gauge(number, limits(widget), figure, width));
            case "horizontal_chart" -> List.of(columns(widget, figure, width));
            case "chart" ->
                new Chart(paint, widget.text("unit"), Optional.of(limitsOfChart(widget)))
                        .lines(curves(widget), width, chart, widget.text("from"));
            case "table" -> table(widget, width);
            case "checks" -> checks(widget, width);
            default -> Columns.wrap(Safe.line(widget.text("value")), width);
        };
    }

    /** Of a hundred, unless it says more. */
    private static Limits limits(Answer widget) {
        var usual = widget.at("warning").isPresent() || widget.at("critical").isPresent();
        var most = number(widget, "max", 100);
        return new Limits(
                number(widget, "min", 0),
                most,
                number(widget, "warning", usual ? Double.NaN : 0.75 * most),
                number(widget, "critical", usual ? Double.NaN : 0.9 * most));
    }

    private static Limits limitsOfChart(Answer widget) {
        return new Limits(
                number(widget, "min", Double.NaN),
                number(widget, "max", Double.NaN),
                number(widget, "warning", Double.NaN),
                number(widget, "critical", Double.NaN));
    }

    private static double number(Answer widget, String key, double fallback) {
        return widget.at(key).isPresent() ? widget.number(key) : fallback;
    }

    private static List<String> centred(List<String> lines, int width) {
        return lines.stream()
                .map(line -> " ".repeat(Math.max(0, (width - RING_WIDTH) / 2)) + line)
                .toList();
    }

    private String columns(Answer widget, String figure, int width) {
        var room = Math.max(1, width - Columns.of(figure) - 1);
        var curves = curves(widget);
        var values = curves.isEmpty()
                ? seen.getOrDefault(widget.text("title"), List.of(widget.number("value")))
                : values(curves.getFirst(), room);
        return drawing.columns(values, room) + " " + paint.strong(figure);
    }

    /** The greatest of each part of the time. */
    private static List<Double> values(Chart.Curve curve, int room) {
        List<Double> all = new ArrayList<>();
        var count = curve.values().length;
        var columns = Math.min(room, count);
        for (var column = 0; column < columns; column++) {
            var greatest = Double.NaN;
            for (var at = column * count / columns; at < (column + 1) * count / columns; at++) {
                var value = curve.values()[at];
                if (Double.isNaN(greatest) || value > greatest) greatest = value;
            }
            all.add(greatest);
        }
        return all;
    }

    private static List<Chart.Curve> curves(Answer widget) {
        return widget.list("series").stream().map(DashboardView::curve).toList();
    }

    static Chart.Curve curve(Answer series) {
        var values = series.list("values").stream()
                .mapToDouble(value -> value.isPresent() ? value.number() : Double.NaN)
                .toArray();
        return new Chart.Curve(series.text("name"), series.number("start"), series.number("step"), values);
    }

    private List<String> table(Answer widget, int width) {
        var columns = widget.texts("columns");
        var rows = widget.list("rows");
        if (rows.isEmpty()) return List.of(paint.faint("nothing"));
        var table = new Table().column("", 1);
        for (var at = 0; at < columns.size(); at++)
            if (isOfNumbers(rows, at)) table.right(Safe.line(columns.get(at)), at + 2);
            else table.column(Safe.line(columns.get(at)), at + 2);
        for (var row : rows) {
            List<String> cells = new ArrayList<>(List.of(Safe.line(row.text("name"))));
            row.list("cells").forEach(cell -> cells.add(cell(cell)));
            table.row(cells.toArray(String[]::new));
        }
        return table.lines(width, paint);
    }

    private static boolean isOfNumbers(List<Answer> rows, int column) {
        return rows.stream().map(row -> row.list("cells").get(column)).allMatch(DashboardView::isNumber);
    }

    private static boolean isNumber(Answer cell) {
        return !cell.isPresent() || cell.value() instanceof Value.Int || cell.value() instanceof Value.Real;
    }

    private static String cell(Answer cell) {
        if (!cell.isPresent()) return "";
        return isNumber(cell) ? Quantity.number(cell.number()) : Safe.line(cell.text());
    }

    private List<String> checks(Answer widget, int width) {
        List<String> lines = new ArrayList<>();
        lines.add(counts(widget.at("counts"), paint));
        for (var row : widget.list("rows")) lines.add(Columns.fit(check(row, paint), width));
        return lines;
    }

    /** {@code ✕ 1 critical  ✓ 30 ok}. */
    static String counts(Answer counts, Paint paint) {
        var told = new ArrayList<String>();
        for (var state :
                List.of("critical", "unknown", "warning", "pending", "ok", "alive", "suspect", "dead", "leave"))
            if (counts.number(state) > 0)
                told.add(Mark.of(state).with(paint, Quantity.number(counts.number(state)) + " " + state));
        return told.isEmpty() ? paint.faint("none") : String.join("  ", told);
    }

    /** {@code ✕ linux/disks  /var is at 97 %}. */
    static String check(Answer row, Paint paint) {
        var mark = Mark.of(row.text("state"));
        return mark.colour(paint, mark.sign() + " " + Safe.line(row.text("name"))) + "  "
                + Safe.line(row.text("output").lines().findFirst().orElse(""));
    }
}
