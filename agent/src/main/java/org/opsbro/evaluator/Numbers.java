package org.opsbro.evaluator;

import java.math.BigDecimal;
import org.opsbro.model.Value;

/** What is a number, and how two of them compare: True and False count as 1 and 0, as in Python. */
final class Numbers {
    private Numbers() {}

    static boolean isNumber(Value value) {
        return value instanceof Value.Int || value instanceof Value.Real || value instanceof Value.Bool;
    }

    static boolean isWhole(Value value) {
        return value instanceof Value.Int || value instanceof Value.Bool;
    }

    /** Of an Int or a Bool. */
    static long whole(Value value) {
        return switch (value) {
            case Value.Int number -> number.number();
            case Value.Bool bool -> bool.isTrue() ? 1 : 0;
            default -> throw new EvaluationException("want an integer, found " + Display.described(value));
        };
    }

    /** Of any number. */
    static double real(Value value) {
        return value instanceof Value.Real real ? real.number() : (double) whole(value);
    }

    /** As compareTo, exact however large; NaN compares as greater than all, so ask {@link #isNan} first. */
    static int compare(Value left, Value right) {
        if (left instanceof Value.Real x) {
            return right instanceof Value.Real y
                    ? compareReals(x.number(), y.number())
                    : -compare(whole(right), x.number());
        }
        return right instanceof Value.Real y
                ? compare(whole(left), y.number())
                : Long.compare(whole(left), whole(right));
    }

    static boolean isNan(Value value) {
        return value instanceof Value.Real real && Double.isNaN(real.number());
    }

    private static int compareReals(double left, double right) {
        return left < right ? -1 : left == right ? 0 : left > right ? 1 : Double.isNaN(left) ? 1 : -1;
    }

    private static int compare(long left, double right) {
        // up to 2^53 every integer is a double too
        if (left >= -(1L << 53) && left <= 1L << 53) return compareReals((double) left, right);
        if (Double.isNaN(right)) return -1;
        if (Double.isInfinite(right)) return right > 0 ? -1 : 1;
        return BigDecimal.valueOf(left).compareTo(new BigDecimal(right));
    }

    static EvaluationException overflow(String what) {
        return new EvaluationException(what + " does not fit in a 64-bit integer");
    }
}
