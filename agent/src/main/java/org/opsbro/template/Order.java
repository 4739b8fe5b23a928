package org.opsbro.template;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Operators;
import org.opsbro.model.Value;

/** Things in the order of a value that each has. */
final class Order {
    private Order() {}

    private record Keyed<T>(T thing, Value key) {}

    /** Those with equal keys stay in their order, also where the largest comes first. */
    static <T> List<T> sorted(List<T> all, Function<T, Value> key, boolean largestFirst) {
        List<Keyed<T>> keyed = new ArrayList<>(all.size());
        for (var each : all) keyed.add(new Keyed<>(each, key.apply(each)));
        try {
            keyed.sort((left, right) ->
                    largestFirst ? compare(right.key(), left.key()) : compare(left.key(), right.key()));
        } catch (IllegalArgumentException noOrder) {
            throw new EvaluationException("these values have no order among them: " + noOrder.getMessage());
        }
        List<T> sorted = new ArrayList<>(all.size());
        for (var each : keyed) sorted.add(each.thing());
        return sorted;
    }

    private static int compare(Value left, Value right) {
        return Operators.less(left, right) ? -1 : Operators.less(right, left) ? 1 : 0;
    }
}
