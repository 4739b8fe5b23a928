package org.opsbro.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.opsbro.evaluator.Containers;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Limits;
import org.opsbro.evaluator.Operators;
import org.opsbro.model.Value;

/** What the filters of texts make; lengths count characters, not UTF-16 units. */
final class Texts {
    private static final Pattern BEGINS_WORD = Pattern.compile("[-\\s({\\[<]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final long MAX_INDENT = 1000;

    private Texts() {}

    static String title(String text) {
        var out = new StringBuilder();
        var at = 0;
        var breaks = BEGINS_WORD.matcher(text);
        while (breaks.find()) {
            out.append(capital(text.substring(at, breaks.start()))).append(breaks.group());
            at = breaks.end();
        }
        return out.append(capital(text.substring(at))).toString();
    }

    private static String capital(String word) {
        if (word.isEmpty()) return word;
        var first = word.offsetByCodePoints(0, 1);
        return word.substring(0, first).toUpperCase(Locale.ROOT)
                + word.substring(first).toLowerCase(Locale.ROOT);
    }

    static long words(String text) {
        return WORD.matcher(text).results().count();
    }

    static List<String> lines(String text) {
        return Containers.parts(Operators.method(text, "splitlines", List.of())).stream()
                .map(Value::display)
                .toList();
    }

    static Value indented(String text, Value width, boolean first, boolean blank) {
        var indent = indent(width);
        var lines = lines(text + "\n");
        var out = new StringBuilder(first ? indent : "").append(lines.getFirst());
        for (var line : lines.subList(1, lines.size()))
            out.append('\n').append(line.isEmpty() && !blank ? "" : indent).append(line);
        return Limits.text(out.toString());
    }

    private static String indent(Value width) {
        if (width instanceof Value.Text text) return text.text();
        if (!(width instanceof Value.Int number))
            throw new EvaluationException("want a number of spaces or a text as width");
        if (number.number() > MAX_INDENT)
            throw new EvaluationException("an indent has at most " + MAX_INDENT + " spaces");
        return " ".repeat((int) Math.max(0, number.number()));
    }

    static Value truncated(String text, long length, boolean killWords, String end, Value leeway) {
        var more = leeway instanceof Value.None ? 5 : leeway instanceof Value.Int number ? number.number() : -1;
        var kept = length - end.codePointCount(0, end.length());
        if (kept < 0) throw new EvaluationException("want a length that the end fits in, found " + length);
        if (more < 0) throw new EvaluationException("want a leeway of 0 or more");
        var characters = text.codePointCount(0, text.length());
        if (characters <= length + more) return Value.of(text);
        var cut = text.substring(0, text.offsetByCodePoints(0, (int) Math.min(kept, characters)));
        var space = cut.lastIndexOf(' ');
        return Value.of((killWords || space < 0 ? cut : cut.substring(0, space)) + end);
    }

    /** Of each match the whole where the pattern has no group, its group, or the list of its groups. */
    static Value matches(List<List<String>> found) {
        List<Value> all = new ArrayList<>();
        for (var match : found)
            all.add(match.size() <= 2 ? Value.of(match.getLast()) : Value.texts(match.subList(1, match.size())));
        return new Value.Items(Limits.list(all));
    }

    static String afterSlash(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static String beforeSlash(String path) {
        var slash = path.lastIndexOf('/');
        var head = path.substring(0, slash + 1);
        var end = head.length();
        while (end > 0 && head.charAt(end - 1) == '/') end--;
        return end == 0 ? head : head.substring(0, end);
    }
}
