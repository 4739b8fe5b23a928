package org.opsbro.packs.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file of sections and keys: {@code [section]}, then {@code key=value} or {@code key = value}; comments begin with {@code #} or {@code ;}. The section
 * "" is what stands above the first header. Only lines of keys that are set or removed change; a value that was quoted stays so.
 */
final class IniLines {
    private static final String USUAL = " = ";

    private final RawLines lines;

    IniLines(String text) {
        lines = new RawLines(text);
    }

    /** A line of a key: its parts are the line. */
    private record Pair(String before, String key, String separator, String value) {
        String quote() {
            var quoted = value.length() > 1
                    && (value.startsWith("\"") || value.startsWith("'"))
                    && value.endsWith(value.substring(0, 1));
            return quoted ? value.substring(0, 1) : "";
        }

        String unquoted() {
            return quote().isEmpty() ? value : value.substring(1, value.length() - 1);
        }
    }

    /** What a key has: its lines counted from 1, and the value of the first as it is written and without its quotes. */
    record Held(List<Integer> at, String written, String value, boolean continued) {
        boolean has(String wanted) {
            return wanted.equals(written) || wanted.equals(value);
        }
    }

    /** Of a key in all sections of this name; empty if it is in none. */
    Optional<Held> held(String section, String key) {
        var at = places(section, key);
        if (at.isEmpty()) return Optional.empty();
        var first = pair(at.getFirst()).orElseThrow();
        return Optional.of(new Held(
                at.stream().map(each -> each + 1).toList(),
                first.value(),
                first.unquoted(),
                at.stream().anyMatch(each -> lines.line(each).endsWith("\\"))));
    }

    private List<Integer> places(String section, String key) {
        var places = new ArrayList<Integer>();
        var here = "";
        for (var at = 0; at < lines.size(); at++) {
            here = header(at).orElse(here);
            if (here.equals(section)
                    && pair(at).filter(each -> each.key().equals(key)).isPresent()) places.add(at);
        }
        return places;
    }

    /** Sets a key that is there once or not at all. */
    void set(String section, String key, String value) {
        var at = places(section, key);
        if (at.isEmpty()) add(section, key, value);
        else {
            var now = pair(at.getFirst()).orElseThrow();
            var quote = value.contains("\"") || value.contains("'") || value.contains("\\") ? "" : now.quote();
            var separator = now.separator().isEmpty() ? USUAL : now.separator();
            lines.set(at.getFirst(), (now.before() + key + separator + quote + value + quote).stripTrailing());
        }
    }

    void remove(String section, String key) {
        for (var at : places(section, key).reversed()) lines.remove(at);
    }

    private void add(String section, String key, String value) {
        var place = end(section);
        if (place < 0) {
            if (lines.size() > 0 && !lines.line(lines.size() - 1).isBlank()) lines.add(lines.size(), "");
            lines.add(lines.size(), "[" + section + "]");
            place = lines.size();
        }
        lines.add(place, (key + separator(section) + value).stripTrailing());
    }

    /** Behind the last line of the first such section that is neither blank nor a comment; -1 if there is no such section. */
    private int end(String section) {
        var end = section.isEmpty() ? 0 : -1;
        var inside = section.isEmpty();
        for (var at = 0; at < lines.size(); at++) {
            var header = header(at);
            if (header.isPresent() && (inside || end >= 0)) return end;
            if (header.isPresent()) inside = header.get().equals(section);
            if (inside && !isComment(at)) end = at + 1;
        }
        return end;
    }

    /** As the keys around it are written: those of the section, else those of the file. */
    private String separator(String section) {
        var here = "";
        var any = "";
        for (var at = 0; at < lines.size(); at++) {
            here = header(at).orElse(here);
            var separator = pair(at).map(Pair::separator).orElse("");
            if (here.equals(section) && !separator.isEmpty()) return separator;
            if (any.isEmpty()) any = separator;
        }
        return any.isEmpty() ? USUAL : any;
    }

    private boolean isComment(int at) {
        var line = lines.line(at).strip();
        return line.isEmpty() || line.startsWith("#") || line.startsWith(";");
    }

    private boolean continues(int at) {
        return at > 0 && !isComment(at - 1) && lines.line(at - 1).endsWith("\\");
    }

    private Optional<String> header(int at) {
        var line = lines.line(at).strip();
        var close = line.indexOf(']');
        return line.startsWith("[") && close > 0 && !continues(at)
                ? Optional.of(line.substring(1, close).strip())
                : Optional.empty();
    }

    private Optional<Pair> pair(int at) {
        var line = lines.line(at);
        if (isComment(at) || continues(at) || header(at).isPresent()) return Optional.empty();
        var start = line.length() - line.stripLeading().length();
        var equals = line.indexOf('=');
        var keyEnd = equals < 0 ? line.length() : equals;
        var key = line.substring(Math.min(start, keyEnd), keyEnd).strip();
        if (equals < 0) return Optional.of(new Pair(line.substring(0, start), key, "", ""));
        var value = line.substring(equals + 1);
        var from = Math.min(start, equals) + key.length();
        var to = equals + 1 + value.length() - value.stripLeading().length();
        return Optional.of(
                new Pair(line.substring(0, Math.min(start, equals)), key, line.substring(from, to), value.strip()));
    }

    String text() {
        return lines.text();
    }
}
