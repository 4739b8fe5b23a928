package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.opsbro.model.Value;

/** Python's {@code split rsplit splitlines partition rpartition}. */
final class Splitting {
    private Splitting() {}

    static Value split(String text, List<Value> arguments, boolean fromRight) {
        var blank = arguments.isEmpty() || arguments.getFirst() instanceof Value.None;
        var limit = arguments.size() < 2 ? -1 : Numbers.whole(arguments.get(1));
        var most = limit < 0 ? Long.MAX_VALUE : limit;
        if (blank) return items(fromRight ? wordsFromRight(text, most) : words(text, most));
        var separator = TextMethods.word("split", arguments, 0);
        if (separator.isEmpty()) throw new EvaluationException("a text cannot be split at an empty text");
        return items(fromRight ? partsFromRight(text, separator, most) : parts(text, separator, most));
    }

    static Value lines(String text, boolean keepEnds) {
        List<String> lines = new ArrayList<>();
        var start = 0;
        for (var at = 0; at < text.length(); at++) {
            if ("\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029".indexOf(text.charAt(at)) < 0) continue;
            var end = at;
            if (text.startsWith("\r\n", at)) at++;
            lines.add(text.substring(start, keepEnds ? at + 1 : end));
            start = at + 1;
        }
        if (start < text.length()) lines.add(text.substring(start));
        return items(lines);
    }

    static Value parted(String text, String separator, boolean fromRight) {
        if (separator.isEmpty()) throw new EvaluationException("a text cannot be parted at an empty text");
        var at = fromRight ? text.lastIndexOf(separator) : text.indexOf(separator);
        if (at < 0) return fromRight ? tuple("", "", text) : tuple(text, "", "");
        return tuple(text.substring(0, at), separator, text.substring(at + separator.length()));
    }

    private static Value tuple(String before, String separator, String after) {
        return new Value.Tuple(List.of(Value.of(before), Value.of(separator), Value.of(after)));
    }

    private static Value items(List<String> all) {
        Limits.checkList(all.size());
        return Value.texts(all);
    }

    private static List<String> parts(String text, String separator, long most) {
        List<String> parts = new ArrayList<>();
        var start = 0;
        for (var at = text.indexOf(separator); at >= 0 && parts.size() < most; at = text.indexOf(separator, start)) {
            parts.add(text.substring(start, at));
            start = at + separator.length();
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static List<String> partsFromRight(String text, String separator, long most) {
        List<String> parts = new ArrayList<>();
        var end = text.length();
        while (parts.size() < most) {
            var at = end < separator.length() ? -1 : text.lastIndexOf(separator, end - separator.length());
            if (at < 0) break;
            parts.add(text.substring(at + separator.length(), end));
            end = at;
        }
        parts.add(text.substring(0, end));
        Collections.reverse(parts);
        return parts;
    }

    private static List<String> words(String text, long most) {
        List<String> words = new ArrayList<>();
        var at = skip(text, 0);
        while (at < text.length()) {
            if (words.size() == most) {
                words.add(text.substring(at));
                break;
            }
            var start = at;
            while (at < text.length() && !TextCase.isSpace(text.charAt(at))) at++;
            words.add(text.substring(start, at));
            at = skip(text, at);
        }
        return words;
    }

    private static List<String> wordsFromRight(String text, long most) {
        List<String> words = new ArrayList<>();
        var end = endBackwards(text, text.length());
        while (end > 0) {
            if (words.size() == most) {
                words.add(text.substring(0, end));
                break;
            }
            var start = end;
            while (start > 0 && !TextCase.isSpace(text.charAt(start - 1))) start--;
            words.add(text.substring(start, end));
            end = endBackwards(text, start);
        }
        Collections.reverse(words);
        return words;
    }

    private static int skip(String text, int from) {
        var at = from;
        while (at < text.length() && TextCase.isSpace(text.charAt(at))) at++;
        return at;
    }

    private static int endBackwards(String text, int from) {
        var at = from;
        while (at > 0 && TextCase.isSpace(text.charAt(at - 1))) at--;
        return at;
    }
}
