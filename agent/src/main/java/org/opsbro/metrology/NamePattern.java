package org.opsbro.metrology;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which names are meant: a pattern of Graphite, where {@code *} and {@code ?} stand for letters of one part, {@code [a-c]} or {@code [!a-c]} for one letter and
 * {@code {a,b}} for one of some texts; or a text without any of these, which names have in them. Matching takes time in proportion to the lengths of
 * pattern and name, whatever they are.
 */
public final class NamePattern {
    private static final int LONGEST = 1024;
    private static final int MOST_TEXTS = 256;

    private NamePattern() {}

    /**
     * Tests names.
     *
     * @throws IllegalArgumentException if it is no pattern, with what is wrong
     */
    public static Predicate<String> of(String pattern) {
        if (pattern.length() > LONGEST)
            throw new IllegalArgumentException("a pattern of " + pattern.length() + " letters, want up to " + LONGEST);
        if (!isGlob(pattern)) return name -> name.contains(pattern);
        List<List<Glob>> choices = new ArrayList<>();
        for (var text : texts(pattern)) choices.add(parts(text));
        return name -> {
            var parts = name.split("\\.", -1);
            return choices.stream().anyMatch(globs -> matches(globs, parts));
        };
    }

    /**
     * Tests whole names: a text without globs means that name only, and globs mean names without tags.
     *
     * @throws IllegalArgumentException if it is no pattern, with what is wrong
     */
    public static Predicate<String> path(String pattern) {
        if (pattern.length() <= LONGEST && !isGlob(pattern)) return pattern::equals;
        var globs = of(pattern);
        return name -> name.indexOf(';') < 0 && globs.test(name);
    }

    /**
     * Tests the first parts of names that have more than one: which of them names of this pattern begin with.
     *
     * @throws IllegalArgumentException if it is no pattern, with what is wrong
     */
    public static Predicate<String> first(String pattern) {
        if (pattern.length() > LONGEST)
            throw new IllegalArgumentException("a pattern of " + pattern.length() + " letters, want up to " + LONGEST);
        List<Glob> heads = new ArrayList<>();
        for (var text : new LinkedHashSet<>(texts(pattern).stream()
                .filter(each -> each.indexOf('.') >= 0)
                .map(each -> each.substring(0, each.indexOf('.')))
                .toList())) heads.add(Glob.of(text));
        return part -> heads.stream().anyMatch(glob -> glob.matches(part));
    }

    /** Whether it has letters that stand for others. */
    public static boolean isGlob(String pattern) {
        return pattern.chars().anyMatch(letter -> "*?[{".indexOf(letter) >= 0);
    }

    /** Each text that the braces stand for, from the left. */
    private static List<String> texts(String pattern) {
        var open = pattern.indexOf('{');
        if (open < 0) return List.of(pattern);
        var close = pattern.indexOf('}', open);
        if (close < 0) throw new IllegalArgumentException("\"" + pattern + "\": want a } after the {");
        List<String> texts = new ArrayList<>();
        for (var rest : texts(pattern.substring(close + 1)))
            for (var choice : pattern.substring(open + 1, close).split(",", -1)) {
                texts.add(pattern.substring(0, open) + choice + rest);
                if (texts.size() > MOST_TEXTS)
                    throw new IllegalArgumentException("the braces stand for more than " + MOST_TEXTS + " texts");
            }
        return texts;
    }

    private static List<Glob> parts(String text) {
        List<Glob> parts = new ArrayList<>();
        for (var part : text.split("\\.", -1)) parts.add(Glob.of(part));
        return parts;
    }

    private static boolean matches(List<Glob> globs, String[] parts) {
        if (globs.size() != parts.length) return false;
        for (var i = 0; i < parts.length; i++) if (!globs.get(i).matches(parts[i])) return false;
        return true;
    }

    /** A letter of a pattern; none of {@code letters} for a star. */
    private record Place(@Nullable String letters, boolean inverted) {
        static final Place STAR = new Place(null, false);
        static final Place ANY = new Place("", true);

        boolean takes(char letter) {
            return letters != null && has(letter) != inverted;
        }

        private boolean has(char letter) {
            if (letters == null) return false;
            for (var i = 0; i < letters.length(); i++) {
                var isRange = i + 2 < letters.length() && letters.charAt(i + 1) == '-';
                if (isRange && letter >= letters.charAt(i) && letter <= letters.charAt(i + 2)) return true;
                if (letters.charAt(i) == letter && !isRange) return true;
                if (isRange) i += 2;
            }
            return false;
        }
    }

    /** The pattern of one part. */
    private record Glob(List<Place> places) {
        static Glob of(String part) {
            List<Place> places = new ArrayList<>();
            for (var at = 0; at < part.length(); at++)
                switch (part.charAt(at)) {
                    case '*' -> places.add(Place.STAR);
                    case '?' -> places.add(Place.ANY);
                    case '[' -> {
                        var end = part.indexOf(']', at + 2);
                        if (end < 0)
                            throw new IllegalArgumentException("\"" + part + "\": want letters and a ] after the [");
                        var letters = part.substring(at + 1, end);
                        var inverted = letters.startsWith("!") && letters.length() > 1;
                        places.add(new Place(inverted ? letters.substring(1) : letters, inverted));
                        at = end;
                    }
                    default -> places.add(new Place(part.substring(at, at + 1), false));
                }
            return new Glob(List.copyOf(places));
        }

        /** Goes back to the last star only: what an earlier one could take, that one can too. */
        boolean matches(String text) {
            var at = 0;
            var place = 0;
            var star = -1;
            var starAt = 0;
            while (at < text.length()) {
                if (place < places.size() && places.get(place).letters() == null) {
                    star = place++;
                    starAt = at;
                } else if (place < places.size() && places.get(place).takes(text.charAt(at))) {
                    at++;
                    place++;
                } else if (star >= 0) {
                    place = star + 1;
                    at = ++starAt;
                } else return false;
            }
            while (place < places.size() && places.get(place).letters() == null) place++;
            return place == places.size();
        }
    }
}
