package org.opsbro.packs.system;

import java.util.ArrayList;
import java.util.List;

/** The lines of exports(5), one for a folder, a backslash at the end joining the next to it. Those of others stay byte for byte. */
final class ExportLines {
    private record Place(int from, int until, String line) {}

    private final Lines lines;

    ExportLines(String text) {
        this.lines = new Lines(text);
    }

    String text() {
        return lines.text();
    }

    /** All that is said of a folder, blanks made one. */
    List<String> of(String path) {
        return places(path).stream().map(place -> joined(place.line())).toList();
    }

    static String joined(String line) {
        return line.strip().replaceAll("\\s+", " ");
    }

    void drop(String path) {
        for (var place : places(path).reversed()) for (var i = place.until(); i >= place.from(); i--) lines.remove(i);
    }

    /** A last line that ends with a backslash would swallow the new one: an empty line is put between. */
    void add(String line) {
        if (lines.size() > 0 && lines.get(lines.size() - 1).endsWith("\\")) lines.add("");
        lines.add(line);
    }

    private List<Place> places(String path) {
        var places = new ArrayList<Place>();
        for (var i = 0; i < lines.size(); i++) {
            var from = i;
            var line = new StringBuilder(lines.get(i));
            while (lines.get(i).endsWith("\\")) {
                line.setLength(line.length() - 1);
                if (i + 1 == lines.size()) break;
                line.append(lines.get(++i));
            }
            var text = line.toString();
            if (path.equals(first(text))) places.add(new Place(from, i, text));
        }
        return places;
    }

    private static String first(String line) {
        var words = joined(line).split(" ", 2);
        return words[0].replaceAll("^\"(.*)\"$", "$1");
    }
}
