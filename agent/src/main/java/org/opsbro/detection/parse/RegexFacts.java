package org.opsbro.detection.parse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.opsbro.model.Value;
import org.opsbro.pack.Keys;

/**
 * A regular expression with named groups, {@code ^} and {@code $} at each line. Its first match gives one fact per group; with a group called
 * {@code key}, every match gives its facts under the text of that group.
 *
 * @param optional whether no match at all is fine, and gives no facts
 */
record RegexFacts(Pattern pattern, boolean optional) implements FactParser {
    static Optional<FactParser> from(Keys keys) {
        var text = keys.requiredText("pattern");
        var optional = keys.flag("optional", false);
        if (text.isEmpty()) return Optional.empty();
        try {
            var pattern = Pattern.compile(text, Pattern.MULTILINE);
            if (pattern.namedGroups().isEmpty()) keys.problem("pattern", "want at least one named group: (?<name>...)");
            return Optional.of(new RegexFacts(pattern, optional));
        } catch (PatternSyntaxException bad) {
            keys.problem(
                    "pattern",
                    bad.getDescription() + ", at character " + (bad.getIndex() + 1) + " of \"" + text + "\"");
            return Optional.empty();
        }
    }

    @Override
    public Value.Fields parse(String text) {
        try {
            var matcher = pattern.matcher(new BoundedText(text));
            return pattern.namedGroups().containsKey("key") ? all(matcher, text) : first(matcher, text);
        } catch (StackOverflowError deep) {
            throw new Unreadable("the pattern needs too deep a recursion on this text: make it simpler", 0, 0);
        }
    }

    private Value.Fields first(Matcher matcher, String text) {
        if (matcher.find()) return Value.fields(groups(matcher, text));
        return nothing();
    }

    private Value.Fields nothing() {
        if (optional) return Value.Fields.EMPTY;
        throw new Unreadable("nothing matches the pattern " + pattern, 0, 0);
    }

    private Value.Fields all(Matcher matcher, String text) {
        var facts = new Facts();
        var found = false;
        while (matcher.find()) {
            found = true;
            if (matcher.start("key") < 0) continue;
            var key = text.substring(matcher.start("key"), matcher.end("key"));
            groups(matcher, text).forEach((group, value) -> {
                if (!facts.put(List.of(key, group), value, 0))
                    throw new Unreadable("the key \"" + key + "\" comes twice", line(text, matcher.start()), 0);
            });
        }
        return found ? facts.end() : nothing();
    }

    private Map<String, Value> groups(Matcher matcher, String text) {
        Map<String, Value> values = new LinkedHashMap<>();
        pattern.namedGroups().entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .forEach(group -> {
                    var number = group.getValue();
                    if (matcher.start(number) >= 0)
                        values.put(
                                group.getKey(), Typed.of(text.substring(matcher.start(number), matcher.end(number))));
                });
        return values;
    }

    private static int line(String text, int at) {
        return (int) text.substring(0, at)
                        .chars()
                        .filter(letter -> letter == '\n')
                        .count()
                + 1;
    }

    /** Text that may be looked at only so often: a pattern that backtracks without end is stopped, on every machine at the same place. */
    private static final class BoundedText implements CharSequence {
        private static final long LOOKS_PER_LETTER = 200;
        private final String text;
        private long looks;

        BoundedText(String text) {
            this.text = text;
            this.looks = 1_000_000 + LOOKS_PER_LETTER * text.length();
        }

        @Override
        public char charAt(int index) {
            if (--looks < 0)
                throw new Unreadable(
                        "the pattern backtracks too much on this text: avoid nested repetitions such as (a+)+", 0, 0);
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
