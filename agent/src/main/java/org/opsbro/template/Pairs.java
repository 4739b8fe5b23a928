package org.opsbro.template;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.evaluator.Containers;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.model.Value;

/** The keys of a dictionary with their values, in its order. */
record Pairs(Value key, Value value) {
    /** Of a dictionary, or of a list of pairs. */
    static List<Pairs> of(Value value) {
        List<Pairs> pairs = new ArrayList<>();
        switch (value) {
            case Value.Dict dict -> dict.entries().forEach((key, each) -> pairs.add(new Pairs(key, each)));
            case Value.Fields fields -> fields.forEach((key, each) -> pairs.add(new Pairs(Value.of(key), each)));
            default -> {
                for (var each : Containers.parts(value)) {
                    var pair = Containers.parts(each);
                    if (pair.size() != 2) throw new EvaluationException("want pairs of a key and a value");
                    pairs.add(new Pairs(pair.getFirst(), pair.getLast()));
                }
            }
        }
        return pairs;
    }

    static boolean has(Value value) {
        return value instanceof Value.Dict || value instanceof Value.Fields;
    }

    Value tuple() {
        return new Value.Tuple(List.of(key, value));
    }
}
