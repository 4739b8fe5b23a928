package org.opsbro.detection.parse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.model.Value;
import org.opsbro.pack.Keys;

/**
 * The text exposition format of Prometheus and OpenMetrics: every exporter is a collector. A sample without labels stands under its name; one with labels
 * stands below its name under the values of its labels, in their order: {@code node_cpu_seconds_total{cpu="0",mode="idle"}} under
 * {@code node_cpu_seconds_total.0.idle}. Where the samples of one name do not have the same labels, they stand under {@code cpu=0,mode=idle} instead.
 * Times are left out.
 *
 * @param keep the names to take, {@code *} at the end stands for any rest; empty for all
 */
record PrometheusFacts(List<String> keep) implements FactParser {
    static Optional<FactParser> from(Keys keys) {
        return Optional.of(new PrometheusFacts(keys.texts("keep")));
    }

    private record Sample(Map<String, String> labels, double value, int line) {}

    @Override
    public Value.Fields parse(String text) {
        return labelled(text).fields();
    }

    @Override
    public Labelled labelled(String text) {
        Map<String, List<Sample>> metrics = new LinkedHashMap<>();
        var samples = 0;
        var number = 0;
        for (var line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (line.isBlank() || line.startsWith("#")) continue;
            var reading = new Reading(line, number);
            var name = reading.name();
            var sample = reading.rest();
            if (!wanted(name)) continue;
            if (++samples > Facts.MAX_KEYS)
                throw new Unreadable("more than " + Facts.MAX_KEYS + " samples: choose some with keep", number, 0);
            metrics.computeIfAbsent(name, any -> new ArrayList<>()).add(sample);
        }
        var facts = new Facts();
        Map<String, List<String>> labels = new HashMap<>();
        metrics.forEach((name, all) -> put(name, all, facts, labels));
        return new Labelled(facts.end(), labels);
    }

    private boolean wanted(String name) {
        if (keep.isEmpty()) return true;
        for (var each : keep) {
            var star = each.endsWith("*");
            if (star ? name.startsWith(each.substring(0, each.length() - 1)) : name.equals(each)) return true;
        }
        return false;
    }

    private static void put(String name, List<Sample> samples, Facts facts, Map<String, List<String>> names) {
        var labels = List.copyOf(samples.getFirst().labels().keySet());
        var alike = samples.stream()
                .allMatch(each -> List.copyOf(each.labels().keySet()).equals(labels));
        if (!alike || !labels.isEmpty()) names.put(name, alike ? labels : List.of());
        for (var sample : samples) {
            List<String> path = new ArrayList<>();
            path.add(name);
            if (alike) path.addAll(sample.labels().values());
            else path.add(written(sample.labels()));
            if (!facts.put(path, number(sample.value()), sample.line()))
                throw new Unreadable("the sample " + String.join(".", path) + " comes twice", sample.line(), 0);
        }
    }

    private static String written(Map<String, String> labels) {
        if (labels.isEmpty()) return "value";
        return String.join(
                ",",
                labels.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .toList());
    }

    private static Value number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1L << 53 ? Value.of((long) value) : Value.of(value);
    }

    /** One line of the format. */
    private static final class Reading {
        private final String line;
        private final int number;
        private int at;

        Reading(String line, int number) {
            this.line = line;
            this.number = number;
        }

        String name() {
            skipSpaces();
            return word("the name of a metric", true);
        }

        Sample rest() {
            Map<String, String> labels = new LinkedHashMap<>();
            if (at < line.length() && line.charAt(at) == '{') labels(labels);
            skipSpaces();
            var value = value(token());
            skipSpaces();
            if (at < line.length() && line.charAt(at) != '#') time(token());
            skipSpaces();
            // what follows a # is an OpenMetrics exemplar
            if (at < line.length() && line.charAt(at) != '#') throw wrong("want the end of the line");
            return new Sample(labels, value, number);
        }

        private void labels(Map<String, String> labels) {
            at++;
            skipSpaces();
            while (!takes('}')) {
                var label = word("the name of a label or }", false);
                skipSpaces();
                if (!takes('=')) throw wrong("want = after the label " + label);
                skipSpaces();
                if (!takes('"')) throw wrong("want a quote before the value of the label " + label);
                if (labels.put(label, text()) != null) throw wrong("the label " + label + " comes twice");
                skipSpaces();
                if (!takes(',') && (at >= line.length() || line.charAt(at) != '}')) throw wrong("want , or }");
                skipSpaces();
            }
        }

        private String text() {
            var text = new StringBuilder();
            while (at < line.length()) {
                var letter = line.charAt(at++);
                if (letter == '"') return text.toString();
                text.append(letter == '\\' ? escaped() : letter);
            }
            throw wrong("this quote is never closed");
        }

        private char escaped() {
            if (at >= line.length()) throw wrong("this quote is never closed");
            var letter = line.charAt(at++);
            return switch (letter) {
                case 'n' -> '\n';
                case '"', '\\' -> letter;
                default -> throw wrong("unknown escape \\" + letter);
            };
        }

        private double value(String token) {
            return switch (token) {
                case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                case "NaN" -> Double.NaN;
                default -> finite(token);
            };
        }

        private void time(String token) {
            finite(token);
        }

        private double finite(String token) {
            // Double.parseDouble takes more than the format does: 1f, 0x1p3, Infinity
            if (token.isEmpty() || !token.chars().allMatch(letter -> "+-.eE0123456789".indexOf(letter) >= 0))
                throw wrong("want a number, found \"" + token + "\"");
            try {
                return Double.parseDouble(token);
            } catch (NumberFormatException bad) {
                throw wrong("want a number, found \"" + token + "\"");
            }
        }

        private String word(String wanted, boolean colons) {
            var start = at;
            while (at < line.length() && isNameLetter(line.charAt(at), colons, at == start)) at++;
            if (at == start) throw wrong("want " + wanted);
            return line.substring(start, at);
        }

        private static boolean isNameLetter(char letter, boolean colons, boolean first) {
            return (letter >= 'a' && letter <= 'z')
                    || (letter >= 'A' && letter <= 'Z')
                    || letter == '_'
                    || (colons && letter == ':')
                    || (!first && letter >= '0' && letter <= '9');
        }

        private String token() {
            var start = at;
            while (at < line.length() && !Character.isWhitespace(line.charAt(at))) at++;
            return line.substring(start, at);
        }

        private boolean takes(char wanted) {
            if (at >= line.length() || line.charAt(at) != wanted) return false;
            at++;
            return true;
        }

        private void skipSpaces() {
            while (at < line.length() && Character.isWhitespace(line.charAt(at))) at++;
        }

        private Unreadable wrong(String message) {
            return new Unreadable(message, number, at + 1);
        }
    }
}
