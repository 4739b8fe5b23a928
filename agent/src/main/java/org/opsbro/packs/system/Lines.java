package org.opsbro.packs.system;

import java.util.ArrayList;
import java.util.List;

/** The lines of a text, each with the end it was written with, so that those nobody changes stay byte for byte. Not for sharing between threads. */
final class Lines {
    private record Line(String text, String end) {}

    private final List<Line> all = new ArrayList<>();
    private final String end;

    Lines(String text) {
        for (var from = 0; from < text.length(); ) {
            var feed = text.indexOf('\n', from);
            var until = feed < 0 ? text.length() : feed;
            var carriage = until > from && text.charAt(until - 1) == '\r';
            var bare = feed < 0 ? "" : "\n";
            all.add(new Line(text.substring(from, carriage ? until - 1 : until), carriage ? "\r" + bare : bare));
            from = until + 1;
        }
        this.end = all.isEmpty() || all.getFirst().end().isEmpty()
                ? "\n"
                : all.getFirst().end();
    }

    int size() {
        return all.size();
    }

    /** Without its end. */
    String get(int i) {
        return all.get(i).text();
    }

    List<String> texts() {
        return all.stream().map(Line::text).toList();
    }

    void set(int i, String text) {
        all.set(i, new Line(text, all.get(i).end()));
    }

    void remove(int i) {
        all.remove(i);
    }

    void add(String text) {
        insert(all.size(), text);
    }

    /** The last line gets an end if one comes after it. */
    void insert(int i, String text) {
        if (i > 0 && !all.get(i - 1).end().endsWith("\n")) {
            var before = all.get(i - 1);
            all.set(i - 1, new Line(before.text(), before.end().isEmpty() ? end : before.end() + "\n"));
        }
        all.add(i, new Line(text, end));
    }

    String text() {
        var text = new StringBuilder();
        for (var line : all) text.append(line.text()).append(line.end());
        return text.toString();
    }
}
