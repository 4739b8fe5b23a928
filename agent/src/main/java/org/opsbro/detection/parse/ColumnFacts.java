package org.opsbro.detection.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opsbro.model.Value;
import org.opsbro.pack.Keys;

/**
 * Columns with white space between, such as {@code df} prints. The last column takes the rest of its line.
 *
 * @param skip lines at the top that are neither header nor rows
 */
record ColumnFacts(Table table, int skip) implements FactParser {
    static Optional<FactParser> from(Keys keys) {
        return Optional.of(new ColumnFacts(Table.from(keys), (int) keys.number("skip", 0, 0, 1000)));
    }

    @Override
    public Value.Fields parse(String text) {
        var rows = table.rows();
        var number = 0;
        for (var line : (Iterable<String>) text.lines()::iterator) {
            number++;
            var content = line.strip();
            if (number > skip && !content.isEmpty())
                rows.add(words(content, rows.columns().map(List::size).orElse(Integer.MAX_VALUE)), number);
        }
        return rows.end();
    }

    /** At most so many words: the last is the rest. */
    static List<String> words(String line, int most) {
        List<String> words = new ArrayList<>();
        var at = 0;
        while (at < line.length()) {
            if (words.size() == most - 1) {
                words.add(line.substring(at));
                return words;
            }
            var end = at;
            while (end < line.length() && !Character.isWhitespace(line.charAt(end))) end++;
            words.add(line.substring(at, end));
            at = end;
            while (at < line.length() && Character.isWhitespace(line.charAt(at))) at++;
        }
        return words;
    }
}
