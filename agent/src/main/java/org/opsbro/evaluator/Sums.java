package org.opsbro.evaluator;

import java.util.List;
import org.opsbro.model.Value;

/** What Python makes of one number or many. */
public final class Sums {
    private Sums() {}

    public static Value abs(Value number) {
        if (number instanceof Value.Real real) return Value.of(Math.abs(real.number()));
        return Numbers.whole(number) < 0 ? Arithmetic.negated(number) : Value.of(Numbers.whole(number));
    }

    /** 0 of nothing. */
    public static Value sum(List<Value> all) {
        var sum = Value.of(0);
        for (var each : all) {
            if (!Numbers.isNumber(each))
                throw new EvaluationException("sum() wants numbers, found " + Display.described(each));
            sum = Arithmetic.sum(sum, each);
        }
        return sum;
    }

    public static Value mean(List<Value> all) {
        if (all.isEmpty()) throw new EvaluationException("avg() of nothing: the list is empty");
        return Value.of(Numbers.real(sum(all)) / all.size());
    }
}
