package org.opsbro.evaluator;

import org.opsbro.model.Value;

/** Python's {@code + - *} and the signs: exact in 64 bits, or in doubles as soon as one of the two is one. */
final class Arithmetic {
    private Arithmetic() {}

    static Value sum(Value left, Value right) {
        if (left instanceof Value.Int x && right instanceof Value.Int y) return wholeSum(x.number(), y.number());
        if (left instanceof Value.Real x && right instanceof Value.Real y) return Value.of(x.number() + y.number());
        if (Numbers.isNumber(left) && Numbers.isNumber(right))
            return Numbers.isWhole(left) && Numbers.isWhole(right)
                    ? wholeSum(Numbers.whole(left), Numbers.whole(right))
                    : Value.of(Numbers.real(left) + Numbers.real(right));
        if (left instanceof Value.Text x && right instanceof Value.Text y) return Limits.text(x.text(), y.text());
        if (left instanceof Value.Items x && right instanceof Value.Items y)
            return new Value.Items(Limits.joined(x.all(), y.all()));
        if (left instanceof Value.Tuple x && right instanceof Value.Tuple y)
            return new Value.Tuple(Limits.joined(x.all(), y.all()));
        throw refused("+", left, right);
    }

    static Value difference(Value left, Value right) {
        if (left instanceof Value.Int x && right instanceof Value.Int y) return wholeDifference(x.number(), y.number());
        if (left instanceof Value.Real x && right instanceof Value.Real y) return Value.of(x.number() - y.number());
        if (Numbers.isNumber(left) && Numbers.isNumber(right))
            return Numbers.isWhole(left) && Numbers.isWhole(right)
                    ? wholeDifference(Numbers.whole(left), Numbers.whole(right))
                    : Value.of(Numbers.real(left) - Numbers.real(right));
        if (left instanceof Value.Distinct x && right instanceof Value.Distinct y) return Sets.difference(x, y);
        throw refused("-", left, right);
    }

    static Value product(Value left, Value right) {
        if (left instanceof Value.Int x && right instanceof Value.Int y) return wholeProduct(x.number(), y.number());
        if (left instanceof Value.Real x && right instanceof Value.Real y) return Value.of(x.number() * y.number());
        if (Numbers.isNumber(left) && Numbers.isNumber(right))
            return Numbers.isWhole(left) && Numbers.isWhole(right)
                    ? wholeProduct(Numbers.whole(left), Numbers.whole(right))
                    : Value.of(Numbers.real(left) * Numbers.real(right));
        if (Numbers.isWhole(right)) return repeated(left, Numbers.whole(right), right);
        if (Numbers.isWhole(left)) return repeated(right, Numbers.whole(left), left);
        throw refused("*", left, right);
    }

    static Value negated(Value operand) {
        if (operand instanceof Value.Real real) return Value.of(-real.number());
        if (!Numbers.isWhole(operand)) throw refused("-", operand);
        var number = Numbers.whole(operand);
        if (number == Long.MIN_VALUE) throw Numbers.overflow("-(" + number + ")");
        return Value.of(-number);
    }

    static Value plus(Value operand) {
        if (operand instanceof Value.Real) return operand;
        if (!Numbers.isWhole(operand)) throw refused("+", operand);
        return Value.of(Numbers.whole(operand));
    }

    static EvaluationException refused(String sign, Value left, Value right) {
        return new EvaluationException(
                "cannot do " + Display.described(left) + " " + sign + " " + Display.described(right));
    }

    static EvaluationException refused(String sign, Value operand) {
        return new EvaluationException("cannot do " + sign + " of " + Display.described(operand));
    }

    private static Value wholeSum(long left, long right) {
        var sum = left + right;
        if (((left ^ sum) & (right ^ sum)) < 0) throw Numbers.overflow(left + " + " + right);
        return Value.of(sum);
    }

    private static Value wholeDifference(long left, long right) {
        var difference = left - right;
        if (((left ^ right) & (left ^ difference)) < 0) throw Numbers.overflow(left + " - " + right);
        return Value.of(difference);
    }

    private static Value wholeProduct(long left, long right) {
        var high = Math.multiplyHigh(left, right);
        var low = left * right;
        if (high != low >> 63) throw Numbers.overflow(left + " * " + right);
        return Value.of(low);
    }

    private static Value repeated(Value sequence, long times, Value count) {
        return switch (sequence) {
            case Value.Text text -> Limits.repeated(text.text(), times);
            case Value.Items items -> new Value.Items(Limits.repeated(items.all(), times));
            case Value.Tuple tuple -> new Value.Tuple(Limits.repeated(tuple.all(), times));
            default -> throw refused("*", sequence, count);
        };
    }
}
