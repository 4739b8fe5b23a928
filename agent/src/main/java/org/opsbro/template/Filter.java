package org.opsbro.template;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.evaluator.Function.Purity;
import org.opsbro.model.Value;

/** Declares filters and tests: functions whose first argument is the value before the bar. */
final class Filter {
    static final Argument VALUE = Argument.of("value", Function.Type.ANY);
    static final Argument MAYBE = Argument.of("value", Function.Type.MAYBE);
    static final Argument PARTS = Argument.of("value", Function.Type.PARTS);
    static final Argument TEXT = Argument.of("value", Function.Type.TEXT);
    static final Argument NUMBER = Argument.of("value", Function.Type.NUMBER);

    private Filter() {}

    /** @param group as {@code evaluator list} shows it */
    static Function of(
            String group,
            String name,
            String doc,
            String example,
            Argument value,
            Function.Pure body,
            Argument... more) {
        return withScope(group, name, doc, example, value, (values, scope) -> body.apply(values), more);
    }

    static Function withScope(
            String group,
            String name,
            String doc,
            String example,
            Argument value,
            Function.Body body,
            Argument... more) {
        List<Argument> arguments = new ArrayList<>(List.of(value));
        arguments.addAll(List.of(more));
        return new Function(name, group, arguments, doc, example, Purity.PURE, body);
    }

    /** The same under another name. */
    static Function alias(String name, Function of) {
        return new Function(
                name,
                of.group(),
                of.arguments(),
                "Another name of " + of.name() + ".",
                of.example(),
                of.purity(),
                of.body());
    }

    static Argument optional(String name, Function.Type type, Value fallback) {
        return Argument.of(name, type, fallback);
    }
}
