package org.opsbro.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.opsbro.evaluator.Containers;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.model.Value;

/** What filters look at in each value: a path such as {@code address.city} or {@code 0}, or the value itself. */
record Attribute(List<Value> path) {
    /** @param named a text with dots, a position, or none for the value itself */
    static Attribute of(Value named) {
        if (named instanceof Value.None) return new Attribute(List.of());
        if (!(named instanceof Value.Text text)) return new Attribute(List.of(named));
        List<Value> path = new ArrayList<>();
        for (var part : text.text().split("\\.", -1))
            path.add(isPosition(part) ? Value.of(Long.parseLong(part)) : Value.of(part));
        return new Attribute(path);
    }

    /** Several with commas between them. */
    static List<Attribute> several(Value named) {
        if (!(named instanceof Value.Text text)) return List.of(of(named));
        List<Attribute> all = new ArrayList<>();
        for (var each : text.text().split(",", -1)) all.add(of(Value.of(each)));
        return all;
    }

    private static boolean isPosition(String part) {
        return !part.isEmpty() && part.length() < 10 && part.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }

    /** Undefined, with the reason, where the value has no such attribute. */
    Value in(Value value) {
        return in(value, Value.NONE);
    }

    /** @param otherwise instead of what is undefined, if it is not none */
    Value in(Value value, Value otherwise) {
        var here = value;
        for (var part : path) {
            if (here instanceof Value.Undefined undefined) throw new EvaluationException(undefined.display());
            var below = Containers.entry(here, part);
            if (below instanceof Value.Undefined && !(otherwise instanceof Value.None)) below = otherwise;
            else if (below instanceof Value.Undefined) below = new Value.Undefined(Containers.missing(here, part));
            here = below;
        }
        return here;
    }

    /** What is compared where the case of letters does not count. */
    static Value folded(Value value, boolean caseSensitive) {
        return !caseSensitive && value instanceof Value.Text text
                ? Value.of(text.text().toLowerCase(Locale.ROOT))
                : value;
    }
}
