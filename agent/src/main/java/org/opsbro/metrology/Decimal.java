package org.opsbro.metrology;

import java.nio.charset.StandardCharsets;

/** Numbers as bytes of ASCII, read without allocation where they have up to 15 digits; and written. */
public final class Decimal {
    private static final long EXACT = 1L << 53;
    private static final int MOST_DIGITS = 18;
    private static final int LONGEST = 400;
    private static final int MOST_EXPONENT = 10_000;
    /** Any two numbers of so many digits are two doubles. */
    private static final double FIFTEEN_DIGITS = 1e15;

    private static final int MOST_PLACES = 4;
    // powers of ten that doubles have exactly: a product or quotient of two exact numbers is rounded once, as it must
    // be (Clinger 1990)
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private Decimal() {}

    /** The number {@code -12.5e3} from one place to another; NaN where it is none or too large for a double. */
    public static double parse(byte[] bytes, int from, int to) {
        var at = from;
        var isNegative = at < to && bytes[at] == '-';
        if (at < to && (isNegative || bytes[at] == '+')) at++;
        var mantissa = 0L;
        var digits = 0;
        var exponent = 0;
        var isFraction = false;
        var begin = at;
        var seen = false;
        for (; at < to; at++) {
            var letter = bytes[at];
            if (letter == '.' && !isFraction) {
                isFraction = true;
                continue;
            }
            if (letter < '0' || letter > '9') break;
            seen = true;
            if (mantissa > 0 || letter != '0') digits++;
            if (digits <= MOST_DIGITS) mantissa = mantissa * 10 + (letter - '0');
            if (isFraction) exponent--;
        }
        if (!seen) return Double.NaN;
        if (at < to && (bytes[at] == 'e' || bytes[at] == 'E')) {
            var given = exponent(bytes, at + 1, to);
            if (given == Integer.MIN_VALUE) return Double.NaN;
            exponent += given;
            at = to;
        }
        if (at != to) return Double.NaN;
        if (digits > MOST_DIGITS || mantissa > EXACT || exponent < -22 || exponent > 22)
            return slow(bytes, begin, to, isNegative);
        var value = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
        return isNegative ? -value : value;
    }

    /** The least there is where it is no exponent. */
    private static int exponent(byte[] bytes, int from, int to) {
        var at = from;
        var isNegative = at < to && bytes[at] == '-';
        if (at < to && (isNegative || bytes[at] == '+')) at++;
        if (at == to) return Integer.MIN_VALUE;
        var value = 0;
        for (; at < to; at++) {
            if (bytes[at] < '0' || bytes[at] > '9') return Integer.MIN_VALUE;
            value = Math.min(MOST_EXPONENT, value * 10 + (bytes[at] - '0'));
        }
        return isNegative ? -value : value;
    }

    private static double slow(byte[] bytes, int from, int to, boolean isNegative) {
        if (to - from > LONGEST) return Double.NaN;
        var value = Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
        if (Double.isInfinite(value)) return Double.NaN;
        return isNegative ? -value : value;
    }

    /**
     * Appends a number as Python tells it, {@code 12.5} or {@code 12.0}: the fewest digits that make it. Only one with up to four places and 15 digits.
     *
     * @return false for any other: then nothing was appended
     */
    public static boolean append(double value, StringBuilder to) {
        if (value == 0 && 1 / value < 0) return false;
        for (var places = 0; places <= MOST_PLACES; places++) {
            var scaled = value * POWERS[places];
            if (!(Math.abs(scaled) < FIFTEEN_DIGITS)) return false;
            var whole = Math.round(scaled);
            if (whole / POWERS[places] != value) continue;
            if (whole < 0) to.append('-');
            append(Math.abs(whole), places, to);
            return true;
        }
        return false;
    }

    private static void append(long whole, int places, StringBuilder to) {
        var one = (long) POWERS[places];
        to.append(whole / one).append('.');
        if (places == 0) to.append('0');
        for (var unit = one / 10; unit > 0; unit /= 10) to.append((char) ('0' + whole / unit % 10));
    }
}
