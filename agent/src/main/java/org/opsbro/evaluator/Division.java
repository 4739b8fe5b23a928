package org.opsbro.evaluator;

import java.math.BigDecimal;
import java.math.MathContext;
import org.opsbro.model.Value;

/** Python's {@code / // %}: true division, and the floored pair whose remainder has the sign of the divisor. */
final class Division {
    /** Enough digits for a quotient of two 64-bit integers to be exact, or far enough from the middle between two doubles. */
    private static final MathContext EXACT = new MathContext(80);

    private static final long EXACT_IN_DOUBLE = 1L << 53;

    private Division() {}

    static Value quotient(Value left, Value right) {
        if (!Numbers.isNumber(left) || !Numbers.isNumber(right)) throw Arithmetic.refused("/", left, right);
        checkDivisor(left, "/", right);
        if (Numbers.isWhole(left) && Numbers.isWhole(right)) {
            var x = Numbers.whole(left);
            var y = Numbers.whole(right);
            if (!isExact(x) || !isExact(y))
                return Value.of(BigDecimal.valueOf(x)
                        .divide(BigDecimal.valueOf(y), EXACT)
                        .doubleValue());
        }
        return Value.of(Numbers.real(left) / Numbers.real(right));
    }

    static Value floored(Value left, Value right) {
        if (!Numbers.isNumber(left) || !Numbers.isNumber(right)) throw Arithmetic.refused("//", left, right);
        checkDivisor(left, "//", right);
        if (Numbers.isWhole(left) && Numbers.isWhole(right)) {
            var x = Numbers.whole(left);
            var y = Numbers.whole(right);
            if (x == Long.MIN_VALUE && y == -1) throw Numbers.overflow(x + " // -1");
            return Value.of(Math.floorDiv(x, y));
        }
        return Value.of(floored(Numbers.real(left), Numbers.real(right)));
    }

    /** Numbers, or the formatting of a text. */
    static Value remainder(Value left, Value right) {
        if (left instanceof Value.Text text)
            return TextFormat.parse(text.text()).applied(right);
        if (!Numbers.isNumber(left) || !Numbers.isNumber(right)) throw Arithmetic.refused("%", left, right);
        checkDivisor(left, "%", right);
        if (Numbers.isWhole(left) && Numbers.isWhole(right))
            return Value.of(Math.floorMod(Numbers.whole(left), Numbers.whole(right)));
        return Value.of(remainder(Numbers.real(left), Numbers.real(right)));
    }

    private static boolean isExact(long number) {
        return number >= -EXACT_IN_DOUBLE && number <= EXACT_IN_DOUBLE;
    }

    private static void checkDivisor(Value left, String sign, Value right) {
        if (Numbers.real(right) == 0)
            throw new EvaluationException(
                    "division by zero: " + Display.repr(left) + " " + sign + " " + Display.repr(right));
    }

    private static double remainder(double x, double y) {
        var rest = x % y;
        if (rest == 0) return Math.copySign(0, y);
        return y < 0 == rest < 0 ? rest : rest + y;
    }

    /** Through the remainder, as CPython does, because x / y may round up to the next integer. */
    private static double floored(double x, double y) {
        var rest = x % y;
        var quotient = (x - rest) / y;
        if (rest != 0 && y < 0 != rest < 0) quotient -= 1;
        if (quotient == 0) return Math.copySign(0, x / y);
        var floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }
}
