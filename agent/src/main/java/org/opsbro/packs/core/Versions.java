package org.opsbro.packs.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.model.Value;

/**
 * Versions as values that compare: a tuple with a (rank, number, text) for each part. Numbers compare as numbers; {@code ~} and the words of
 * pre-releases come before the release, other letters after it: 1.0~rc1 &lt; 1.0-rc1 &lt; 1.0 &lt; 1.0a &lt; 1.0.1.
 */
final class Versions {
    private static final Pattern PARTS = Pattern.compile("([0-9]{1,18})|([A-Za-z]+)|(~)");
    private static final int MAX_LENGTH = 200;

    private Versions() {}

    static Value of(String text) {
        if (text.length() > MAX_LENGTH)
            throw new EvaluationException("a version has at most " + MAX_LENGTH + " characters");
        var word = text.strip();
        if (word.startsWith("v") || word.startsWith("V")) word = word.substring(1);
        List<Value> parts = new ArrayList<>();
        var matcher = PARTS.matcher(word);
        while (matcher.find()) parts.add(part(matcher.group()));
        // the end of a version stands between pre-releases and what follows it
        parts.add(tuple(2, 0, ""));
        return new Value.Tuple(parts);
    }

    private static Value part(String part) {
        if (part.equals("~")) return tuple(0, 0, "");
        if (Character.isDigit(part.charAt(0))) return tuple(4, Long.parseLong(part), "");
        return switch (part.toLowerCase(Locale.ROOT)) {
            case "alpha", "beta", "pre", "preview", "rc", "dev", "snapshot" ->
                tuple(1, 0, part.toLowerCase(Locale.ROOT));
            default -> tuple(3, 0, part);
        };
    }

    private static Value tuple(long rank, long number, String text) {
        return new Value.Tuple(List.of(Value.of(rank), Value.of(number), Value.of(text)));
    }
}
