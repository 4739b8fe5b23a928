package org.opsbro.evaluator;

import java.util.Locale;
import org.opsbro.model.Value;

/** Reads one number as Python writes them: {@code 10 0x1f 0b101 0o17 1_000 1.5 .5 1e-3}. Integers have 64 bits. */
final class NumberReader {
    private final String text;
    private final int start;
    private int at;

    NumberReader(String text, int start) {
        this.text = text;
        this.start = start;
        this.at = start;
    }

    int end() {
        return at;
    }

    Value read() {
        var value = radix() == 10 ? decimal() : whole(radix());
        if (at < text.length() && Lexer.isLetter(text.charAt(at)))
            throw wrong("want an operator between the number and \"" + text.charAt(at) + "\"", at);
        return value;
    }

    private int radix() {
        if (text.charAt(start) != '0' || start + 1 >= text.length()) return 10;
        return switch (text.charAt(start + 1)) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> 10;
        };
    }

    private Value whole(int radix) {
        at = start + 2;
        if (at < text.length() && text.charAt(at) == '_') at++;
        return integer(digits(radix), radix);
    }

    private Value decimal() {
        var whole = isAt('.') ? "" : digits(10);
        var dotted = isAt('.');
        if (dotted) {
            at++;
            if (at < text.length() && Lexer.isDigit(text.charAt(at))) digits(10);
        }
        var scaled = exponent();
        if (dotted || scaled)
            return Value.of(Double.parseDouble(text.substring(start, at).replace("_", "")));
        if (whole.length() > 1 && whole.charAt(0) == '0' && !whole.chars().allMatch(digit -> digit == '0'))
            throw wrong("an integer does not start with 0; octal is written 0o17", start);
        return integer(whole, 10);
    }

    private boolean exponent() {
        if (!isAt('e') && !isAt('E')) return false;
        var digit = at + 1;
        if (digit < text.length() && (text.charAt(digit) == '+' || text.charAt(digit) == '-')) digit++;
        if (digit >= text.length() || !Lexer.isDigit(text.charAt(digit))) return false;
        at = digit;
        digits(10);
        return true;
    }

    /** Digits with single underscores between them, which are dropped. */
    private String digits(int radix) {
        var found = new StringBuilder();
        while (at < text.length()) {
            var digit = text.charAt(at);
            if (digit == '_' && !found.isEmpty() && at + 1 < text.length() && isDigit(text.charAt(at + 1), radix)) {
                at++;
                continue;
            }
            if (!isDigit(digit, radix)) break;
            found.append(digit);
            at++;
        }
        if (found.isEmpty()) throw wrong("want digits of base " + radix, at);
        if (at < text.length() && (text.charAt(at) == '_' || Lexer.isDigit(text.charAt(at))))
            throw wrong("this is no digit of base " + radix, at);
        return found.toString();
    }

    private static boolean isDigit(char letter, int radix) {
        return letter < 128 && Character.digit(letter, radix) >= 0;
    }

    private Value integer(String digits, int radix) {
        try {
            return Value.of(Long.parseLong(digits, radix));
        } catch (NumberFormatException ignored) {
            // all digits are good, so it is too large; -9223372036854775808 is read by the parser, sign and all
            throw wrong(digits.toLowerCase(Locale.ROOT) + " does not fit in 64 bits", start);
        }
    }

    private boolean isAt(char letter) {
        return at < text.length() && text.charAt(at) == letter;
    }

    private BadExpression wrong(String reason, int offset) {
        return new BadExpression(reason, text, Math.min(offset, text.length()));
    }
}
