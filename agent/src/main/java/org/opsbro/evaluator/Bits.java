package org.opsbro.evaluator;

import org.opsbro.model.Value;

/** Python's {@code & | ^ ~ << >>} on integers and booleans, and their meaning for sets and dictionaries. */
final class Bits {
    private Bits() {}

    static Value and(Value left, Value right) {
        if (left instanceof Value.Bool x && right instanceof Value.Bool y) return Value.of(x.isTrue() && y.isTrue());
        if (bothWhole(left, right)) return Value.of(Numbers.whole(left) & Numbers.whole(right));
        if (left instanceof Value.Distinct x && right instanceof Value.Distinct y) return Sets.intersection(x, y);
        throw Arithmetic.refused("&", left, right);
    }

    static Value or(Value left, Value right) {
        if (left instanceof Value.Bool x && right instanceof Value.Bool y) return Value.of(x.isTrue() || y.isTrue());
        if (bothWhole(left, right)) return Value.of(Numbers.whole(left) | Numbers.whole(right));
        if (left instanceof Value.Distinct x && right instanceof Value.Distinct y) return Sets.union(x, y);
        if (Dictionaries.isOne(left) && Dictionaries.isOne(right)) return Dictionaries.merged(left, right);
        throw Arithmetic.refused("|", left, right);
    }

    static Value xor(Value left, Value right) {
        if (left instanceof Value.Bool x && right instanceof Value.Bool y) return Value.of(x.isTrue() != y.isTrue());
        if (bothWhole(left, right)) return Value.of(Numbers.whole(left) ^ Numbers.whole(right));
        if (left instanceof Value.Distinct x && right instanceof Value.Distinct y)
            return Sets.union(Sets.difference(x, y), Sets.difference(y, x));
        throw Arithmetic.refused("^", left, right);
    }

    static Value inverted(Value operand) {
        if (!Numbers.isWhole(operand)) throw Arithmetic.refused("~", operand);
        return Value.of(~Numbers.whole(operand));
    }

    static Value shiftedLeft(Value left, Value right) {
        checkShift("<<", left, right);
        var number = Numbers.whole(left);
        var places = Numbers.whole(right);
        if (number == 0) return Value.of(0);
        if (places > 63 || number << places >> places != number) throw Numbers.overflow(number + " << " + places);
        return Value.of(number << places);
    }

    static Value shiftedRight(Value left, Value right) {
        checkShift(">>", left, right);
        return Value.of(Numbers.whole(left) >> Math.min(63, Numbers.whole(right)));
    }

    private static void checkShift(String sign, Value left, Value right) {
        if (!bothWhole(left, right)) throw Arithmetic.refused(sign, left, right);
        if (Numbers.whole(right) < 0)
            throw new EvaluationException("cannot shift by " + Numbers.whole(right) + ", a negative number");
    }

    private static boolean bothWhole(Value left, Value right) {
        return Numbers.isWhole(left) && Numbers.isWhole(right);
    }
}
