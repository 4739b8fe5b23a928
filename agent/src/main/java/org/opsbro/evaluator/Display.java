package org.opsbro.evaluator;

import java.util.List;
import org.opsbro.model.Value;

/** Values as text, as Python prints them: {@link #str} for outputs, {@link #repr} for what could be written in an expression. */
public final class Display {
    private static final int SHOWN = 40;
    private static final int GENERAL_DIGITS = 6;

    private Display() {}

    /** Python's str(): a text as it is. */
    public static String str(Value value) {
        return value instanceof Value.Text text ? text.text() : repr(value);
    }

    /** Python's repr(): a text in quotes. */
    public static String repr(Value value) {
        if (value instanceof Value.Int number) return Long.toString(number.number());
        if (value instanceof Value.Real real) return RealText.repr(real.number());
        var out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    static String repr(String text) {
        var out = new StringBuilder(text.length() + 2);
        quote(text, out);
        return out.toString();
    }

    static String repr(double number) {
        return RealText.repr(number);
    }

    /** Python's {@code %g}: six digits. */
    public static String general(double number) {
        return Double.isFinite(number) ? RealText.general(number, GENERAL_DIGITS, false) : RealText.named(number);
    }

    /** Python's {@code %.2f}, of so many digits behind the point. */
    public static String fixed(double number, int digits) {
        return Double.isFinite(number) ? RealText.fixed(number, digits) : RealText.named(number);
    }

    /** For free text: as {@link #str}, but a list is its values with commas between them. */
    public static String plain(Value value) {
        return switch (value) {
            case Value.Items items -> plain(items.all());
            case Value.Tuple tuple -> plain(tuple.all());
            case Value.Distinct distinct -> plain(List.copyOf(distinct.all()));
            default -> str(value);
        };
    }

    /** The type and the value for an error message: {@code 'abc' (text)}. */
    static String described(Value value) {
        var shown = value instanceof Value.Fields || value instanceof Value.Dict ? "" : repr(value);
        if (shown.length() > SHOWN) shown = shown.substring(0, SHOWN) + "…";
        return (shown.isEmpty() ? "a " + type(value) : shown + " (" + type(value) + ")");
    }

    static String type(Value value) {
        return switch (value) {
            case Value.None none -> "none";
            case Value.Bool bool -> "boolean";
            case Value.Int number -> "integer";
            case Value.Real real -> "number";
            case Value.Text text -> "text";
            case Value.Undefined undefined -> "undefined";
            case Value.Items items -> "list";
            case Value.Tuple tuple -> "tuple";
            case Value.Distinct distinct -> "set";
            case Value.Dict dict -> "dictionary";
            case Value.Fields fields -> "dictionary";
        };
    }

    private static String plain(List<Value> all) {
        return String.join(",", all.stream().map(Display::str).toList());
    }

    private static void write(Value value, StringBuilder out) {
        switch (value) {
            case Value.None none -> out.append("None");
            case Value.Bool bool -> out.append(bool.isTrue() ? "True" : "False");
            case Value.Int number -> out.append(number.number());
            case Value.Real real -> out.append(RealText.repr(real.number()));
            case Value.Text text -> quote(text.text(), out);
            case Value.Undefined undefined -> out.append(undefined.display());
            case Value.Items items -> writeAll("[", items.all(), "]", out);
            case Value.Tuple tuple -> writeAll("(", tuple.all(), tuple.all().size() == 1 ? ",)" : ")", out);
            case Value.Distinct distinct -> {
                if (distinct.all().isEmpty()) out.append("set()");
                else writeAll("{", distinct.all(), "}", out);
            }
            case Value.Dict dict -> {
                out.append('{');
                dict.entries().forEach((key, each) -> writeEntry(key, each, out));
                out.append('}');
            }
            case Value.Fields fields -> {
                out.append('{');
                fields.forEach((key, each) -> writeEntry(Value.of(key), each, out));
                out.append('}');
            }
        }
    }

    private static void writeEntry(Value key, Value value, StringBuilder out) {
        if (out.charAt(out.length() - 1) != '{') out.append(", ");
        write(key, out);
        out.append(": ");
        write(value, out);
    }

    private static void writeAll(String open, Iterable<Value> all, String close, StringBuilder out) {
        out.append(open);
        var first = true;
        for (var each : all) {
            if (!first) out.append(", ");
            first = false;
            write(each, out);
        }
        out.append(close);
    }

    private static void quote(String text, StringBuilder out) {
        var quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(quote);
        text.codePoints().forEach(point -> {
            switch (point) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (point == quote) out.append('\\').append(quote);
                    else if (point == ' ' || isPrintable(point)) out.appendCodePoint(point);
                    else if (point < 0x100) out.append("\\x").append(hex(point, 2));
                    else if (point < 0x10000) out.append("\\u").append(hex(point, 4));
                    else out.append("\\U").append(hex(point, 8));
                }
            }
        });
        out.append(quote);
    }

    private static String hex(int point, int digits) {
        var hex = Integer.toHexString(point);
        return "0".repeat(Math.max(0, digits - hex.length())) + hex;
    }

    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }
}
