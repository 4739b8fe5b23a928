package org.opsbro.cli.display;

import java.util.ArrayList;
import java.util.List;

/** How many columns of a terminal a text takes, and how to cut and fill it to that many; colour codes take none and are kept whole. */
public final class Columns {
    private static final char ESCAPE = '\u001b';
    private static final String RESET = ESCAPE + "[0m";

    private Columns() {}

    public static int of(String text) {
        var width = 0;
        for (var at = 0; at < text.length(); ) {
            if (text.charAt(at) == ESCAPE) {
                at = endOfEscape(text, at);
                continue;
            }
            var letter = text.codePointAt(at);
            width += width(letter);
            at += Character.charCount(letter);
        }
        return width;
    }

    /** Filled with blanks on the right; a longer text is cut. */
    public static String left(String text, int width) {
        return fit(text, width) + " ".repeat(Math.max(0, width - of(text)));
    }

    /** Filled with blanks on the left; a longer text is cut. */
    public static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - of(text))) + fit(text, width);
    }

    /** Cut with an ellipsis if it is longer. */
    public static String fit(String text, int width) {
        if (of(text) <= width) return text;
        if (width <= 0) return "";
        var kept = text.substring(0, endOf(text, width - 1));
        return kept + '…' + (openColour(kept).isEmpty() ? "" : RESET);
    }

    /** In lines of at most so many columns, two at least; broken at blanks where there are any. A colour goes on in the next line. */
    public static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        var rest = text;
        while (of(rest) > Math.max(2, width)) {
            var end = endOf(rest, Math.max(2, width));
            var blank = rest.lastIndexOf(' ', end);
            var head = rest.substring(0, blank > 0 ? blank : end);
            var colour = openColour(head);
            lines.add(head.stripTrailing() + (colour.isEmpty() ? "" : RESET));
            rest = colour + rest.substring(head.length()).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    /** Where the part of a text ends that takes at most so many columns. */
    private static int endOf(String text, int width) {
        var used = 0;
        var at = 0;
        while (at < text.length()) {
            var isEscape = text.charAt(at) == ESCAPE;
            var letter = text.codePointAt(at);
            if (!isEscape && used + width(letter) > width) break;
            used += isEscape ? 0 : width(letter);
            at = isEscape ? endOfEscape(text, at) : at + Character.charCount(letter);
        }
        return at;
    }

    /** The colour code that is still in force at the end of a text; empty for none. */
    private static String openColour(String text) {
        var last = text.lastIndexOf(ESCAPE);
        if (last < 0) return "";
        var code = text.substring(last, endOfEscape(text, last));
        return code.equals(RESET) ? "" : code;
    }

    private static int endOfEscape(String text, int at) {
        var end = at + 1;
        if (end < text.length() && text.charAt(end) == '[') {
            end++;
            while (end < text.length() && (text.charAt(end) < '@' || text.charAt(end) > '~')) end++;
        }
        return Math.min(end + 1, text.length());
    }

    // East Asian wide letters and pictures take two columns (Unicode TR 11), marks that join the letter before them
    // none
    private static int width(int letter) {
        if (letter < 0x300) return letter < 32 || letter == 127 ? 0 : 1;
        return switch (Character.getType(letter)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(letter) ? 2 : 1;
        };
    }

    private static boolean isWide(int letter) {
        return within(letter, 0x1100, 0x115F)
                || within(letter, 0x2E80, 0xA4CF)
                || within(letter, 0xAC00, 0xD7A3)
                || within(letter, 0xF900, 0xFAFF)
                || within(letter, 0xFE30, 0xFE6F)
                || within(letter, 0xFF00, 0xFF60)
                || within(letter, 0x1F300, 0x1FAFF)
                || within(letter, 0x20000, 0x3FFFD);
    }

    private static boolean within(int letter, int first, int last) {
        return letter >= first && letter <= last;
    }
}
