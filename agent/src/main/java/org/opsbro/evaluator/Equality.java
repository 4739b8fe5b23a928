package org.opsbro.evaluator;

import java.util.List;
import org.opsbro.model.Value;

/** Python's {@code ==}: numbers across their types, texts, and containers of one kind part by part; what has different kinds differs. */
public final class Equality {
    private Equality() {}

    public static boolean same(Value left, Value right) {
        return switch (left) {
            case Value.Text x -> right instanceof Value.Text y && x.text().equals(y.text());
            case Value.Int x -> right instanceof Value.Int y ? x.number() == y.number() : sameNumber(x, right);
            case Value.Real x -> right instanceof Value.Real y ? x.number() == y.number() : sameNumber(x, right);
            case Value.Bool x -> right instanceof Value.Bool y ? x.isTrue() == y.isTrue() : sameNumber(x, right);
            case Value.None none -> right instanceof Value.None;
            case Value.Items x -> right instanceof Value.Items y && same(x.all(), y.all());
            case Value.Tuple x -> right instanceof Value.Tuple y && same(x.all(), y.all());
            case Value.Distinct x ->
                right instanceof Value.Distinct y && x.all().size() == y.all().size() && Sets.isSubset(x, y);
            case Value.Dict x -> Dictionaries.isOne(right) && Dictionaries.same(x, right);
            case Value.Fields x -> Dictionaries.isOne(right) && Dictionaries.same(x, right);
            case Value.Undefined undefined -> right instanceof Value.Undefined;
        };
    }

    private static boolean sameNumber(Value left, Value right) {
        return Numbers.isNumber(right)
                && !Numbers.isNan(left)
                && !Numbers.isNan(right)
                && Numbers.compare(left, right) == 0;
    }

    private static boolean same(List<Value> left, List<Value> right) {
        if (left.size() != right.size()) return false;
        for (var i = 0; i < left.size(); i++) if (!same(left.get(i), right.get(i))) return false;
        return true;
    }
}
