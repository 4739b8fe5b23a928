package org.opsbro.packs.system;

import java.util.ArrayList;
import java.util.List;

/** The lines of a file with the ends they have: what is not touched comes out as it went in, letter by letter. A line ends with a line feed only. */
final class RawLines {
    private final List<String> lines = new ArrayList<>();
    private final String newline;

    RawLines(String text) {
        for (var from = 0; from < text.length(); ) {
            var end = text.indexOf('\n', from);
            var next = end < 0 ? text.length() : end + 1;
            lines.add(text.substring(from, next));
            from = next;
        }
        newline = !lines.isEmpty() && lines.getFirst().endsWith("\r\n") ? "\r\n" : "\n";
    }

    int size() {
        return lines.size();
    }

    /** Without its end. */
    String line(int at) {
        var line = lines.get(at);
        return line.substring(0, line.length() - end(line).length());
    }

    /** The first such line, or -1. */
    int indexOf(String wanted) {
        for (var at = 0; at < lines.size(); at++) if (line(at).equals(wanted)) return at;
        return -1;
    }

    /** It keeps its end. */
    void set(int at, String text) {
        lines.set(at, text + end(lines.get(at)));
    }

    void add(int at, String text) {
        if (at == lines.size() && at > 0 && !lines.getLast().endsWith("\n"))
            lines.set(at - 1, lines.getLast() + (lines.getLast().endsWith("\r") ? "\n" : newline));
        lines.add(at, text + newline);
    }

    void remove(int at) {
        lines.remove(at);
    }

    /** A carriage return that ends the file is half an end: another line behind it makes it a whole one. */
    private static String end(String line) {
        return line.endsWith("\r\n") ? "\r\n" : line.endsWith("\n") ? "\n" : line.endsWith("\r") ? "\r" : "";
    }

    String text() {
        return String.join("", lines);
    }
}
