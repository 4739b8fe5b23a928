package org.opsbro.packs.certificates;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.opsbro.host.Files;

/** Finds the files that a path with {@code *} and {@code ?} in it means, as a shell does: neither stands for a slash, nor for a dot at the start. */
final class Globs {
    private Globs() {}

    /** The paths, sorted, at most so many; a path without a star is given as it is, whether a file is there or not. */
    static List<String> find(Files files, String pattern, int most) {
        List<String> found = List.of("");
        for (var part : pattern.substring(1).split("/", -1)) {
            List<String> next = new ArrayList<>();
            for (var folder : found) {
                if (part.indexOf('*') < 0 && part.indexOf('?') < 0) next.add(folder + "/" + part);
                else matching(files, folder, part, most - next.size()).forEach(next::add);
            }
            found = next;
        }
        return found.stream()
                .filter(path -> path.equals(pattern) || files.exists(path))
                .toList();
    }

    private static List<String> matching(Files files, String folder, String part, int most) {
        var regex = Pattern.compile(
                part.chars().mapToObj(Globs::regex).reduce("", (one, other) -> one + other), Pattern.DOTALL);
        return files.names(folder.isEmpty() ? "/" : folder).stream()
                .filter(name -> name.startsWith(".") == part.startsWith("."))
                .filter(name -> regex.matcher(name).matches())
                .limit(Math.max(0, most))
                .map(name -> folder + "/" + name)
                .toList();
    }

    private static String regex(int character) {
        return switch (character) {
            case '*' -> "[^/]*";
            case '?' -> "[^/]";
            default -> Pattern.quote(Character.toString(character));
        };
    }
}
