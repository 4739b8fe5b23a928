package org.opsbro.monitoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.opsbro.model.Performance;

/**
 * Reads performance data: {@code label=value[unit];[warn];[crit];[min];[max]} with spaces between; a label in single quotes may hold anything, a quote in
 * it is doubled. A token that is wrong is counted and left out, the others stay. Source: monitoring-plugins development guidelines, "Performance data".
 */
public record PerformanceData(List<Performance> figures, int wrong) {
    private static final int MOST = 200;
    private static final Pattern VALUE =
            Pattern.compile("(U|[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)([^\\d;,.\\s]*)");
    private static final Pattern RANGE =
            Pattern.compile("@?(?:(?:~|[-+]?[\\d.]+(?:[eE][-+]?\\d+)?)?:)?(?:[-+]?[\\d.]+(?:[eE][-+]?\\d+)?)?");

    public PerformanceData {
        figures = List.copyOf(figures);
    }

    public static PerformanceData read(String text) {
        List<Performance> figures = new ArrayList<>();
        var wrong = 0;
        for (var token : tokens(text)) {
            var figure = figures.size() < MOST ? figure(token) : Optional.<Performance>empty();
            figure.ifPresent(figures::add);
            if (figure.isEmpty()) wrong++;
        }
        return new PerformanceData(figures, wrong);
    }

    /** Split at spaces that are not between quotes. */
    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        var token = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.length(); i++) {
            var character = text.charAt(i);
            if (character == '\'') quoted = !quoted;
            if (!quoted && Character.isWhitespace(character)) {
                if (!token.isEmpty()) tokens.add(token.toString());
                token.setLength(0);
            } else {
                token.append(character);
            }
        }
        if (!token.isEmpty()) tokens.add(token.toString());
        return tokens;
    }

    private static Optional<Performance> figure(String token) {
        var equals = token.lastIndexOf('=');
        var label = equals < 1 ? "" : label(token.substring(0, equals));
        if (label.isEmpty()) return Optional.empty();
        var parts = token.substring(equals + 1).split(";", -1);
        // some plugins write the decimal comma of their locale
        var value = VALUE.matcher(parts[0].replace(',', '.'));
        if (!value.matches() || (parts.length > 5 && !parts[5].isEmpty())) return Optional.empty();
        for (var i = 1; i < Math.min(parts.length, 3); i++)
            if (!RANGE.matcher(parts[i]).matches()) parts[i] = "";
        var number = value.group(1).equals("U") ? Double.NaN : Double.parseDouble(value.group(1));
        return Optional.of(
                new Performance(label, number, value.group(2), at(parts, 1), at(parts, 2), at(parts, 3), at(parts, 4)));
    }

    private static String at(String[] parts, int index) {
        return index < parts.length ? parts[index] : "";
    }

    private static String label(String written) {
        var quoted = written.length() >= 2 && written.startsWith("'") && written.endsWith("'");
        return (quoted ? written.substring(1, written.length() - 1).replace("''", "'") : written).strip();
    }
}
