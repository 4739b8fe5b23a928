package org.opsbro.template;

import static org.opsbro.template.Filter.MAYBE;
import static org.opsbro.template.Filter.PARTS;
import static org.opsbro.template.Filter.optional;

import java.util.List;
import org.opsbro.evaluator.Containers;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.model.Value;

/** Filters of any value. */
final class ValueFilters {
    private static final String GROUP = "value";

    private ValueFilters() {}

    static List<Function> all() {
        var otherwise = Filter.of(
                GROUP,
                "default",
                "The value, or the other one where it is undefined; with true also where it is empty, zero or none.",
                "{{ missing|default('web') }} → web",
                MAYBE,
                a -> otherwise(a.get(0), a.get(1), Containers.isTrue(a.get(2))),
                optional("default_value", Function.Type.MAYBE, Value.of("")),
                optional("boolean", Function.Type.ANY, Value.FALSE));
        var length = Filter.of(
                GROUP,
                "length",
                "How many values, keys or characters there are.",
                "{{ [1, 2]|length }} → 2",
                PARTS,
                a -> Value.of(Containers.length(a.getFirst())));
        return List.of(otherwise, Filter.alias("d", otherwise), length, Filter.alias("count", length));
    }

    private static Value otherwise(Value value, Value other, boolean alsoEmpty) {
        if (value instanceof Value.Undefined) return other;
        return alsoEmpty && !Containers.isTrue(value) ? other : value;
    }

    static Argument none(String name) {
        return optional(name, Function.Type.ANY, Value.NONE);
    }
}
