package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.model.Value;

/** Python's {@code <} and {@code <=}: numbers, texts by code point, lists and tuples part by part, sets by inclusion; nothing else has an order. */
public final class Ordering {
    private Ordering() {}

    /** @throws EvaluationException naming both types where they have no order */
    public static boolean less(Value left, Value right) {
        if (left instanceof Value.Int x && right instanceof Value.Int y) return x.number() < y.number();
        if (left instanceof Value.Real x && right instanceof Value.Real y) return x.number() < y.number();
        if (Numbers.isNumber(left) && Numbers.isNumber(right))
            return !Numbers.isNan(left) && !Numbers.isNan(right) && Numbers.compare(left, right) < 0;
        if (left instanceof Value.Text x && right instanceof Value.Text y) return compare(x.text(), y.text()) < 0;
        if (left instanceof Value.Distinct x && right instanceof Value.Distinct y)
            return x.all().size() < y.all().size() && Sets.isSubset(x, y);
        return ofParts(left, right, true);
    }

    static boolean lessOrEqual(Value left, Value right) {
        if (left instanceof Value.Int x && right instanceof Value.Int y) return x.number() <= y.number();
        if (left instanceof Value.Real x && right instanceof Value.Real y) return x.number() <= y.number();
        if (Numbers.isNumber(left) && Numbers.isNumber(right))
            return !Numbers.isNan(left) && !Numbers.isNan(right) && Numbers.compare(left, right) <= 0;
        if (left instanceof Value.Text x && right instanceof Value.Text y) return compare(x.text(), y.text()) <= 0;
        if (left instanceof Value.Distinct x && right instanceof Value.Distinct y) return Sets.isSubset(x, y);
        return ofParts(left, right, false);
    }

    /** Sorted by {@link #less}; equals keep their order. */
    public static List<Value> sorted(List<Value> all) {
        List<Value> sorted = new ArrayList<>(all);
        try {
            sorted.sort((left, right) -> less(left, right) ? -1 : less(right, left) ? 1 : 0);
        } catch (IllegalArgumentException noOrder) {
            throw new EvaluationException("these values have no order among them: " + noOrder.getMessage());
        }
        return sorted;
    }

    /** By code point: where UTF-16 differs, a pair of surrogates comes after every other character. */
    static int compare(String left, String right) {
        var shorter = Math.min(left.length(), right.length());
        for (var i = 0; i < shorter; i++) {
            var x = left.charAt(i);
            var y = right.charAt(i);
            if (x == y) continue;
            if (Character.isSurrogate(x) != Character.isSurrogate(y)) return Character.isSurrogate(x) ? 1 : -1;
            return x - y;
        }
        return left.length() - right.length();
    }

    private static boolean ofParts(Value left, Value right, boolean strict) {
        if (left instanceof Value.Items x && right instanceof Value.Items y) return ofParts(x.all(), y.all(), strict);
        if (left instanceof Value.Tuple x && right instanceof Value.Tuple y) return ofParts(x.all(), y.all(), strict);
        throw new EvaluationException(
                "cannot compare " + Display.described(left) + " with " + Display.described(right));
    }

    private static boolean ofParts(List<Value> left, List<Value> right, boolean strict) {
        var shorter = Math.min(left.size(), right.size());
        for (var i = 0; i < shorter; i++) {
            if (!Equality.same(left.get(i), right.get(i)))
                return strict ? less(left.get(i), right.get(i)) : lessOrEqual(left.get(i), right.get(i));
        }
        return strict ? left.size() < right.size() : left.size() <= right.size();
    }
}
