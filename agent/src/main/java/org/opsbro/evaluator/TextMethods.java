package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.model.Value;

/** The methods of texts, as Python's; positions count characters, not UTF-16 units. */
final class TextMethods {
    static final List<String> NAMES = List.of(
            "capitalize",
            "center",
            "count",
            "endswith",
            "find",
            "index",
            "isalnum",
            "isalpha",
            "isdigit",
            "islower",
            "isspace",
            "isupper",
            "join",
            "ljust",
            "lower",
            "lstrip",
            "partition",
            "removeprefix",
            "removesuffix",
            "replace",
            "rfind",
            "rindex",
            "rjust",
            "rpartition",
            "rsplit",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "swapcase",
            "title",
            "upper",
            "zfill");

    private TextMethods() {}

    static Value call(String text, String name, List<Value> arguments) {
        return switch (name) {
            case "upper", "lower", "title", "capitalize", "swapcase" -> {
                Methods.count(name, arguments, 0, 0);
                yield Limits.text(TextCase.changed(text, name));
            }
            case "isalnum", "isalpha", "isdigit", "islower", "isspace", "isupper" -> {
                Methods.count(name, arguments, 0, 0);
                yield Value.of(TextCase.is(text, name));
            }
            case "strip", "lstrip", "rstrip" -> {
                Methods.count(name, arguments, 0, 1);
                yield stripped(text, arguments, !name.equals("rstrip"), !name.equals("lstrip"));
            }
            case "split", "rsplit" -> {
                Methods.count(name, arguments, 0, 2);
                yield Splitting.split(text, arguments, name.equals("rsplit"));
            }
            case "splitlines" -> {
                Methods.count(name, arguments, 0, 1);
                yield Splitting.lines(text, !arguments.isEmpty() && Containers.isTrue(arguments.getFirst()));
            }
            case "partition", "rpartition" -> {
                Methods.count(name, arguments, 1, 1);
                yield Splitting.parted(text, word(name, arguments, 0), name.equals("rpartition"));
            }
            case "join" -> {
                Methods.count(name, arguments, 1, 1);
                yield joined(text, Containers.parts(arguments.getFirst()));
            }
            case "replace" -> {
                Methods.count(name, arguments, 2, 3);
                yield replaced(text, arguments);
            }
            case "startswith", "endswith" -> {
                Methods.count(name, arguments, 1, 1);
                yield Value.of(touches(text, name, arguments.getFirst()));
            }
            case "find", "rfind", "index", "rindex" -> {
                Methods.count(name, arguments, 1, 1);
                var part = word(name, arguments, 0);
                var at = name.startsWith("r") ? text.lastIndexOf(part) : text.indexOf(part);
                if (at < 0 && name.endsWith("index"))
                    throw new EvaluationException(Display.repr(part) + " is not in the text");
                yield Value.of(at < 0 ? -1 : text.codePointCount(0, at));
            }
            case "count" -> {
                Methods.count(name, arguments, 1, 1);
                yield Value.of(counted(text, word(name, arguments, 0)));
            }
            case "removeprefix" -> {
                Methods.count(name, arguments, 1, 1);
                var prefix = word(name, arguments, 0);
                yield Value.of(text.startsWith(prefix) ? text.substring(prefix.length()) : text);
            }
            case "removesuffix" -> {
                Methods.count(name, arguments, 1, 1);
                var suffix = word(name, arguments, 0);
                yield Value.of(text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text);
            }
            case "ljust", "rjust", "center" -> {
                Methods.count(name, arguments, 1, 2);
                yield padded(text, name, arguments);
            }
            case "zfill" -> {
                Methods.count(name, arguments, 1, 1);
                var missing = missing(text, arguments);
                var signs = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
                yield Value.of(text.substring(0, signs) + "0".repeat(missing) + text.substring(signs));
            }
            default -> throw Methods.unknown(Value.of(text), name, NAMES);
        };
    }

    static String word(String method, List<Value> arguments, int which) {
        if (arguments.get(which) instanceof Value.Text text) return text.text();
        throw new EvaluationException(
                "." + method + "() wants a text, found " + Display.described(arguments.get(which)));
    }

    private static Value stripped(String text, List<Value> arguments, boolean left, boolean right) {
        var blank = arguments.isEmpty() || arguments.getFirst() instanceof Value.None;
        var set = blank ? "" : word("strip", arguments, 0);
        var points = text.codePoints().toArray();
        var start = 0;
        var end = points.length;
        while (left && start < end && strips(points[start], blank, set)) start++;
        while (right && end > start && strips(points[end - 1], blank, set)) end--;
        return Value.of(new String(points, start, end - start));
    }

    private static boolean strips(int point, boolean blank, String set) {
        return blank ? TextCase.isSpace(point) : set.indexOf(point) >= 0;
    }

    private static Value joined(String separator, List<Value> parts) {
        List<String> texts = new ArrayList<>();
        var length = 0L;
        for (var part : parts) {
            if (!(part instanceof Value.Text text))
                throw new EvaluationException(".join() wants texts, found " + Display.described(part));
            texts.add(text.text());
            length += text.text().length() + separator.length();
            Limits.checkText(length - separator.length());
        }
        return Value.of(String.join(separator, texts));
    }

    private static Value replaced(String text, List<Value> arguments) {
        var from = word("replace", arguments, 0);
        var to = word("replace", arguments, 1);
        var most = arguments.size() < 3 ? -1 : Numbers.whole(arguments.get(2));
        if (most == 0) return Value.of(text);
        var out = new StringBuilder();
        var at = 0;
        for (var done = 0L; most < 0 || done < most; done++) {
            var next = text.indexOf(from, at);
            if (next < 0) break;
            out.append(text, at, next).append(to);
            Limits.checkText(out.length());
            at = next + from.length();
            if (!from.isEmpty()) continue;
            // an empty text stands before each character and at the end
            if (next == text.length()) break;
            var character = text.offsetByCodePoints(next, 1);
            out.append(text, next, character);
            at = character;
        }
        return Limits.text(
                out.append(text.substring(Math.min(at, text.length()))).toString());
    }

    private static boolean touches(String text, String name, Value part) {
        if (part instanceof Value.Tuple tuple) {
            for (var each : tuple.all()) if (touches(text, name, each)) return true;
            return false;
        }
        var word = word(name, List.of(part), 0);
        return name.equals("startswith") ? text.startsWith(word) : text.endsWith(word);
    }

    private static long counted(String text, String part) {
        if (part.isEmpty()) return text.codePointCount(0, text.length()) + 1L;
        var count = 0L;
        for (var at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) count++;
        return count;
    }

    private static int missing(String text, List<Value> arguments) {
        var width = Numbers.whole(arguments.getFirst());
        Limits.checkText(width);
        return (int) Math.max(0, width - text.codePointCount(0, text.length()));
    }

    private static Value padded(String text, String name, List<Value> arguments) {
        var missing = missing(text, arguments);
        var fill = arguments.size() > 1 ? word(name, arguments, 1) : " ";
        if (fill.codePointCount(0, fill.length()) != 1)
            throw new EvaluationException("." + name + "() fills with one character, not " + Display.repr(fill));
        var before = switch (name) {
            case "ljust" -> 0;
            case "rjust" -> missing;
            // CPython gives the odd one to the left where the width is odd too
            default -> missing / 2 + (missing & (int) Numbers.whole(arguments.getFirst()) & 1);
        };
        return Value.of(fill.repeat(before) + text + fill.repeat(missing - before));
    }
}
