package org.opsbro.evaluator;

import org.opsbro.model.Value;

/** Python's {@code **}: exact for integers, a double for a negative exponent or where one of the two is a double. */
final class Power {
    private Power() {}

    static Value of(Value base, Value exponent) {
        if (!Numbers.isNumber(base) || !Numbers.isNumber(exponent)) throw Arithmetic.refused("**", base, exponent);
        if (Numbers.isWhole(base) && Numbers.isWhole(exponent) && Numbers.whole(exponent) >= 0)
            return Value.of(whole(Numbers.whole(base), Numbers.whole(exponent)));
        return Value.of(real(Numbers.real(base), Numbers.real(exponent)));
    }

    private static long whole(long base, long exponent) {
        if (exponent == 0 || base == 1) return 1;
        if (base == 0) return 0;
        if (base == -1) return (exponent & 1) == 0 ? 1 : -1;
        if (exponent > 63) throw Numbers.overflow(base + " ** " + exponent);
        var result = 1L;
        for (var i = 0; i < exponent; i++) {
            var next = result * base;
            if (Math.multiplyHigh(result, base) != next >> 63) throw Numbers.overflow(base + " ** " + exponent);
            result = next;
        }
        return result;
    }

    private static double real(double base, double exponent) {
        if (base == 0 && exponent < 0)
            throw new EvaluationException("0 cannot be raised to the negative power " + Display.repr(exponent));
        if (base < 0 && !Double.isInfinite(base) && exponent != Math.rint(exponent))
            throw new EvaluationException("a negative number has no real power of " + Display.repr(exponent));
        // 1 to whatever power, NaN too, is 1 (C99 F.10.4.4); Java says NaN
        if (base == 1 || (base == -1 && Double.isInfinite(exponent))) return 1;
        var power = exponent == 2 ? base * base : exponent == -1 ? 1 / base : Math.pow(base, exponent);
        if (Double.isInfinite(power) && !Double.isInfinite(base) && !Double.isInfinite(exponent))
            throw new EvaluationException(
                    Display.repr(base) + " ** " + Display.repr(exponent) + " is too large for a double");
        return power;
    }
}
