package org.opsbro.detection.parse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.model.Value;
import org.opsbro.pack.Keys;

/**
 * Rows with named columns, as facts: each row stands under the text of its key columns.
 *
 * @param columns their names; empty where the first row has them
 * @param key the columns that name a row, joined by {@code .}; empty for the first column
 * @param keep the columns that are taken; empty for all
 * @param value the column that is all of a row's facts; empty for a map of its columns
 * @param single whether there is one row, and its columns are the facts themselves
 */
record Table(List<String> columns, List<String> key, List<String> keep, String value, boolean single) {
    Table(List<String> columns, List<String> key, List<String> keep) {
        this(columns, key, keep, "", false);
    }

    /** Reads {@code columns}, {@code key}, {@code keep}, {@code value} and {@code single}. */
    static Table from(Keys keys) {
        var columns = keys.texts("columns");
        var key = keys.texts("key");
        var value = keys.text("value").orElse("");
        var single = keys.flag("single", false);
        if (!columns.isEmpty() && !value.isEmpty() && !columns.contains(value))
            keys.problem("value", "\"" + value + "\" is not among the columns " + columns);
        if (single && (!key.isEmpty() || !value.isEmpty()))
            keys.problem("single", "a single row has no name: want it without key and value");
        if (!columns.isEmpty())
            for (var name : key)
                if (!columns.contains(name))
                    keys.problem("key", "\"" + name + "\" is not among the columns " + columns);
        return new Table(columns, key, keys.texts("keep"), value, single);
    }

    /** Gathers rows, the first of which may name the columns. */
    Rows rows() {
        return new Rows(this);
    }

    /** The rows so far. */
    static final class Rows {
        private final Table table;
        private final Facts facts = new Facts();
        private List<String> columns;
        private boolean full;

        private Rows(Table table) {
            this.table = table;
            this.columns = table.columns;
        }

        Optional<List<String>> columns() {
            return columns.isEmpty() ? Optional.empty() : Optional.of(columns);
        }

        void add(List<String> cells, int line) {
            if (columns.isEmpty()) name(cells, line);
            else row(cells, line);
        }

        private void name(List<String> cells, int line) {
            for (var wanted : table.key) want(wanted, cells, line);
            if (!table.value.isEmpty()) want(table.value, cells, line);
            columns = cells;
        }

        private static void want(String column, List<String> cells, int line) {
            if (!cells.contains(column)) throw new Unreadable("no column \"" + column + "\" among " + cells, line, 0);
        }

        private void row(List<String> cells, int line) {
            if (cells.size() != columns.size())
                throw new Unreadable(
                        cells.size() + " cells, want " + columns.size() + " as there are columns " + columns, line, 0);
            Map<String, Value> row = new LinkedHashMap<>();
            for (var i = 0; i < cells.size(); i++)
                if (isKept(columns.get(i))) row.put(columns.get(i), Typed.of(cells.get(i)));
            if (table.single) only(row, line);
            else if (table.value.isEmpty()) named(name(cells), row, line);
            else facts.putOnce(name(cells), row.getOrDefault(table.value, Value.UNDEFINED), line);
        }

        private void only(Map<String, Value> row, int line) {
            if (full) throw new Unreadable("a second row, want a single one", line, 0);
            full = true;
            row.forEach((column, value) -> facts.putOnce(column, value, line));
        }

        private void named(String name, Map<String, Value> row, int line) {
            row.forEach((column, value) -> {
                if (!facts.put(List.of(name, column), value, line))
                    throw new Unreadable("the row \"" + name + "\" comes twice", line, 0);
            });
        }

        private boolean isKept(String column) {
            return !column.isEmpty() && (table.keep.isEmpty() || table.keep.contains(column));
        }

        private String name(List<String> cells) {
            if (table.key.isEmpty()) return cells.getFirst();
            return String.join(
                    ".",
                    table.key.stream()
                            .map(each -> cells.get(columns.indexOf(each)))
                            .toList());
        }

        Value.Fields end() {
            return facts.end();
        }
    }
}
