package org.opsbro.detection.sheet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.opsbro.model.Value.Fields;

/** Gathers lines of a key and a whole number, and some figures of our own behind them: {@code /proc/meminfo}, {@code /proc/vmstat}. */
public final class KeyReader {
    private final List<String> own;
    private final Names names = new Names();
    private double[] values = new double[0];
    private double[] before = new double[0];
    private double[] figures;
    private Columns columns = Columns.of();
    private int columnsOf = -1;
    private long lastNanos;
    private double seconds;

    /** @param own names of our figures, which are no whole numbers */
    public KeyReader(String... own) {
        this.own = List.of(own);
        this.figures = new double[own.length];
    }

    /** The keys of what it gives: our own, and {@code *} for those of the file. */
    public List<String> keys() {
        return Stream.concat(own.stream(), Stream.of("*")).toList();
    }

    public void begin(long nanos) {
        var swap = before;
        before = values;
        values = swap;
        Arrays.fill(values, Double.NaN);
        Arrays.fill(figures, Double.NaN);
        names.restart();
        seconds = lastNanos == 0 ? Double.NaN : (nanos - lastNanos) / 1e9;
        lastNanos = nanos;
    }

    /** Takes the key that is the next word, up to the stop character or a space, and the number behind it. */
    public void take(ByteText text, char stop) {
        var index = text.name(names, stop);
        if (index >= values.length) {
            values = grown(values);
            before = grown(before);
        }
        values[index] = text.number();
    }

    /** The value of a key; NaN if it is not there. Looks through the names: keep to a few. */
    public double value(String key) {
        var index = index(key);
        return index < 0 ? Double.NaN : values[index];
    }

    /** How much a key grew a second; NaN the first time, or if it went back. */
    public double rate(String key) {
        var index = index(key);
        if (index < 0) return Double.NaN;
        var grown = values[index] - before[index];
        return grown >= 0 ? grown / seconds : Double.NaN;
    }

    public void figure(int which, double value) {
        figures[which] = value;
    }

    public Fields end() {
        if (columnsOf != names.size()) {
            List<String> all = new ArrayList<>();
            for (var i = 0; i < names.size(); i++) all.add(names.text(i) + "#");
            all.addAll(own);
            columns = new Columns(all);
            columnsOf = names.size();
        }
        var snapshot = Arrays.copyOf(values, columns.size());
        System.arraycopy(figures, 0, snapshot, names.size(), figures.length);
        return columns.row(snapshot);
    }

    private int index(String key) {
        for (var i = 0; i < names.size(); i++) if (names.text(i).equals(key)) return i;
        return -1;
    }

    private static double[] grown(double[] from) {
        var grown = Arrays.copyOf(from, Math.max(64, from.length * 2));
        Arrays.fill(grown, from.length, grown.length, Double.NaN);
        return grown;
    }
}
