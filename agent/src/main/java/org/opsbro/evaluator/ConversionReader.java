package org.opsbro.evaluator;

import java.util.Optional;

/** Reads one conversion of a format, from behind its percent sign: {@code (name)-05.1f}. */
final class ConversionReader {
    private final String text;
    private int at;

    ConversionReader(String text, int at) {
        this.text = text;
        this.at = at;
    }

    int end() {
        return at;
    }

    Conversion read() {
        var key = key();
        var flags = flags();
        var width = number();
        var precision = -1;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            precision = number();
        }
        while (at < text.length() && "hlL".indexOf(text.charAt(at)) >= 0) at++;
        if (at >= text.length())
            throw new EvaluationException("this format ends inside a conversion; a percent sign is written %%");
        var letter = text.charAt(at++);
        if ("diuoxXeEfFgGcrsa%".indexOf(letter) < 0)
            throw new EvaluationException("there is no conversion %" + letter + "; a percent sign is written %%");
        return new Conversion(key, flags, width, precision, letter);
    }

    private Optional<String> key() {
        if (at >= text.length() || text.charAt(at) != '(') return Optional.empty();
        var open = 0;
        for (var end = at; end < text.length(); end++) {
            if (text.charAt(end) == '(') open++;
            if (text.charAt(end) == ')' && --open == 0) {
                var key = text.substring(at + 1, end);
                at = end + 1;
                return Optional.of(key);
            }
        }
        throw new EvaluationException("the name of this conversion has no )");
    }

    private String flags() {
        var start = at;
        while (at < text.length() && "-+ #0".indexOf(text.charAt(at)) >= 0) at++;
        return text.substring(start, at);
    }

    private int number() {
        var number = 0L;
        if (at < text.length() && text.charAt(at) == '*')
            throw new EvaluationException("a width taken from the values (*) is not part of the language");
        while (at < text.length() && Lexer.isDigit(text.charAt(at))) {
            number = number * 10 + (text.charAt(at++) - '0');
            Limits.checkText(number);
        }
        return (int) number;
    }
}
