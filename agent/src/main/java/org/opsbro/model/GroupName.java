package org.opsbro.model;

/** What a group may be called: 1 to {@value #MAX_LENGTH} ASCII letters, digits, {@code _ - . :}, as all that carries it (DNS, files, series) can. */
public final class GroupName {
    public static final int MAX_LENGTH = 64;

    private GroupName() {}

    public static boolean accepts(char letter) {
        return (letter >= 'a' && letter <= 'z')
                || (letter >= 'A' && letter <= 'Z')
                || (letter >= '0' && letter <= '9')
                || letter == '_'
                || letter == '-'
                || letter == '.'
                || letter == ':';
    }

    public static boolean isOne(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && text.chars().allMatch(letter -> accepts((char) letter));
    }

    /** The nearest name: each run of other characters becomes one {@code -}, none at the ends; cut to its length. Empty if nothing is left. */
    public static String nearest(String text) {
        var name = new StringBuilder();
        for (var i = 0; i < text.length() && name.length() < MAX_LENGTH; i++) {
            var letter = text.charAt(i);
            if (accepts(letter)) name.append(letter);
            else if (!name.isEmpty() && name.charAt(name.length() - 1) != '-') name.append('-');
        }
        var end = name.length();
        while (end > 0 && name.charAt(end - 1) == '-') end--;
        return name.substring(0, end);
    }
}
