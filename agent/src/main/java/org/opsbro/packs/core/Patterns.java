package org.opsbro.packs.core;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.opsbro.evaluator.EvaluationException;

/** Regular expressions whose time is linear in the text, so that no pattern of a pack can hang a turn. */
final class Patterns {
    private static final int MAX_LENGTH = 1_000;

    private Patterns() {}

    interface Matching {
        boolean find(String text);
    }

    static Matching of(String pattern, boolean ignoreCase) {
        if (pattern.length() > MAX_LENGTH)
            throw new EvaluationException("a pattern has at most " + MAX_LENGTH + " characters");
        try {
            var compiled = Pattern.compile(pattern, ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
            return text -> compiled.matcher(text).find();
        } catch (PatternSyntaxException wrong) {
            throw new EvaluationException("the pattern is wrong: " + wrong.getMessage());
        }
    }
}
