package org.opsbro.detection.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opsbro.model.Value;
import org.opsbro.pack.Keys;

/**
 * Comma separated values (RFC 4180): cells may stand in quotes, with {@code ""} for a quote inside, and hold line ends. A {@code # } before the header,
 * as HAProxy writes it, is left out.
 */
record CsvFacts(Table table, char separator) implements FactParser {
    static Optional<FactParser> from(Keys keys) {
        var separator = keys.text("separator").orElse(",");
        if (separator.length() != 1) keys.problem("separator", "\"" + separator + "\" is not one character");
        return Optional.of(new CsvFacts(Table.from(keys), separator.isEmpty() ? ',' : separator.charAt(0)));
    }

    @Override
    public Value.Fields parse(String text) {
        return new Reading(text.startsWith("# ") ? "  " + text.substring(2) : text).rows();
    }

    /** One pass over the text. */
    private final class Reading {
        private final String text;
        private final Table.Rows rows = table.rows();
        private int at;
        private int line = 1;

        Reading(String text) {
            this.text = text;
        }

        Value.Fields rows() {
            while (at < text.length()) row();
            return rows.end();
        }

        private void row() {
            var first = line;
            List<String> cells = new ArrayList<>();
            do cells.add(cell());
            while (takes(separator));
            takes('\r');
            if (at < text.length() && !takes('\n'))
                throw new Unreadable(
                        "want \"" + separator + "\" or the end of the line after a quoted cell", line, column());
            line++;
            if (cells.size() > 1 || !cells.getFirst().isEmpty()) rows.add(cells, first);
        }

        private String cell() {
            if (at < text.length() && text.charAt(at) == '"') return quoted();
            var start = at;
            while (at < text.length() && !endsCell(text.charAt(at))) {
                if (text.charAt(at) == '"')
                    throw new Unreadable("a quote inside a cell without quotes", line, column());
                at++;
            }
            return text.substring(start, at).strip();
        }

        private boolean endsCell(char letter) {
            return letter == separator
                    || letter == '\n'
                    || (letter == '\r' && (at + 1 == text.length() || text.charAt(at + 1) == '\n'));
        }

        private String quoted() {
            var startLine = line;
            var startColumn = column();
            var cell = new StringBuilder();
            at++;
            while (at < text.length()) {
                var letter = text.charAt(at++);
                if (letter == '"' && !takes('"')) return cell.toString();
                if (letter == '\n') line++;
                cell.append(letter);
            }
            throw new Unreadable("this quote is never closed", startLine, startColumn);
        }

        private boolean takes(char wanted) {
            if (at >= text.length() || text.charAt(at) != wanted) return false;
            at++;
            return true;
        }

        private int column() {
            return at - text.lastIndexOf('\n', Math.max(0, at - 1));
        }
    }
}
