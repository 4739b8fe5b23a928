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
 */
record Table(List<String> columns, List<String> key, List<String> keep) {
    /** Reads {@code columns}, {@code key} and {@code keep}. */
    static Table from(Keys keys) {
        var columns = keys.texts("columns");
        var key = keys.texts("key");
        if (!columns.isEmpty())
            for (var name : key)
                if (!columns.contains(name))
                    keys.problem("key", "\"" + name + "\" is not among the columns " + columns);
        return new Table(columns, key, keys.texts("keep"));
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
            for (var wanted : table.key)
                if (!cells.contains(wanted))
                    throw new Unreadable("no column \"" + wanted + "\" among " + cells, line, 0);
            columns = cells;
        }

        private void row(List<String> cells, int line) {
            if (cells.size() != columns.size())
                throw new Unreadable(
                        cells.size() + " cells, want " + columns.size() + " as there are columns " + columns, line, 0);
            Map<String, Value> row = new LinkedHashMap<>();
            for (var i = 0; i < cells.size(); i++)
                if (isKept(columns.get(i))) row.put(columns.get(i), Typed.of(cells.get(i)));
            var name = name(cells);
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
