package org.opsbro.evaluator;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Doubles as Python prints them: the shortest digits that read back the same, and the conversions {@code e f g}. */
final class RealText {
    private static final double MAX_PLAIN_WHOLE = 1e16;

    private RealText() {}

    static String repr(double number) {
        if (number == (long) number && Math.abs(number) < MAX_PLAIN_WHOLE) {
            return ((number == 0 && 1 / number < 0) ? "-0" : Long.toString((long) number)) + ".0";
        }
        if (!Double.isFinite(number)) return named(number);
        var java = Double.toString(number);
        var exponentAt = java.indexOf('E');
        // between 1e-3 and 1e7 Java writes no exponent, and the same digits
        if (exponentAt < 0) return java;
        var negative = java.charAt(0) == '-';
        var digits = java.substring(negative ? 1 : 0, exponentAt).replace(".", "");
        if (digits.length() == 2) digits = shortened(digits, java.substring(exponentAt), Math.abs(number));
        var point = Integer.parseInt(java.substring(exponentAt + 1)) + 1;
        return (negative ? "-" : "")
                + (point > -4 && point <= 16 ? plain(digits, point) : scientific(digits, point - 1));
    }

    static String named(double number) {
        return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
    }

    /** {@code %f}: so many digits behind the point, halves to the even digit of the exact value. */
    static String fixed(double number, int precision) {
        return sign(number)
                + new BigDecimal(Math.abs(number))
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toPlainString();
    }

    /** {@code %e}. */
    static String exponential(double number, int precision) {
        var rounded = new BigDecimal(Math.abs(number)).round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
        if (rounded.signum() == 0) return sign(number) + scientific("0".repeat(precision + 1), 0);
        return sign(number) + scientific(padded(rounded.unscaledValue().toString(), precision + 1), exponent(rounded));
    }

    /** {@code %g}: the shorter of both with so many digits; without zeros at the end unless they are kept. */
    static String general(double number, int precision, boolean keepZeros) {
        var digits = Math.max(1, precision);
        var rounded = new BigDecimal(Math.abs(number)).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        var exponent = rounded.signum() == 0 ? 0 : exponent(rounded);
        if (exponent < -4 || exponent >= digits) {
            var all = padded(rounded.unscaledValue().toString(), digits);
            return sign(number) + scientific(keepZeros ? all : withoutZeros(all), exponent);
        }
        var plain =
                rounded.setScale(digits - 1 - exponent, RoundingMode.HALF_EVEN).toPlainString();
        if (keepZeros) return sign(number) + (plain.indexOf('.') < 0 ? plain + "." : plain);
        return sign(number) + (plain.indexOf('.') < 0 ? plain : withoutPoint(withoutZeros(plain)));
    }

    private static String sign(double number) {
        return number < 0 || (number == 0 && 1 / number < 0) ? "-" : "";
    }

    private static int exponent(BigDecimal number) {
        return number.precision() - number.scale() - 1;
    }

    private static String padded(String digits, int count) {
        return digits.length() >= count ? digits.substring(0, count) : digits + "0".repeat(count - digits.length());
    }

    private static String withoutZeros(String digits) {
        var end = digits.length();
        while (end > 1 && digits.charAt(end - 1) == '0') end--;
        return digits.substring(0, end);
    }

    private static String withoutPoint(String number) {
        return number.endsWith(".") ? number.substring(0, number.length() - 1) : number;
    }

    /** Java always gives two digits: 4.9E-324, where 5e-324 reads back the same. */
    private static String shortened(String digits, String exponent, double number) {
        if (digits.charAt(1) == '0') return digits.substring(0, 1);
        var tenths = Integer.parseInt(digits);
        var nearest = (tenths + 5) / 10;
        return nearest < 10 && Double.parseDouble(nearest + exponent) == number ? Integer.toString(nearest) : digits;
    }

    private static String plain(String digits, int point) {
        if (point <= 0) return "0." + "0".repeat(-point) + digits;
        if (point >= digits.length()) return digits + "0".repeat(point - digits.length()) + ".0";
        return digits.substring(0, point) + "." + digits.substring(point);
    }

    private static String scientific(String digits, int exponent) {
        var mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        var power = Math.abs(exponent);
        return mantissa + (exponent < 0 ? "e-" : "e+") + (power < 10 ? "0" : "") + power;
    }
}
