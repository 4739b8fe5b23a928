package org.opsbro.evaluator;

import java.util.List;
import org.opsbro.model.Value;

/** What the operators and the methods of the language answer, for functions that ask the same. */
public final class Operators {
    private Operators() {}

    public static boolean equal(Value left, Value right) {
        return Equality.same(left, right);
    }

    /** @throws EvaluationException naming both types where they have no order */
    public static boolean less(Value left, Value right) {
        return Ordering.less(left, right);
    }

    public static boolean lessOrEqual(Value left, Value right) {
        return Ordering.lessOrEqual(left, right);
    }

    /** {@code value in container}. */
    public static boolean isIn(Value value, Value container) {
        return Containers.contains(container, value);
    }

    /** {@code number % divisor}, with the sign of the divisor. */
    public static Value remainder(Value number, Value divisor) {
        return Division.remainder(number, divisor);
    }

    public static Value sum(Value left, Value right) {
        return Arithmetic.sum(left, right);
    }

    /** {@code format % arguments}. */
    public static Value formatted(String format, Value arguments) {
        return TextFormat.parse(format).applied(arguments);
    }

    /** {@code text.name(arguments)}. */
    public static Value method(String text, String name, List<Value> arguments) {
        return TextMethods.call(text, name, arguments);
    }
}
