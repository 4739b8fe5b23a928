package org.opsbro.evaluator;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;

/** Regular expressions whose time is linear in the text, so that no pattern of a pack can hang a turn. */
public final class Patterns {
    private static final int MAX_LENGTH = 1_000;

    private Patterns() {}

    /** Whether a pattern is somewhere in a text. */
    public interface Matching {
        boolean find(String text);
    }

    public static Matching of(String pattern, boolean ignoreCase) {
        var compiled = compiled(pattern, ignoreCase);
        return text -> compiled.matcher(text).find();
    }

    /** The matches in their order: of each the whole, then its groups, empty where they took no part. */
    public static List<List<String>> found(String pattern, boolean ignoreCase, String text) {
        List<List<String>> found = new ArrayList<>();
        var matcher = compiled(pattern, ignoreCase).matcher(text);
        while (matcher.find()) {
            List<String> match = new ArrayList<>();
            for (var i = 0; i <= matcher.groupCount(); i++) match.add(group(matcher, i));
            found.add(match);
            Limits.list(found);
        }
        return found;
    }

    /**
     * The text with each match replaced.
     *
     * @param replacement in which {@code \\1} and {@code \\g<1>} are groups, {@code \\0} the match
     */
    public static String replaced(String pattern, boolean ignoreCase, String text, String replacement) {
        var out = new StringBuilder();
        var at = 0;
        var matcher = compiled(pattern, ignoreCase).matcher(text);
        while (matcher.find()) {
            out.append(text, at, matcher.start());
            replace(matcher, replacement, out);
            Limits.checkText(out.length());
            at = matcher.end();
        }
        return out.append(text, at, text.length()).toString();
    }

    private static void replace(Matcher matcher, String replacement, StringBuilder out) {
        for (var i = 0; i < replacement.length(); i++) {
            var letter = replacement.charAt(i);
            if (letter != '\\' || i + 1 == replacement.length()) {
                out.append(letter);
                continue;
            }
            var next = replacement.charAt(++i);
            var close = replacement.indexOf('>', i);
            if (Lexer.isDigit(next)) {
                out.append(group(matcher, next - '0'));
            } else if (replacement.startsWith("g<", i) && close == i + 3 && Lexer.isDigit(replacement.charAt(i + 2))) {
                out.append(group(matcher, replacement.charAt(i + 2) - '0'));
                i = close;
            } else {
                out.append(next == 'n' ? "\n" : next == 't' ? "\t" : next == '\\' ? "\\" : "\\" + next);
            }
        }
    }

    private static String group(Matcher matcher, int number) {
        if (number > matcher.groupCount())
            throw new EvaluationException("the pattern has no group " + number + ", only " + matcher.groupCount());
        var group = matcher.group(number);
        return group == null ? "" : group;
    }

    private static Pattern compiled(String pattern, boolean ignoreCase) {
        if (pattern.length() > MAX_LENGTH)
            throw new EvaluationException("a pattern has at most " + MAX_LENGTH + " characters");
        try {
            return Pattern.compile(pattern, ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
        } catch (PatternSyntaxException wrong) {
            throw new EvaluationException("the pattern is wrong: " + wrong.getMessage());
        }
    }
}
