package org.opsbro.detection;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;
import org.opsbro.pack.Keys;

/**
 * How an answer looks that says who asks must first be let in, such as {@code -NOAUTH Authentication required.} of Redis: {@code refused: ^-NOAUTH.*}, linear,
 * {@code ^} and {@code $} at each line.
 *
 * @param pattern empty where nothing is known of it
 */
record Refusal(Optional<Pattern> pattern) {
    /** Reads {@code refused}. */
    static Refusal from(Keys keys) {
        var text = keys.text("refused");
        try {
            return new Refusal(text.map(regex -> Pattern.compile(regex, Pattern.MULTILINE)));
        } catch (PatternSyntaxException bad) {
            keys.problem("refused", bad.getDescription() + ": " + bad.getPattern());
            return new Refusal(Optional.empty());
        }
    }

    boolean isKnown() {
        return pattern.isPresent();
    }

    /** What of the answer says so. */
    Optional<String> in(String answer) {
        return pattern.map(known -> known.matcher(answer))
                .filter(found -> found.find())
                .map(found -> found.group().strip());
    }
}
