package org.opsbro.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known word that a mistyped one was meant to be. */
final class Nearest {
    private Nearest() {}

    /** The nearest by edits, if it is no more than a third of its letters away. */
    static Optional<String> to(String typed, Collection<String> known) {
        return known.stream()
                .filter(each -> distance(typed, each) <= Math.max(1, each.length() / 3))
                .min(Comparator.comparingInt(each -> distance(typed, each)));
    }

    // edits: a letter put in, taken out, replaced, or swapped with its neighbour (Damerau's optimal string alignment)
    static int distance(String from, String to) {
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
