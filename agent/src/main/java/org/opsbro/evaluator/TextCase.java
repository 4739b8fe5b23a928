package org.opsbro.evaluator;

import java.util.Locale;
import java.util.function.IntPredicate;

/** Letters, digits, spaces and cases of texts, as Python sees them. */
final class TextCase {
    private TextCase() {}

    static String changed(String text, String method) {
        return switch (method) {
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "capitalize" -> {
                if (text.isEmpty()) yield "";
                var first = text.offsetByCodePoints(0, 1);
                yield titled(text.codePointAt(0)) + text.substring(first).toLowerCase(Locale.ROOT);
            }
            case "swapcase" -> swapped(text);
            case "title" -> title(text);
            default -> throw new IllegalArgumentException("no change of case is called " + method);
        };
    }

    static boolean is(String text, String method) {
        return switch (method) {
            case "isalnum" -> all(text, Character::isLetterOrDigit);
            case "isalpha" -> all(text, Character::isLetter);
            case "isdigit" -> all(text, Character::isDigit);
            case "isspace" -> all(text, TextCase::isSpace);
            case "islower" -> cased(text, Character::isLowerCase, Character::isUpperCase);
            case "isupper" -> cased(text, Character::isUpperCase, Character::isLowerCase);
            default -> throw new IllegalArgumentException("no question about letters is called " + method);
        };
    }

    /** Python's white space: that of Unicode, and the four separators of ASCII. */
    static boolean isSpace(int point) {
        return Character.isWhitespace(point) || point == 0x85 || Character.isSpaceChar(point);
    }

    private static boolean all(String text, IntPredicate question) {
        return !text.isEmpty() && text.codePoints().allMatch(question);
    }

    private static boolean cased(String text, IntPredicate wanted, IntPredicate refused) {
        return text.codePoints().anyMatch(wanted)
                && text.codePoints().noneMatch(point -> refused.test(point) || Character.isTitleCase(point));
    }

    private static String titled(int point) {
        return Character.toString(Character.toTitleCase(point));
    }

    private static String swapped(String text) {
        var out = new StringBuilder();
        text.codePoints().forEach(point -> {
            var one = Character.toString(point);
            if (Character.isUpperCase(point)) out.append(one.toLowerCase(Locale.ROOT));
            else if (Character.isLowerCase(point)) out.append(one.toUpperCase(Locale.ROOT));
            else out.append(one);
        });
        return out.toString();
    }

    private static String title(String text) {
        var out = new StringBuilder();
        var inWord = false;
        for (var at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
            var point = text.codePointAt(at);
            out.append(inWord ? Character.toString(Character.toLowerCase(point)) : titled(point));
            inWord = Character.isUpperCase(point) || Character.isLowerCase(point) || Character.isTitleCase(point);
        }
        return out.toString();
    }
}
