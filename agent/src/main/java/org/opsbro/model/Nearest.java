package org.opsbro.model;

import java.util.Optional;

/** The known word that a mistyped one was probably meant to be, for "did you mean". */
public final class Nearest {
    private Nearest() {}

    /** The closest of the words, if it is at most a third of its letters away; the first of equals. */
    public static Optional<String> to(String typed, Iterable<String> words) {
        String best = null;
        var bestDistance = Integer.MAX_VALUE;
        for (var word : words) {
            if (Math.abs(word.length() - typed.length()) > Math.max(1, word.length() / 3)) continue;
            var distance = distance(typed, word);
            if (distance <= Math.max(1, word.length() / 3) && distance < bestDistance) {
                best = word;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** {@code : did you mean max?}, or nothing. */
    public static String hint(String typed, Iterable<String> words) {
        return to(typed, words).map(word -> ": did you mean " + word + "?").orElse("");
    }

    // edits: a letter put in, taken out, replaced, or swapped with its neighbour (Damerau's optimal string alignment)
    private static int distance(String from, String to) {
        var edits = new int[from.length() + 1][to.length() + 1];
        for (var row = 0; row <= from.length(); row++) {
            for (var at = 0; at <= to.length(); at++) {
                if (row == 0 || at == 0) {
                    edits[row][at] = row + at;
                    continue;
                }
                var replaced = edits[row - 1][at - 1] + (from.charAt(row - 1) == to.charAt(at - 1) ? 0 : 1);
                edits[row][at] = Math.min(replaced, Math.min(edits[row - 1][at], edits[row][at - 1]) + 1);
                if (row > 1
                        && at > 1
                        && from.charAt(row - 1) == to.charAt(at - 2)
                        && from.charAt(row - 2) == to.charAt(at - 1))
                    edits[row][at] = Math.min(edits[row][at], edits[row - 2][at - 2] + 1);
            }
        }
        return edits[from.length()][to.length()];
    }
}
