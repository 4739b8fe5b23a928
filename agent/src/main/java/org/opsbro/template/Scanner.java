package org.opsbro.template;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opsbro.evaluator.BadExpression;

/**
 * Cuts a template into text and tags, and takes away the white space around tags: a line that holds nothing but a block or a comment leaves
 * nothing behind (trim_blocks, lstrip_blocks), {@code -} takes all white space on its side, {@code +} keeps it.
 */
final class Scanner {
    /** What begins at a tag. */
    enum Sort {
        END,
        PRINT,
        BLOCK,
        COMMENT,
        RAW
    }

    private static final Pattern RAW =
            Pattern.compile("\\{%[-+]?\\s*raw\\s*(?:-%\\}\\s*|%\\})", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern END_OF_RAW =
            Pattern.compile("\\{%([-+]?)\\s*endraw\\s*(?:\\+%\\}|-%\\}\\s*|%\\}\\n?)", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern END_OF_COMMENT =
            Pattern.compile("\\+#\\}|-#\\}\\s*|#\\}\\n?", Pattern.UNICODE_CHARACTER_CLASS);

    private final String text;
    private int at;
    private int tag;
    private Sort sort = Sort.END;

    Scanner(String text) {
        this.text = text;
    }

    /** The text up to the next tag, or the end. */
    String data() {
        var from = at;
        tag = nextTag(from);
        sort = tag == text.length() ? Sort.END : sort();
        at = tag;
        if (sort == Sort.END) return text.substring(from);
        var sign = tag + 2 < text.length() ? text.charAt(tag + 2) : ' ';
        return stripped(text.substring(from, tag), from, sign, sort != Sort.PRINT);
    }

    private int nextTag(int from) {
        for (var open = text.indexOf('{', from); open >= 0; open = text.indexOf('{', open + 1)) {
            if (open + 1 < text.length() && "{%#".indexOf(text.charAt(open + 1)) >= 0) return open;
        }
        return text.length();
    }

    private Sort sort() {
        return switch (text.charAt(tag + 1)) {
            case '{' -> Sort.PRINT;
            case '#' -> Sort.COMMENT;
            default -> raw(tag).lookingAt() ? Sort.RAW : Sort.BLOCK;
        };
    }

    Sort found() {
        return sort;
    }

    /** Where the tag begins. */
    int tag() {
        return tag;
    }

    /** The first character of the inside of the tag. */
    int inside() {
        var sign = tag + 2 < text.length() ? text.charAt(tag + 2) : ' ';
        return tag + (sign == '-' || sign == '+' ? 3 : 2);
    }

    /** Goes on behind a tag that was read by another reader. */
    void continueBehind(int end, String sign) {
        at = end;
        if (sign.equals("-")) while (at < text.length() && isSpace(text.charAt(at))) at++;
        else if (sort == Sort.BLOCK && sign.isEmpty() && at < text.length() && text.charAt(at) == '\n') at++;
    }

    void skipComment() {
        var end = END_OF_COMMENT.matcher(text);
        if (!end.find(inside())) throw new BadExpression("this comment has no end: want #}", text, tag);
        at = end.end();
    }

    /** What stands up to {@code endraw}, as it is. */
    String raw() {
        var begin = raw(tag);
        if (!begin.lookingAt()) throw new IllegalStateException("no raw block at " + tag);
        var from = begin.end();
        var end = END_OF_RAW.matcher(text);
        if (!end.find(from)) throw new BadExpression("this raw block has no end: want {% endraw %}", text, tag);
        at = end.end();
        var sign = end.group(1).isEmpty() ? ' ' : end.group(1).charAt(0);
        return stripped(text.substring(from, end.start()), from, sign, true);
    }

    private Matcher raw(int from) {
        return RAW.matcher(text).region(from, text.length());
    }

    private String stripped(String data, int from, char sign, boolean block) {
        if (sign == '-') return withoutEnd(data);
        if (sign == '+' || !block) return data;
        var line = data.lastIndexOf('\n') + 1;
        var startsLine = line > 0 || from == 0 || text.charAt(from - 1) == '\n';
        return startsLine && isBlank(data, line) ? data.substring(0, line) : data;
    }

    private static String withoutEnd(String data) {
        var end = data.length();
        while (end > 0 && isSpace(data.charAt(end - 1))) end--;
        return data.substring(0, end);
    }

    private static boolean isBlank(String data, int from) {
        for (var i = from; i < data.length(); i++) if (!isSpace(data.charAt(i))) return false;
        return true;
    }

    private static boolean isSpace(char letter) {
        return Character.isWhitespace(letter) || Character.isSpaceChar(letter) || letter == '\u0085';
    }
}
