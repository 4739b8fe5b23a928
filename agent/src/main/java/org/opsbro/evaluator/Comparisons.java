package org.opsbro.evaluator;

import org.opsbro.model.Value;

/** What the operators of the language answer, for functions that ask the same. */
public final class Comparisons {
    private Comparisons() {}

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

    /** {@code text.islower()} and its like. */
    public static boolean asks(String text, String method) {
        return TextCase.is(text, method);
    }
}
