package org.opsbro.template;

import java.util.List;
import java.util.regex.Pattern;
import org.opsbro.evaluator.Containers;
import org.opsbro.evaluator.Display;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Limits;
import org.opsbro.model.Value;

/** Values as JSON in the form of Python's json.dumps, and as YAML 1.2 blocks. */
final class Writing {
    private static final int MAX_DEPTH = 100;
    /** What YAML reads as a text without quotes; words that mean something else, and numbers, are no such text. */
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z_/][A-Za-z0-9_./+@=-]*(?: [A-Za-z0-9_./+@=(-][A-Za-z0-9_./+@=)-]*)*");

    private static final Pattern WORD = Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null|none|nan|inf|~");

    private final StringBuilder out = new StringBuilder();
    private final boolean forPages;
    private final String indent;

    private Writing(String indent, boolean forPages) {
        this.indent = indent;
        this.forPages = forPages;
    }

    /**
     * As json.dumps: ASCII only.
     *
     * @param indent how many spaces each level has, or none for one line
     * @param forPages keys sorted, and the four signs of HTML as codes
     */
    static Value json(Value value, Value indent, boolean forPages) {
        var step = switch (indent) {
            case Value.None none -> "";
            case Value.Text text -> text.text();
            case Value.Int number -> " ".repeat(Math.clamp(number.number(), 0, 16));
            default ->
                throw new EvaluationException("want a number of spaces as indent, found " + Display.repr(indent));
        };
        var writing = new Writing(step, forPages);
        writing.value(value, indent instanceof Value.None ? -1 : 0);
        return Limits.text(writing.out.toString());
    }

    /** @param level of the line, or -1 where all is on one */
    private void value(Value value, int level) {
        if (level > MAX_DEPTH || out.length() > Limits.TEXT)
            throw new EvaluationException("this value is too large or too deep to be written");
        switch (value) {
            case Value.None none -> out.append("null");
            case Value.Bool bool -> out.append(bool.isTrue());
            case Value.Int number -> out.append(number.number());
            case Value.Real real -> out.append(real(real.number()));
            case Value.Text text -> text(text.text());
            case Value.Items items -> list(items.all(), level);
            case Value.Tuple tuple -> list(tuple.all(), level);
            case Value.Dict dict -> object(Pairs.of(dict), level);
            case Value.Fields fields -> object(Pairs.of(fields), level);
            case Value.Distinct set -> throw new EvaluationException("a set has no form in JSON: make it a list");
            case Value.Undefined undefined -> throw new EvaluationException(undefined.display());
        }
    }

    private static String real(double number) {
        if (Double.isNaN(number)) return "NaN";
        if (Double.isInfinite(number)) return number > 0 ? "Infinity" : "-Infinity";
        return Display.repr(Value.of(number));
    }

    private void list(List<Value> all, int level) {
        if (all.isEmpty()) {
            out.append("[]");
            return;
        }
        out.append('[');
        for (var i = 0; i < all.size(); i++) {
            line(i, level);
            value(all.get(i), level < 0 ? level : level + 1);
        }
        close(']', level);
    }

    private void object(List<Pairs> pairs, int level) {
        if (pairs.isEmpty()) {
            out.append("{}");
            return;
        }
        var ordered = forPages ? Order.sorted(pairs, Pairs::key, false) : pairs;
        out.append('{');
        for (var i = 0; i < ordered.size(); i++) {
            line(i, level);
            text(key(ordered.get(i).key()));
            out.append(": ");
            value(ordered.get(i).value(), level < 0 ? level : level + 1);
        }
        close('}', level);
    }

    private static String key(Value key) {
        return switch (key) {
            case Value.Text text -> text.text();
            case Value.None none -> "null";
            case Value.Bool bool -> String.valueOf(bool.isTrue());
            case Value.Int number -> Display.str(number);
            case Value.Real number -> real(number.number());
            default -> throw new EvaluationException("this cannot be a key in JSON: " + Display.repr(key));
        };
    }

    private void line(int index, int level) {
        if (level < 0) {
            if (index > 0) out.append(", ");
            return;
        }
        if (index > 0) out.append(',');
        out.append('\n').append(indent.repeat(level + 1));
    }

    private void close(char sign, int level) {
        if (level >= 0) out.append('\n').append(indent.repeat(level));
        out.append(sign);
    }

    private void text(String text) {
        out.append('"');
        for (var i = 0; i < text.length(); i++) letter(text.charAt(i));
        out.append('"');
    }

    private void letter(char letter) {
        switch (letter) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> {
                var coded = letter < ' ' || letter > '~' || (forPages && "<>&'".indexOf(letter) >= 0);
                if (coded) out.append(String.format("\\u%04x", (int) letter));
                else out.append(letter);
            }
        }
    }

    /** Ends with a line break. */
    static String yaml(Value value) {
        var writing = new Writing("", false);
        writing.block(value, 0, "");
        return writing.out.toString();
    }

    /** @param first what stands before the first line instead of its spaces */
    private void block(Value value, int level, String first) {
        if (level > MAX_DEPTH || out.length() > Limits.TEXT)
            throw new EvaluationException("this value is too large or too deep to be written");
        var spaces = " ".repeat(2 * level);
        if (Pairs.has(value) && !Pairs.of(value).isEmpty()) {
            var start = first;
            for (var pair : Pairs.of(value)) {
                out.append(start)
                        .append(scalar(Value.of(Display.str(pair.key()))))
                        .append(':');
                below(pair.value(), level, " ");
                start = spaces;
            }
        } else if (isList(value) && !Containers.parts(value).isEmpty()) {
            var start = first;
            for (var each : Containers.parts(value)) {
                out.append(start).append("- ");
                block(each, level + 1, "");
                start = spaces;
            }
        } else {
            out.append(first).append(scalar(value)).append('\n');
        }
    }

    private void below(Value value, int level, String gap) {
        var nested = (Pairs.has(value) && !Pairs.of(value).isEmpty())
                || (isList(value) && !Containers.parts(value).isEmpty());
        if (!nested) {
            out.append(gap).append(scalar(value)).append('\n');
            return;
        }
        out.append('\n');
        var deeper = isList(value) ? level : level + 1;
        block(value, deeper, " ".repeat(2 * deeper));
    }

    private static boolean isList(Value value) {
        return value instanceof Value.Items || value instanceof Value.Tuple || value instanceof Value.Distinct;
    }

    private static String scalar(Value value) {
        return switch (value) {
            case Value.None none -> "null";
            case Value.Bool bool -> String.valueOf(bool.isTrue());
            case Value.Int number -> Display.str(number);
            case Value.Real real -> Display.str(real);
            case Value.Text text -> word(text.text());
            case Value.Undefined undefined -> throw new EvaluationException(undefined.display());
            default -> Pairs.has(value) ? "{}" : "[]";
        };
    }

    private static String word(String text) {
        if (PLAIN.matcher(text).matches() && !WORD.matcher(text).matches()) return text;
        var quoted = new Writing("", false);
        quoted.text(text);
        return quoted.out.toString();
    }
}
