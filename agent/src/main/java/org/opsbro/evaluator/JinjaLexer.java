package org.opsbro.evaluator;

import java.util.regex.Pattern;
import org.opsbro.model.Value;

/** Cuts what stands in one tag of a template into tokens, as Jinja does; the sign that closes the tag closes it only outside of brackets. */
final class JinjaLexer {
    /** What a token is; {@code CLOSE} is the end of the tag. */
    enum Sort {
        CLOSE,
        VALUE,
        NAME,
        SIGN
    }

    private static final Pattern REAL = Pattern.compile(
            "(?:[0-9]+_)*[0-9]+(?:(?:\\.(?:[0-9]+_)*[0-9]+)?[eE][+-]?(?:[0-9]+_)*[0-9]+|\\.(?:[0-9]+_)*[0-9]+)");
    private static final Pattern WHOLE =
            Pattern.compile("0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?[0-9])*|0(?:_?0)*");

    private static final String[] SIGNS = {
        "**", "//", "==", "!=", ">=", "<=", "||", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<",
        "=", ".", ":", "|", ","
    };

    private final String text;
    private String closing = "}}";
    private int opened;
    private int brackets;
    private Sort sort = Sort.CLOSE;
    private int start;
    private int end;
    private int before;
    private String word = "";
    private Value value = Value.NONE;

    JinjaLexer(String text) {
        this.text = text;
    }

    /** Goes into a tag. */
    void open(int tag, int from, String closedBy) {
        opened = tag;
        closing = closedBy;
        brackets = 0;
        sort = Sort.CLOSE;
        end = from;
        next();
    }

    void next() {
        before = end;
        var behindDot = isSign(".");
        start = end;
        while (start < text.length() && TextCase.isSpace(text.charAt(start))) start++;
        if (start == text.length()) throw wrong("this tag has no end: want " + closing, opened);
        if (brackets == 0 && closes()) return;
        var first = text.charAt(start);
        if (Lexer.isDigit(first)) number(behindDot);
        else if (first == '\'' || first == '"') quoted();
        else if (Lexer.isLetter(first)) name();
        else sign();
    }

    private boolean closes() {
        var sign = text.charAt(start);
        var signed = sign == '-' || (sign == '+' && closing.equals("%}"));
        if (!text.startsWith(closing, start + (signed ? 1 : 0))) return false;
        end = start + closing.length() + (signed ? 1 : 0);
        token(Sort.CLOSE, signed ? text.substring(start, start + 1) : "");
        return true;
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

    /** The sign or the name; of the end of the tag its sign of white space. */
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

    /** Where the token before this one ends. */
    int before() {
        return before;
    }

    /** Whether a single {@code =} follows. */
    boolean isKeyword() {
        if (sort != Sort.NAME) return false;
        var at = end;
        while (at < text.length() && TextCase.isSpace(text.charAt(at))) at++;
        return text.startsWith("=", at) && !text.startsWith("==", at);
    }

    /** What it is, for people. */
    String shown() {
        return sort == Sort.CLOSE ? "the end of the tag" : "\"" + text.substring(start, end) + "\"";
    }

    private void token(Sort found, String as) {
        sort = found;
        word = as;
    }

    /** Behind a dot stands a position: {@code list.0.1}. */
    private void number(boolean position) {
        var real = REAL.matcher(text).region(start, text.length());
        if (!position && real.lookingAt()) {
            end = real.end();
            value = Value.of(Double.parseDouble(real.group().replace("_", "")));
        } else {
            var whole = WHOLE.matcher(text).region(start, text.length());
            if (!whole.lookingAt()) throw wrong("this is no number", start);
            end = whole.end();
            value = new NumberReader(whole.group(), 0).read();
        }
        if (end < text.length() && (Lexer.isDigit(text.charAt(end)) || Lexer.isLetter(text.charAt(end))))
            throw wrong("want an operator behind the number", end);
        token(Sort.VALUE, "");
    }

    private void quoted() {
        var reader = TextReader.ofTemplate(text, start);
        value = Value.of(reader.read());
        end = reader.end();
        token(Sort.VALUE, "");
    }

    private void name() {
        end = start + 1;
        while (end < text.length() && (Lexer.isLetter(text.charAt(end)) || Lexer.isDigit(text.charAt(end)))) end++;
        token(Sort.NAME, text.substring(start, end));
    }

    private void sign() {
        for (var sign : SIGNS) {
            if (!text.startsWith(sign, start)) continue;
            end = start + sign.length();
            if ("([{".contains(sign)) brackets++;
            if (")]}".contains(sign) && --brackets < 0)
                throw wrong("this bracket closes nothing; want " + closing + " at the end of the tag", start);
            token(Sort.SIGN, sign);
            return;
        }
        throw wrong(
                "the character " + Display.repr(text.substring(start, text.offsetByCodePoints(start, 1)))
                        + " has no meaning here",
                start);
    }

    private BadExpression wrong(String reason, int offset) {
        return new BadExpression(reason, text, offset);
    }
}
