package org.opsbro.packs.system;

import java.util.regex.Pattern;
import org.opsbro.evaluator.Patterns;

/** Patterns of whole paths: {@code *} stands for anything within a name, {@code **} across folders, {@code ?} for a letter. */
final class Globs {
    static final Pattern WRITTEN = Pattern.compile("(?=.{1,190}$)(?:/(?!\\.{1,2}(?:/|$))[^/]++)++");
    static final String TOLD =
            "a whole path of up to 190 letters, in which * and ? stand for letters of a name and ** for folders too";

    private Globs() {}

    /** Of one that is {@link #WRITTEN}. Its time is linear in the path. */
    static Patterns.Matching matching(String glob) {
        var pattern = new StringBuilder("(?s)^");
        for (var at = 0; at < glob.length(); at++) {
            var letter = glob.charAt(at);
            if (letter == '*' && at + 1 < glob.length() && glob.charAt(at + 1) == '*') {
                pattern.append(".*");
                at++;
            } else if (letter == '*') pattern.append("[^/]*");
            else if (letter == '?') pattern.append("[^/]");
            else if (letter < 0x80 && !Character.isLetterOrDigit(letter))
                pattern.append('\\').append(letter);
            else pattern.append(letter);
        }
        return Patterns.of(pattern.append('$').toString(), false);
    }
}
