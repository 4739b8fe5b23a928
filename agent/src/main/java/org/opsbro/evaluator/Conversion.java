package org.opsbro.evaluator;

import java.util.Locale;
import java.util.Optional;
import org.opsbro.model.Value;

/**
 * One {@code %} conversion.
 *
 * @param key of {@code %(key)s}
 * @param flags among {@code - + space # 0}
 * @param precision -1 without one
 */
record Conversion(Optional<String> key, String flags, int width, int precision, char letter) {
    void write(Value value, StringBuilder out) {
        switch (letter) {
            case 's' -> pad(cut(Display.str(value)), out);
            case 'r' -> pad(cut(Display.repr(value)), out);
            case 'a' -> pad(cut(ascii(Display.repr(value))), out);
            case 'c' -> pad(character(value), out);
            case 'd', 'i', 'u' -> padNumber(wholeDigits(Long.toString(truncated(value))), out);
            case 'x' -> padNumber(wholeDigits(radix(value, 16, "0x")), out);
            case 'X' -> padNumber(wholeDigits(radix(value, 16, "0x").toUpperCase(Locale.ROOT)), out);
            case 'o' -> padNumber(wholeDigits(radix(value, 8, "0o")), out);
            default -> padNumber(real(value), out);
        }
    }

    private String cut(String text) {
        if (precision < 0 || text.codePointCount(0, text.length()) <= precision) return text;
        return text.substring(0, text.offsetByCodePoints(0, precision));
    }

    private static String ascii(String text) {
        var out = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (point < 128) out.append((char) point);
            else if (point < 0x100) out.append(String.format(Locale.ROOT, "\\x%02x", point));
            else if (point < 0x10000) out.append(String.format(Locale.ROOT, "\\u%04x", point));
            else out.append(String.format(Locale.ROOT, "\\U%08x", point));
        });
        return out.toString();
    }

    private String character(Value value) {
        if (value instanceof Value.Text text && Containers.length(text) == 1) return text.text();
        if (Numbers.isWhole(value) && Numbers.whole(value) >= 0 && Numbers.whole(value) <= Character.MAX_CODE_POINT)
            return Character.toString((int) Numbers.whole(value));
        throw wrong("one character or its code", value);
    }

    private long truncated(Value value) {
        if (Numbers.isWhole(value)) return Numbers.whole(value);
        if (!(value instanceof Value.Real real)) throw wrong("a number", value);
        if (!(Math.abs(real.number()) < 0x1p63)) throw Numbers.overflow(Display.repr(value));
        return (long) real.number();
    }

    private String radix(Value value, int radix, String prefix) {
        if (!Numbers.isWhole(value)) throw wrong("an integer", value);
        var number = Numbers.whole(value);
        var digits = Long.toString(number, radix);
        if (!has('#')) return digits;
        return number < 0 ? "-" + prefix + digits.substring(1) : prefix + digits;
    }

    /** The precision of an integer is its least number of digits. */
    private String wholeDigits(String number) {
        var start = number.startsWith("-") ? 1 : 0;
        if (has('#') && number.length() > start + 1 && Character.isLetter(number.charAt(start + 1))) start += 2;
        var missing = precision - (number.length() - start);
        return missing <= 0 ? number : number.substring(0, start) + "0".repeat(missing) + number.substring(start);
    }

    private String real(Value value) {
        if (!Numbers.isNumber(value)) throw wrong("a number", value);
        var number = Numbers.real(value);
        var digits = precision < 0 ? 6 : precision;
        if (!Double.isFinite(number)) return cased(RealText.named(number));
        var text = switch (letter) {
            case 'e', 'E' -> RealText.exponential(number, digits);
            case 'f', 'F' -> RealText.fixed(number, digits);
            default -> RealText.general(number, digits, has('#'));
        };
        if (has('#') && digits == 0 && text.indexOf('.') < 0) text = withPoint(text);
        return cased(text);
    }

    private static String withPoint(String number) {
        var exponent = number.indexOf('e');
        return exponent < 0 ? number + "." : number.substring(0, exponent) + "." + number.substring(exponent);
    }

    private String cased(String number) {
        return Character.isUpperCase(letter) ? number.toUpperCase(Locale.ROOT) : number;
    }

    private boolean has(char flag) {
        return flags.indexOf(flag) >= 0;
    }

    private void pad(String text, StringBuilder out) {
        var missing = width - text.codePointCount(0, text.length());
        if (missing > 0 && !has('-')) out.repeat(' ', missing);
        out.append(text);
        if (missing > 0 && has('-')) out.repeat(' ', missing);
    }

    private void padNumber(String number, StringBuilder out) {
        var signed = number.startsWith("-") ? number : has('+') ? "+" + number : has(' ') ? " " + number : number;
        var missing = width - signed.length();
        if (missing <= 0 || has('-') || !has('0')) {
            pad(signed, out);
            return;
        }
        var head = signed.length() - number.length() + (number.startsWith("-") ? 1 : 0);
        if (has('#') && "xXo".indexOf(letter) >= 0) head += 2;
        out.append(signed, 0, head).repeat('0', missing).append(signed, head, signed.length());
    }

    private EvaluationException wrong(String wanted, Value value) {
        return new EvaluationException("%" + letter + " wants " + wanted + ", found " + Display.described(value));
    }
}
