package org.opsbro.detection.parse;

import org.opsbro.model.Value;

/** Text as the value it writes: numbers become numbers, also with a percent sign behind; all else stays text. */
final class Typed {
    private Typed() {}

    /** A number has no leading zeros, as in JSON, so that {@code 0644} and {@code 007} stay what they are. */
    static Value of(String text) {
        var number = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
        return looksLikeANumber(number) ? number(number, text) : Value.of(text);
    }

    private static Value number(String number, String text) {
        try {
            if (number.chars().allMatch(letter -> letter == '-' || letter == '+' || Character.isDigit(letter)))
                return Value.of(Long.parseLong(number));
        } catch (NumberFormatException tooLong) {
            return Value.of(Double.parseDouble(number));
        }
        var real = Double.parseDouble(number);
        return Double.isFinite(real) ? Value.of(real) : Value.of(text);
    }

    /** {@code [+-] digits [. digits] [e [+-] digits]}, checked by hand because a regular expression per cell is slow. */
    private static boolean looksLikeANumber(String text) {
        var at = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
        var whole = digits(text, at);
        if (whole == at || (whole - at > 1 && text.charAt(at) == '0')) return false;
        at = whole;
        if (at < text.length() && text.charAt(at) == '.') {
            var fraction = digits(text, at + 1);
            if (fraction == at + 1) return false;
            at = fraction;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) at++;
            var exponent = digits(text, at);
            if (exponent == at || exponent - at > 4) return false;
            at = exponent;
        }
        return at == text.length();
    }

    private static int digits(String text, int from) {
        var at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') at++;
        return at;
    }
}
