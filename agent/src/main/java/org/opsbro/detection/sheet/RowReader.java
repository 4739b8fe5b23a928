package org.opsbro.detection.sheet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.opsbro.model.Value.Fields;

/**
 * Gathers rows of counters as the kernel lists them, and makes a snapshot with rates per second of those that count up. Use, each time: {@link #begin},
 * for each row {@link #row} and {@link #set}, then {@link #end}.
 */
public final class RowReader {
    private final Columns columns;
    private final int shown;
    private final int width;
    private final UnaryOperator<String> naming;
    private final Names names = new Names();
    private double[] values;
    private double[] before;
    private boolean[] seen = new boolean[0];
    private boolean[] seenBefore = new boolean[0];
    private List<String> rows = List.of();
    private int current;
    private long lastNanos;
    private double seconds;

    /**
     * A reader of rows.
     *
     * @param columns what is shown
     * @param counters how many columns more there are, behind those, which are not shown: what rates are made of
     */
    public RowReader(Columns columns, int counters) {
        this(columns, counters, UnaryOperator.identity());
    }

    /** @param naming from the kernel's name of a row to ours */
    public RowReader(Columns columns, int counters, UnaryOperator<String> naming) {
        this.columns = columns;
        this.shown = columns.size();
        this.width = shown + counters;
        this.naming = naming;
        this.values = new double[0];
        this.before = new double[0];
    }

    /** The keys of what it gives: {@code *.NAME}. */
    public List<String> keys() {
        return columns.rowNames();
    }

    public void begin(long nanos) {
        var swap = before;
        before = values;
        values = swap;
        var seenSwap = seenBefore;
        seenBefore = seen;
        seen = seenSwap;
        grow();
        Arrays.fill(values, Double.NaN);
        Arrays.fill(seen, false);
        names.restart();
        seconds = lastNanos == 0 ? Double.NaN : (nanos - lastNanos) / 1e9;
        lastNanos = nanos;
    }

    /** Starts the row whose name is the next word of the text, up to the stop character or a space. */
    public void row(ByteText text, char stop) {
        current = text.name(names, stop);
        grow();
        seen[current] = true;
    }

    /** Takes the row back: it is not wanted. */
    public void drop() {
        seen[current] = false;
    }

    public String name() {
        return names.text(current);
    }

    public void set(int column, double value) {
        values[current * width + column] = value;
    }

    /** What was set in the current row. */
    public double get(int column) {
        return values[current * width + column];
    }

    /** How much a column of the current row grew since the time before; NaN if it was not there, or went back. */
    public double growth(int column) {
        if (!seenBefore[current]) return Double.NaN;
        var grown = values[current * width + column] - before[current * width + column];
        return grown >= 0 ? grown : Double.NaN;
    }

    /** {@link #growth} a second. */
    public double rate(int column) {
        return growth(column) / seconds;
    }

    /** Seconds since the time before; NaN the first time. */
    public double seconds() {
        return seconds;
    }

    /** The rows that were seen. */
    public Fields end() {
        if (!isSame()) {
            List<String> now = new ArrayList<>();
            for (var i = 0; i < names.size(); i++) if (seen[i]) now.add(naming.apply(names.text(i)));
            rows = List.copyOf(now);
        }
        var snapshot = new double[rows.size() * shown];
        var to = 0;
        for (var i = 0; i < names.size(); i++) {
            if (!seen[i]) continue;
            System.arraycopy(values, i * width, snapshot, to, shown);
            to += shown;
        }
        return columns.table(rows, snapshot);
    }

    private boolean isSame() {
        if (seen.length != seenBefore.length || rows.isEmpty()) return false;
        return Arrays.equals(seen, seenBefore);
    }

    private void grow() {
        var size = Math.max(names.size(), seen.length);
        if (seen.length < size) seen = Arrays.copyOf(seen, size);
        if (seenBefore.length < size) seenBefore = Arrays.copyOf(seenBefore, size);
        if (values.length < size * width) values = nans(values, size * width);
        if (before.length < size * width) before = nans(before, size * width);
    }

    private static double[] nans(double[] from, int size) {
        var grown = Arrays.copyOf(from, size);
        Arrays.fill(grown, from.length, size, Double.NaN);
        return grown;
    }
}
