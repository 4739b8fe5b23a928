package org.opsbro.detection.parse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.opsbro.model.Value;
import org.opsbro.pack.Keys;

/**
 * A key and a value on each line: {@code NAME="Debian"}, {@code redis_version:7.0.15}.
 *
 * @param separator between them, its first on the line; a single space stands for any white space
 * @param comment lines that start with it, and empty ones, are skipped
 * @param lenient skips lines without the separator too; else they are an error
 * @param prefix stands before the key, such as {@code "STAT "}, and is no part of it; lines without it are skipped
 * @param nested makes facts of their own of a value such as {@code keys=2,expires=1}
 */
record KeyValueFacts(String separator, String comment, boolean lenient, String prefix, boolean nested)
        implements FactParser {
    KeyValueFacts(String separator, String comment, boolean lenient) {
        this(separator, comment, lenient, "", false);
    }

    static Optional<FactParser> from(Keys keys) {
        var separator = keys.text("separator").orElse("=");
        if (separator.isEmpty()) keys.problem("separator", "want one or more characters");
        return Optional.of(new KeyValueFacts(
                separator,
                keys.text("comment").orElse("#"),
                keys.flag("lenient", false),
                keys.text("prefix").orElse(""),
                keys.flag("nested", false)));
    }

    @Override
    public Value.Fields parse(String text) {
        var facts = new Facts();
        var number = 0;
        for (var line : (Iterable<String>) text.lines()::iterator) {
            number++;
            var content = line.strip();
            if (content.isEmpty() || !content.startsWith(prefix)) continue;
            if (comment.isEmpty() || !content.startsWith(comment))
                add(content.substring(prefix.length()), facts, number);
        }
        var all = facts.end();
        if (all.size() == 0 && !text.isBlank() && (lenient || !prefix.isEmpty()))
            throw new Unreadable(
                    "no line has a key and a value: "
                            + text.strip().lines().findFirst().orElse(""),
                    0,
                    0);
        return all;
    }

    private void add(String content, Facts facts, int line) {
        var at = separator.isBlank() ? whiteSpace(content) : content.indexOf(separator);
        if (at > 0) {
            var value = content.substring(at + separator.length()).strip();
            var key = content.substring(0, at).strip();
            facts.putOnce(key, nested ? pairs(value).orElseGet(() -> unquoted(value)) : unquoted(value), line);
        } else if (!lenient) {
            throw new Unreadable(
                    at == 0 ? "no key before \"" + separator + "\"" : "no \"" + separator + "\" on this line", line, 0);
        }
    }

    private static Optional<Value> pairs(String value) {
        Map<String, Value> inner = new LinkedHashMap<>();
        for (var pair : value.split(",", -1)) {
            var at = pair.indexOf('=');
            if (at < 1 || at != pair.lastIndexOf('=')) return Optional.empty();
            inner.put(pair.substring(0, at), Typed.of(pair.substring(at + 1)));
        }
        return Optional.of(Value.fields(inner));
    }

    private static int whiteSpace(String content) {
        for (var i = 0; i < content.length(); i++) if (Character.isWhitespace(content.charAt(i))) return i;
        return -1;
    }

    private static Value unquoted(String value) {
        var last = value.length() - 1;
        var quoted = last > 0
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(last) == value.charAt(0);
        return quoted ? Value.of(value.substring(1, last)) : Typed.of(value);
    }
}
