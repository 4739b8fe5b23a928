package org.opsbro.cli.display;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Rows in columns that fit a width: a column without any text is left out, then those that matter least, then sentences take several lines, and last
 * the widest column is cut with an ellipsis.
 *
 * <p>{@code new Table().column("NAME", 1).right("SIZE", 3).row("disk", "12 GiB").draw(screen)}
 */
public final class Table {
    private static final String GAP = "  ";
    private static final int NARROWEST = 8;
    private static final int NARROWEST_SENTENCE = 24;
    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    private enum Kind {
        WORD,
        NUMBER,
        SENTENCE
    }

    private record Column(String title, int priority, Kind kind) {}

    /** @param priority 1 stays always; of the others the highest goes first where the width is too small */
    public Table column(String title, int priority) {
        return add(title, priority, Kind.WORD);
    }

    /** A column of numbers, set flush right. */
    public Table right(String title, int priority) {
        return add(title, priority, Kind.NUMBER);
    }

    /** A column of texts that go on in the next line where the width is too small; better the last one. */
    public Table sentence(String title, int priority) {
        return add(title, priority, Kind.SENTENCE);
    }

    private Table add(String title, int priority, Kind kind) {
        columns.add(new Column(title, priority, kind));
        return this;
    }

    public Table row(String... cells) {
        if (cells.length != columns.size())
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        rows.add(List.of(cells));
        return this;
    }

    public void draw(Screen screen) {
        lines(screen.room(), screen.paint()).forEach(screen::line);
    }

    /** The titles and all rows, without trailing blanks. */
    public List<String> lines(int width, Paint paint) {
        var widths = widths();
        var shown = filled();
        while (least(shown, widths) > width && leaveOneOut(shown)) {}
        narrow(shown, widths, width);
        var lines = new ArrayList<String>();
        lines.add(paint.faint(
                line(shown, widths, columns.stream().map(Column::title).toList())));
        for (var row : rows) addLines(shown, widths, row, lines);
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

    private List<Integer> filled() {
        var shown = new ArrayList<Integer>();
        for (var at = 0; at < columns.size(); at++) {
            var isFilled = rows.isEmpty();
            for (var row : rows) isFilled |= !row.get(at).isBlank();
            if (isFilled) shown.add(at);
        }
        return shown;
    }

    private boolean leaveOneOut(List<Integer> shown) {
        var least = largest(shown, at -> columns.get(at).priority());
        if (columns.get(least).priority() <= 1) return false;
        shown.remove(Integer.valueOf(least));
        return true;
    }

    private void narrow(List<Integer> shown, int[] widths, int width) {
        for (var excess = total(shown, at -> widths[at]) - width; excess > 0; excess--) {
            var sentence = largest(shown, at -> isSentence(at) ? widths[at] : 0);
            var widest = isSentence(sentence) && widths[sentence] > NARROWEST_SENTENCE
                    ? sentence
                    : largest(shown, at -> widths[at]);
            if (widths[widest] <= NARROWEST) return;
            widths[widest]--;
        }
    }

    private boolean isSentence(int at) {
        return columns.get(at).kind() == Kind.SENTENCE;
    }

    /** How wide it is when sentences take as many lines as they can. */
    private int least(List<Integer> shown, int[] widths) {
        return total(shown, at -> isSentence(at) ? Math.min(widths[at], NARROWEST_SENTENCE) : widths[at]);
    }

    private static int total(List<Integer> shown, IntUnaryOperator width) {
        var total = GAP.length() * (shown.size() - 1);
        for (var at : shown) total += width.applyAsInt(at);
        return total;
    }

    /** The last of those of which something is largest. */
    private static int largest(List<Integer> shown, IntUnaryOperator something) {
        var largest = shown.getFirst();
        for (var each : shown) if (something.applyAsInt(each) >= something.applyAsInt(largest)) largest = each;
        return largest;
    }

    private void addLines(List<Integer> shown, int[] widths, List<String> cells, List<String> lines) {
        List<List<String>> parts = new ArrayList<>();
        var height = 1;
        for (var at = 0; at < cells.size(); at++) {
            parts.add(isSentence(at) ? Columns.wrap(cells.get(at), widths[at]) : List.of(cells.get(at)));
            if (shown.contains(at)) height = Math.max(height, parts.get(at).size());
        }
        for (var row = 0; row < height; row++) {
            var each = row;
            lines.add(line(
                    shown,
                    widths,
                    parts.stream()
                            .map(part -> each < part.size() ? part.get(each) : "")
                            .toList()));
        }
    }

    private String line(List<Integer> shown, int[] widths, List<String> cells) {
        var line = new StringBuilder();
        for (var at : shown) {
            if (!line.isEmpty()) line.append(GAP);
            var cell = cells.get(at);
            line.append(
                    columns.get(at).kind() == Kind.NUMBER
                            ? Columns.right(cell, widths[at])
                            : Columns.left(cell, widths[at]));
        }
        return line.toString().stripTrailing();
    }
}
