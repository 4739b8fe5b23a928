package org.opsbro.template;

import java.util.List;
import java.util.Optional;
import org.opsbro.evaluator.Part;
import org.opsbro.model.Value;

/**
 * That a template includes or imports another.
 *
 * @param names of those it may be, the first that is there; empty where they are known only when it is rendered
 * @param optional whether it may do without
 * @param offset where it says so
 */
record Inclusion(List<String> names, boolean optional, int offset) {
    static Inclusion of(Part names, boolean optional) {
        var known = switch (names.constant()) {
            case Value.Text one -> List.of(one.text());
            case Value.Items items -> texts(items.all());
            case Value.Tuple tuple -> texts(tuple.all());
            default -> List.<String>of();
        };
        return new Inclusion(known, optional, names.offset());
    }

    private static List<String> texts(List<Value> all) {
        return all.stream().map(Value::display).toList();
    }

    /** Why it cannot be satisfied, as far as that is known beforehand. */
    Optional<String> problem(Templates pack) {
        if (optional || names.isEmpty() || names.stream().anyMatch(pack.names()::contains)) return Optional.empty();
        return Optional.of(pack.missing(names));
    }
}
