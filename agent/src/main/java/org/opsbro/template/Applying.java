package org.opsbro.template;

import static org.opsbro.template.Filter.PARTS;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.opsbro.evaluator.Arguments;
import org.opsbro.evaluator.Containers;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.evaluator.Function.Purity;
import org.opsbro.evaluator.Limits;
import org.opsbro.evaluator.Scope;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;

/** Filters that apply another filter or a test, named by a text, to each value: {@code map select reject selectattr rejectattr}. */
final class Applying {
    private static final String GROUP = "list";
    private static final Argument MORE = Argument.many("arguments", Function.Type.MAYBE);

    private final Map<String, Function> filters;
    private final Map<String, Function> tests;

    /** @param filters those that map can apply; it is asked when a template is rendered */
    Applying(Map<String, Function> filters, Map<String, Function> tests) {
        this.filters = filters;
        this.tests = tests;
    }

    List<Function> all() {
        return List.of(
                new Function(
                        "map",
                        GROUP,
                        List.of(
                                PARTS,
                                MORE,
                                Argument.of("attribute", Function.Type.ANY, Value.NONE),
                                Argument.of("default", Function.Type.ANY, Value.NONE)),
                        "Each value changed by a filter, or an attribute of each.",
                        "{{ ['a', 'b']|map('upper')|join }} → AB",
                        Purity.PURE,
                        this::mapped),
                selecting(
                        "select",
                        "The values that pass a test; the true ones without a test.",
                        "{{ [1, 2]|select('odd')|list }} → [1]",
                        false,
                        true),
                selecting(
                        "reject",
                        "The values that do not pass a test.",
                        "{{ [1, 2]|reject('odd')|list }} → [2]",
                        false,
                        false),
                selecting(
                        "selectattr",
                        "The values an attribute of which passes a test.",
                        "{% for n in nodes.values()|selectattr('state', 'eq', 'alive') %}",
                        true,
                        true),
                selecting(
                        "rejectattr",
                        "The values an attribute of which does not pass a test.",
                        "{{ all|rejectattr('stale') }}",
                        true,
                        false));
    }

    private static Function selecting(
            String name, String doc, String example, Function.Body body, Argument... arguments) {
        return new Function(name, GROUP, List.of(arguments), doc, example, Purity.PURE, body);
    }

    private Function selecting(String name, String doc, String example, boolean byAttribute, boolean wanted) {
        Function.Body body = (a, scope) -> {
            var given = ((Value.Items) a.getLast()).all();
            var attribute = Attribute.of(byAttribute ? a.get(1) : Value.NONE);
            return kept(Arguments.parts(a, 0), attribute, given, wanted, scope);
        };
        return byAttribute
                ? selecting(name, doc, example, body, PARTS, Argument.of("attribute", Function.Type.ANY), MORE)
                : selecting(name, doc, example, body, PARTS, MORE);
    }

    private Value mapped(List<Value> a, Scope scope) {
        var values = Arguments.parts(a, 0);
        var given = ((Value.Items) a.get(1)).all();
        if (values.isEmpty()) return Value.Items.EMPTY;
        List<Value> mapped = new ArrayList<>(values.size());
        if (!given.isEmpty()) {
            var filter = named(given.getFirst(), filters, "filter");
            for (var value : values) mapped.add(filter.call(with(value, given), scope));
            return new Value.Items(Limits.weighed(mapped));
        }
        if (a.get(2) instanceof Value.None)
            throw new EvaluationException("map wants the name of a filter, or attribute=");
        var attribute = Attribute.of(a.get(2));
        for (var value : values) mapped.add(attribute.in(value, a.get(3)));
        return new Value.Items(mapped);
    }

    private Value kept(List<Value> values, Attribute attribute, List<Value> given, boolean wanted, Scope scope) {
        List<Value> kept = new ArrayList<>();
        if (values.isEmpty()) return Value.Items.EMPTY;
        if (given.isEmpty()) {
            for (var value : values) if (Containers.isTrue(attribute.in(value)) == wanted) kept.add(value);
            return new Value.Items(kept);
        }
        var test = named(given.getFirst(), tests, "test");
        for (var value : values)
            if (Containers.isTrue(test.call(with(attribute.in(value), given), scope)) == wanted) kept.add(value);
        return new Value.Items(kept);
    }

    private static List<Value> with(Value value, List<Value> given) {
        List<Value> all = new ArrayList<>(given);
        all.set(0, value);
        return all;
    }

    private static Function named(Value name, Map<String, Function> known, String kind) {
        if (!(name instanceof Value.Text text)) throw new EvaluationException("want the name of a " + kind);
        var found = known.get(text.text());
        if (found != null) return found;
        throw new EvaluationException(
                "there is no " + kind + " " + text.text() + Nearest.hint(text.text(), known.keySet()));
    }
}
