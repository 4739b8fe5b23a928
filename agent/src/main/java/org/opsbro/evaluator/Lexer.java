package org.opsbro.evaluator;

import org.opsbro.model.Value;

/** Cuts an expression into tokens, one at a time: {@link #next} moves to the next, the other methods tell what it is. */
final class Lexer {
    /** What a token is; {@code REFERENCE} stands for the two braces that open one. */
    enum Sort {
        END,
        VALUE,
        NAME,
        SIGN,
        REFERENCE
    }

    private static final String[] SIGNS = {
        "**", "//", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+", "-", "*", "/", "%", "<", ">", "&", "|", "^",
        "~", "!", "(", ")", "[", "]", "{", "}", ",", ":", "."
    };

    private final String text;
    private Sort sort = Sort.END;
    private int start;
    private int end;
    private String word = "";
    private Value value = Value.NONE;

    Lexer(String text, int from) {
        this.text = text;
        this.end = from;
    }

    void next() {
        start = end;
        while (start < text.length() && isSpace(text.charAt(start))) start++;
        if (start == text.length()) {
            end = start;
            token(Sort.END, "");
            return;
        }
        var first = text.charAt(start);
        if (isDigit(first) || (first == '.' && start + 1 < text.length() && isDigit(text.charAt(start + 1)))) number();
        else if (first == '\'' || first == '"') quoted(start);
        else if (isLetter(first)) name();
        else if (text.startsWith("{{", start)) {
            end = start + 2;
            token(Sort.REFERENCE, "{{");
        } else sign();
    }

    /** Goes on behind a part that was read by another reader. */
    void continueAt(int offset) {
        end = offset;
    }

    boolean isSign(String sign) {
        return sort == Sort.SIGN && word.equals(sign);
    }

    boolean isName(String name) {
        return sort == Sort.NAME && word.equals(name);
    }

    Sort sort() {
        return sort;
    }

    /** The sign or the name. */
    String word() {
        return word;
    }

    /** The number or text. */
    Value value() {
        return value;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** What it is, for people. */
    String shown() {
        return sort == Sort.END ? "the end" : "\"" + text.substring(start, end) + "\"";
    }

    static boolean isLetter(char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '_';
    }

    static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }

    private static boolean isSpace(char letter) {
        return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r' || letter == '\f';
    }

    private void token(Sort found, String as) {
        sort = found;
        word = as;
    }

    private void number() {
        var number = new NumberReader(text, start);
        value = number.read();
        end = number.end();
        token(Sort.VALUE, "");
    }

    private void name() {
        end = start + 1;
        while (end < text.length() && (isLetter(text.charAt(end)) || isDigit(text.charAt(end)))) end++;
        var found = text.substring(start, end);
        if (end < text.length() && (text.charAt(end) == '\'' || text.charAt(end) == '"')) prefixed(found);
        else token(Sort.NAME, found);
    }

    private void prefixed(String prefix) {
        switch (prefix) {
            case "r", "R", "u", "U" -> quoted(end);
            case "f", "F", "fr", "rf", "b", "B", "br", "rb" ->
                throw new BadExpression(
                        "texts with the prefix " + prefix + " are not part of the language", text, start);
            default -> token(Sort.NAME, prefix);
        }
    }

    private void quoted(int quote) {
        var raw = quote > start && (text.charAt(start) == 'r' || text.charAt(start) == 'R');
        var reader = new TextReader(text, quote, raw);
        value = Value.of(reader.read());
        end = reader.end();
        token(Sort.VALUE, "");
    }

    private void sign() {
        for (var sign : SIGNS) {
            if (!text.startsWith(sign, start)) continue;
            end = start + sign.length();
            token(Sort.SIGN, sign);
            return;
        }
        throw new BadExpression(
                "the character " + Display.repr(text.substring(start, text.offsetByCodePoints(start, 1)))
                        + " has no meaning here" + (text.charAt(start) == '=' ? ": compare with ==" : ""),
                text,
                start);
    }
}
