package org.opsbro.packs.system;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The lines of hosts(5), changed name by name: a line that nothing is wanted of stays as it was written. */
final class HostsLines {
    private final List<String> lines;
    private final String end;

    HostsLines(String text) {
        this.end = text.contains("\r\n") ? "\r\n" : "\n";
        this.lines = new ArrayList<>(text.lines().toList());
    }

    String text() {
        return lines.isEmpty() ? "" : String.join(end, lines) + end;
    }

    /** Those of a name, in order, each once. */
    Set<String> addresses(String name) {
        var addresses = new LinkedHashSet<String>();
        for (var line : lines) {
            var words = words(line);
            if (words.size() > 1 && words.subList(1, words.size()).stream().anyMatch(name::equalsIgnoreCase))
                addresses.add(words.getFirst());
        }
        return addresses;
    }

    /** Takes a name from the lines of an address; a line without names goes. */
    void remove(String address, String name) {
        for (var i = lines.size() - 1; i >= 0; i--) {
            var words = words(lines.get(i));
            if (words.isEmpty()
                    || !words.getFirst().equals(address)
                    || words.stream().skip(1).noneMatch(name::equalsIgnoreCase)) continue;
            var left = words.stream()
                    .skip(1)
                    .filter(each -> !each.equalsIgnoreCase(name))
                    .toList();
            if (left.isEmpty()) lines.remove(i);
            else lines.set(i, line(address, left, comment(lines.get(i))));
        }
    }

    /** Gives an address these names: those it has not yet go to the end of its first line, or to a new one. */
    void add(String address, List<String> names) {
        var missing = names.stream()
                .filter(name -> !addresses(name).contains(address))
                .toList();
        if (missing.isEmpty()) return;
        for (var i = 0; i < lines.size(); i++) {
            var words = words(lines.get(i));
            if (words.isEmpty() || !words.getFirst().equals(address)) continue;
            var all = Stream.concat(words.stream().skip(1), missing.stream()).toList();
            lines.set(i, line(address, all, comment(lines.get(i))));
            return;
        }
        lines.add(line(address, missing, ""));
    }

    private static String line(String address, List<String> names, String comment) {
        return address + "\t" + String.join(" ", names) + (comment.isEmpty() ? "" : "\t" + comment);
    }

    private static List<String> words(String line) {
        var hash = line.indexOf('#');
        return Stream.of((hash < 0 ? line : line.substring(0, hash)).split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static String comment(String line) {
        var hash = line.indexOf('#');
        return hash < 0 ? "" : line.substring(hash);
    }
}
