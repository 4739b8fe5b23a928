package org.opsbro.cli.display;

import java.util.ArrayList;
import java.util.List;

/** Blocks of text that stand side by side or one below the other: what a dashboard is made of. All lines of a block are equally wide. */
public final class Drawing {
    private static final String LEVELS = "▁▂▃▄▅▆▇█";
    private static final int RING_WIDTH = 17;
    private static final int RING_HEIGHT = 7;

    private final Paint paint;

    public Drawing(Paint paint) {
        this.paint = paint;
    }

    /** A frame with a title around lines, which are cut or filled to its width. */
    public List<String> box(String title, List<String> lines, int width, int height) {
        var inner = Math.max(1, width - 4);
        var head = "─ " + Columns.fit(title, Math.max(1, inner - 2)) + " ";
        List<String> drawn = new ArrayList<>();
        drawn.add(paint.faint("┌" + head + "─".repeat(Math.max(0, width - 2 - Columns.of(head))) + "┐"));
        for (var i = 0; i < Math.max(height, lines.size()); i++) {
            var line = i < lines.size() ? lines.get(i) : "";
            drawn.add(paint.faint("│ ") + Columns.left(Columns.fit(line, inner), inner) + paint.faint(" │"));
        }
        drawn.add(paint.faint("└" + "─".repeat(Math.max(0, width - 2)) + "┘"));
        return drawn;
    }

    /** Blocks beside one another; shorter ones are filled below. */
    public List<String> beside(List<List<String>> blocks) {
        var height = blocks.stream().mapToInt(List::size).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (var row = 0; row < height; row++) {
            var line = new StringBuilder();
            for (var block : blocks)
                line.append(
                        row < block.size()
                                ? block.get(row)
                                : " ".repeat(block.isEmpty() ? 0 : Columns.of(block.getFirst())));
            lines.add(line.toString());
        }
        return lines;
    }

    /** A bar that is full at the most that a value may be, with the figure behind it. */
    public String gauge(double value, Limits limits, String figure, int width) {
        var room = Math.max(4, width - Columns.of(figure) - 1);
        return bar(value, limits, room) + " " + paint.strong(figure);
    }

    /** The bar alone. */
    public String bar(double value, Limits limits, int width) {
        var full = (int) Math.round(limits.part(value) * width);
        return limits.colour(paint, value, "█".repeat(full)) + paint.faint("░".repeat(width - full));
    }

    /** A ring that is full at the most that a value may be, clockwise from the top, with the figure in the middle. */
    public List<String> ring(double value, Limits limits, String figure) {
        List<String> lines = new ArrayList<>();
        for (var row = 0; row < RING_HEIGHT; row++) {
            var line = new StringBuilder();
            for (var column = 0; column < RING_WIDTH; column++) line.append(cell(column, row, value, limits));
            lines.add(row == RING_HEIGHT / 2 ? withFigure(value, limits, figure) : line.toString());
        }
        return lines;
    }

    private String withFigure(double value, Limits limits, String figure) {
        var row = RING_HEIGHT / 2;
        var shown = Columns.fit(figure, RING_WIDTH - 6);
        var start = (RING_WIDTH - Columns.of(shown)) / 2;
        var line = new StringBuilder();
        for (var column = 0; column < start; column++) line.append(cell(column, row, value, limits));
        line.append(paint.strong(shown));
        for (var column = start + Columns.of(shown); column < RING_WIDTH; column++)
            line.append(cell(column, row, value, limits));
        return line.toString();
    }

    private String cell(int column, int row, double value, Limits limits) {
        // characters are about twice as high as wide
        var x = (column - (RING_WIDTH - 1) / 2.0) / 2.3;
        var y = row - (RING_HEIGHT - 1) / 2.0;
        var radius = Math.hypot(x, y);
        if (radius > 3.6 || radius < 2.1) return " ";
        var angle = Math.atan2(x, -y) / (2 * Math.PI);
        var isFull = (angle < 0 ? angle + 1 : angle) < limits.part(value);
        return isFull ? limits.colour(paint, value, "█") : paint.faint("░");
    }

    /** A line of columns, the newest at the right, scaled to the largest; NaN is a gap. */
    public String columns(List<Double> values, int width) {
        var shown = values.subList(Math.max(0, values.size() - width), values.size());
        var largest = shown.stream()
                .mapToDouble(Double::doubleValue)
                .filter(value -> !Double.isNaN(value))
                .max()
                .orElse(0);
        var line = new StringBuilder();
        for (var value : shown) line.append(Double.isNaN(value) ? ' ' : level(value, largest));
        return paint.accent(line.toString());
    }

    private static char level(double value, double largest) {
        return LEVELS.charAt(
                largest <= 0 ? 0 : (int) Math.round(Math.clamp(value / largest, 0, 1) * (LEVELS.length() - 1)));
    }
}
