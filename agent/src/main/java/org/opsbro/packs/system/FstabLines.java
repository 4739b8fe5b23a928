package org.opsbro.packs.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The lines of fstab(5), found by their mount point. Those of others stay byte for byte. */
final class FstabLines {
    private static final int FIELDS = 6;

    private final Lines lines;

    FstabLines(String text) {
        this.lines = new Lines(text);
    }

    String text() {
        return lines.text();
    }

    /** The first line of a mount point: device, path, type, options, dump, pass; what is not written is as fstab(5) takes it. */
    Optional<List<String>> of(String path) {
        return places(path).stream().findFirst().map(i -> fields(lines.get(i)));
    }

    /** Device, type and options; how often it is dumped and when it is checked stay. */
    void hold(String device, String path, String type, String options) {
        var places = places(path);
        var last = of(path).map(fields -> fields.get(4) + "\t" + fields.get(5)).orElse("0\t0");
        var line = String.join("\t", device, encoded(path), type, options, last);
        if (places.isEmpty()) lines.add(line);
        else lines.set(places.getFirst(), line);
    }

    void drop(String path) {
        places(path).reversed().forEach(lines::remove);
    }

    private List<Integer> places(String path) {
        var places = new ArrayList<Integer>();
        for (var i = 0; i < lines.size(); i++) if (fields(lines.get(i)).get(1).equals(path)) places.add(i);
        return places;
    }

    private static List<String> fields(String line) {
        var words = line.strip().startsWith("#")
                ? new ArrayList<String>()
                : new ArrayList<>(Stream.of(line.split("[ \\t\\r]+", -1))
                        .filter(word -> !word.isEmpty())
                        .toList());
        var absent = List.of("", "", "", "defaults", "0", "0");
        for (var i = words.size(); i < FIELDS; i++) words.add(absent.get(i));
        words.set(1, decoded(words.get(1)));
        return words;
    }

    /** Blanks in octal, as getmntent(3) writes them; mountinfo too. */
    static String encoded(String path) {
        return path.replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("#", "\\043");
    }

    static String decoded(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\043", "#")
                .replace("\\134", "\\");
    }
}
