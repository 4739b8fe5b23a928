package org.opsbro.cli.display;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A grid of dots, two by four in each letter, counted from the lower left corner. The bits of letters stand in chapter 21.1 of the Unicode standard. A letter has
 * the colour of the dot that came last.
 */
public final class Braille {
    private static final int FIRST_LETTER = 0x2800;
    /** By row from the top, then column. */
    private static final int[][] BITS = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

    private static final List<Mark> MARKS = List.of(Mark.OK, Mark.WARNING, Mark.BAD);

    private final int width;
    private final int height;
    private final int[] bits;
    private final int[] colours;

    /** @param width of the grid in letters, as {@code height} */
    public Braille(int width, int height) {
        this.width = Math.max(1, width);
        this.height = Math.max(1, height);
        this.bits = new int[this.width * this.height];
        this.colours = new int[bits.length];
    }

    /** How many dots stand beside one another. */
    public int across() {
        return 2 * width;
    }

    /** How many dots stand above one another. */
    public int up() {
        return 4 * height;
    }

    /** What lies outside is not drawn. */
    public void dot(int x, int y, int colour) {
        if (x < 0 || x >= across() || y < 0 || y >= up()) return;
        var row = up() - 1 - y;
        var letter = row / 4 * width + x / 2;
        bits[letter] |= BITS[row % 4][x % 2];
        colours[letter] = colour;
    }

    /** From one dot to another, straight. */
    public void line(int fromX, int fromY, int toX, int toY, int colour) {
        var steps = Math.max(1, Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY)));
        for (var step = 0; step <= steps; step++) {
            var part = (double) step / steps;
            dot((int) Math.round(fromX + part * (toX - fromX)), (int) Math.round(fromY + part * (toY - fromY)), colour);
        }
    }

    /** Row by row from the top; a letter without dots is a blank. */
    public List<String> lines(BiFunction<Integer, String, String> paint) {
        List<String> lines = new ArrayList<>();
        for (var row = 0; row < height; row++) lines.add(line(row, paint));
        return lines;
    }

    private String line(int row, BiFunction<Integer, String, String> paint) {
        var line = new StringBuilder();
        for (var from = row * width; from < (row + 1) * width; ) {
            var to = from + 1;
            while (to < (row + 1) * width && isAlike(from, to)) to++;
            var text = new StringBuilder();
            for (var at = from; at < to; at++) text.append(bits[at] == 0 ? ' ' : (char) (FIRST_LETTER + bits[at]));
            line.append(bits[from] == 0 ? text : paint.apply(colours[from], text.toString()));
            from = to;
        }
        return line.toString();
    }

    private boolean isAlike(int one, int other) {
        return (bits[one] == 0) == (bits[other] == 0) && (bits[one] == 0 || colours[one] == colours[other]);
    }

    /** Columns of dots that stand on the ground, as high as values are between two limits; NaN is a gap. The newest stands right. */
    public static List<String> area(double[] values, Limits limits, int width, int height, Paint paint) {
        var grid = new Braille(width, height);
        var beginning = grid.across() - values.length;
        for (var at = Math.max(0, -beginning); at < values.length; at++) {
            if (Double.isNaN(values[at])) continue;
            var top = (int) Math.round(limits.part(values[at]) * (grid.up() - 1));
            for (var y = 0; y <= top; y++) grid.dot(beginning + at, y, MARKS.indexOf(limits.mark(values[at])));
        }
        return grid.lines((mark, text) -> MARKS.get(mark).colour(paint, text));
    }
}
