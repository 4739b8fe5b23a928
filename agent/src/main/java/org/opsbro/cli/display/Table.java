package org.opsbro.cli.display;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Rows in columns that fit a width: columns that matter least are left out first, then the widest is cut with an ellipsis.
 *
 * <p>{@code new Table().column("NAME", 1).right("SIZE", 3).row("disk", "12 GiB").draw(screen)}
 */
public final class Table {
    private static final String GAP = "  ";
    private static final int NARROWEST = 8;
    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    private record Column(String title, int priority, boolean right) {}

    /** @param priority 1 stays always; of the others the highest goes first where the width is too small */
    public Table column(String title, int priority) {
        columns.add(new Column(title, priority, false));
        return this;
    }

    /** A column of numbers, set flush right. */
    public Table right(String title, int priority) {
        columns.add(new Column(title, priority, true));
        return this;
    }

    public Table row(String... cells) {
        if (cells.length != columns.size())
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        rows.add(List.of(cells));
        return this;
    }

    public void draw(Screen screen) {
        lines(screen.width(), screen.paint()).forEach(screen::line);
    }

    /** The titles and all rows, without trailing blanks. */
    public List<String> lines(int width, Paint paint) {
        var shown = new ArrayList<Integer>();
        for (var at = 0; at < columns.size(); at++) shown.add(at);
        var widths = widths();
        while (total(shown, widths) > width && leaveOneOut(shown)) {}
        narrow(shown, widths, width);
        var lines = new ArrayList<String>();
        lines.add(paint.faint(
                line(shown, widths, columns.stream().map(Column::title).toList())));
        for (var row : rows) lines.add(line(shown, widths, row));
        return lines;
    }

    private int[] widths() {
        var widths = new int[columns.size()];
        for (var at = 0; at < widths.length; at++) {
            widths[at] = Columns.of(columns.get(at).title());
            for (var row : rows) widths[at] = Math.max(widths[at], Columns.of(row.get(at)));
        }
        return widths;
    }

    private boolean leaveOneOut(List<Integer> shown) {
        var least = largest(shown, at -> columns.get(at).priority());
        if (columns.get(least).priority() <= 1) return false;
        shown.remove(Integer.valueOf(least));
        return true;
    }

    private static void narrow(List<Integer> shown, int[] widths, int width) {
        var excess = total(shown, widths) - width;
        while (excess > 0) {
            var widest = largest(shown, at -> widths[at]);
            if (widths[widest] <= NARROWEST) return;
            widths[widest]--;
            excess--;
        }
    }

    /** The last of those of which something is largest. */
    private static int largest(List<Integer> shown, IntUnaryOperator something) {
        var largest = shown.getFirst();
        for (var each : shown) if (something.applyAsInt(each) >= something.applyAsInt(largest)) largest = each;
        return largest;
    }

    private static int total(List<Integer> shown, int[] widths) {
        return shown.stream().mapToInt(at -> widths[at]).sum() + GAP.length() * (shown.size() - 1);
    }

    private String line(List<Integer> shown, int[] widths, List<String> cells) {
        var line = new StringBuilder();
        for (var at : shown) {
            if (!line.isEmpty()) line.append(GAP);
            var cell = cells.get(at);
            line.append(columns.get(at).right() ? Columns.right(cell, widths[at]) : Columns.left(cell, widths[at]));
        }
        return line.toString().stripTrailing();
    }
}
