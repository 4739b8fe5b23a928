package org.opsbro.evaluator;

/** Reads one text in single, double or triple quotes, with Python's escapes; an escape that Python does not know stays as it is. */
final class TextReader {
    private final String text;
    private final int start;
    private final boolean raw;
    /** Whether a text in single or double quotes may go on over several lines, and three quotes mean nothing: Jinja's manner. */
    private final boolean lines;

    private final StringBuilder read = new StringBuilder();
    private int at;

    TextReader(String text, int quote, boolean raw) {
        this(text, quote, raw, false);
    }

    private TextReader(String text, int quote, boolean raw, boolean lines) {
        this.text = text;
        this.lines = lines;
        this.start = quote;
        this.at = quote;
        this.raw = raw;
    }

    static TextReader ofTemplate(String text, int quote) {
        return new TextReader(text, quote, false, true);
    }

    int end() {
        return at;
    }

    String read() {
        var one = text.substring(start, start + 1);
        var triple = !lines && text.startsWith(one.repeat(3), start);
        var quote = triple ? one.repeat(3) : one;
        at += quote.length();
        while (!text.startsWith(quote, at)) {
            if (at >= text.length()) throw wrong("this text has no end: want " + quote, start);
            var letter = text.charAt(at);
            if (letter == '\n' && !triple && !lines)
                throw wrong("this text has no end on its line: want " + quote, start);
            at++;
            if (letter == '\\') backslash();
            else read.append(letter);
        }
        at += quote.length();
        return read.toString();
    }

    private void backslash() {
        if (at >= text.length()) throw wrong("this text has no end", start);
        var letter = text.charAt(at++);
        if (raw) {
            read.append('\\').append(letter);
            return;
        }
        switch (letter) {
            case 'n' -> read.append('\n');
            case 't' -> read.append('\t');
            case 'r' -> read.append('\r');
            case 'a' -> read.append('\u0007');
            case 'b' -> read.append('\b');
            case 'f' -> read.append('\f');
            case 'v' -> read.append('\u000b');
            case '\\', '\'', '"' -> read.append(letter);
            case '\n' -> {}
            case 'x' -> code(2);
            case 'u' -> code(4);
            case 'U' -> code(8);
            case 'N' ->
                throw wrong("\\N{...} is not part of the language: write the character, or \\u and its code", at - 2);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal();
            default -> read.append('\\').append(letter);
        }
    }

    private void octal() {
        var code = 0;
        var from = at - 1;
        for (at = from; at < from + 3 && at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '7'; at++)
            code = code * 8 + (text.charAt(at) - '0');
        read.append((char) code);
    }

    private void code(int digits) {
        var code = 0L;
        for (var i = 0; i < digits; i++) {
            var digit = at + i < text.length() ? Character.digit(text.charAt(at + i), 16) : -1;
            if (digit < 0 || text.charAt(at + i) > 'f')
                throw wrong("this escape wants " + digits + " hexadecimal digits", at - 2);
            code = code * 16 + digit;
        }
        if (code > Character.MAX_CODE_POINT) throw wrong("there is no character of this code", at - 2);
        at += digits;
        read.appendCodePoint((int) code);
    }

    private BadExpression wrong(String reason, int offset) {
        return new BadExpression(reason, text, Math.min(offset, text.length()));
    }
}
