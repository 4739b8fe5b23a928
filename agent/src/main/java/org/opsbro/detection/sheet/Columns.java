package org.opsbro.detection.sheet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.opsbro.model.Value;
import org.opsbro.model.Value.Fields;

/** The keys that rows of numbers share; a name that ends with {@code #} is of whole numbers. A row is eight bytes a value; NaN is an absent one. */
public final class Columns {
    private static final double LARGEST_ROUNDED = 1e12;

    private final List<String> names;
    private final boolean[] whole;
    private final Map<String, Integer> at = new HashMap<>();

    public Columns(List<String> declared) {
        List<String> all = new ArrayList<>();
        whole = new boolean[declared.size()];
        for (var i = 0; i < whole.length; i++) {
            whole[i] = declared.get(i).endsWith("#");
            all.add(whole[i] ? declared.get(i).substring(0, declared.get(i).length() - 1) : declared.get(i));
            at.put(all.get(i), i);
        }
        names = List.copyOf(all);
    }

    public static Columns of(String... declared) {
        return new Columns(List.of(declared));
    }

    /** The keys of a row. */
    public List<String> names() {
        return names;
    }

    /** The keys of a table: {@code *.NAME}. */
    public List<String> rowNames() {
        return names.stream().map(name -> "*." + name).toList();
    }

    public int size() {
        return names.size();
    }

    /** A row that owns these values. */
    public Fields row(double[] values) {
        return new Row(this, values, 0);
    }

    /** Rows by name, one behind the other in the values, which it owns. */
    public Fields table(List<String> rows, double[] values) {
        return new Table(this, List.copyOf(rows), values);
    }

    private Value value(double[] values, int index) {
        var number = values[index];
        if (Double.isNaN(number)) return Value.UNDEFINED;
        return whole[index % names.size()] ? Value.of((long) number) : Value.of(rounded(number));
    }

    /** Three digits: more of a rate say nothing, and cost five times the space in a store of series. */
    private static double rounded(double number) {
        return Math.abs(number) < LARGEST_ROUNDED ? Math.rint(number * 1000) / 1000 : number;
    }

    private record Row(Columns columns, double[] values, int from) implements Fields {
        @Override
        public Value get(String key) {
            var column = columns.at.get(key);
            return column == null ? Value.UNDEFINED : columns.value(values, from + column);
        }

        @Override
        public List<String> keys() {
            for (var i = 0; i < columns.size(); i++)
                if (Double.isNaN(values[from + i]))
                    return columns.names.stream().filter(this::has).toList();
            return columns.names;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (other instanceof Row row && row.columns.equals(columns))
                return Arrays.equals(
                        values, from, from + columns.size(), row.values, row.from, row.from + columns.size());
            return other instanceof Fields fields && Fields.same(this, fields);
        }

        @Override
        public int hashCode() {
            return Fields.hash(this);
        }
    }

    private record Table(Columns columns, List<String> rows, double[] values) implements Fields {
        @Override
        public Value get(String key) {
            var row = rows.indexOf(key);
            return row < 0 ? Value.UNDEFINED : new Row(columns, values, row * columns.size());
        }

        @Override
        public List<String> keys() {
            return rows;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (other instanceof Table table && table.columns.equals(columns))
                return rows.equals(table.rows) && Arrays.equals(values, table.values);
            return other instanceof Fields fields && Fields.same(this, fields);
        }

        @Override
        public int hashCode() {
            return Fields.hash(this);
        }
    }
}
