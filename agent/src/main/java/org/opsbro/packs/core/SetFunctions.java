package org.opsbro.packs.core;

import static org.opsbro.evaluator.Function.Type.ANY;
import static org.opsbro.evaluator.Function.Type.NUMBER;
import static org.opsbro.evaluator.Function.Type.TEXT;
import static org.opsbro.evaluator.Function.pure;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import org.opsbro.evaluator.Arguments;
import org.opsbro.evaluator.Equality;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.evaluator.Ordering;
import org.opsbro.evaluator.Sets;
import org.opsbro.model.Value;

/** Sets, and questions about a dictionary of dictionaries such as the file systems. */
@AutoService(FunctionLibrary.class)
public final class SetFunctions implements FunctionLibrary {
    private static final String GROUP = "set";

    @Override
    public List<Function> functions() {
        return List.of(
                pure(
                        GROUP,
                        "set",
                        "The distinct values of a list.",
                        "set([1, 1]) → {1}",
                        a -> set(a, 0),
                        Argument.of("values", ANY, Value.Items.EMPTY)),
                pure(
                        GROUP,
                        "set_union",
                        "The values that are in one of the lists.",
                        "len(set_union([1], [2])) → 2",
                        a -> Sets.union(set(a, 0), set(a, 1)),
                        Argument.of("left", ANY),
                        Argument.of("right", ANY)),
                pure(
                        GROUP,
                        "set_intersection",
                        "The values that are in both lists.",
                        "set_intersection([1, 2], [2]) → {2}",
                        a -> Sets.intersection(set(a, 0), set(a, 1)),
                        Argument.of("left", ANY),
                        Argument.of("right", ANY)),
                pure(
                        GROUP,
                        "set_difference",
                        "The values of the first list that are not in the second.",
                        "set_difference([1, 2], [2]) → {1}",
                        a -> Sets.difference(set(a, 0), set(a, 1)),
                        Argument.of("left", ANY),
                        Argument.of("right", ANY)),
                pure(
                        GROUP,
                        "name_of_max",
                        "In a dictionary of dictionaries: the name whose value under the key is largest; those without it are left out.",
                        "name_of_max({'a': {'n': 1}, 'b': {'n': 2}}, 'n') → 'b'",
                        SetFunctions::nameOfMax,
                        Argument.of("all", ANY),
                        Argument.of("key", TEXT)),
                pure(
                        GROUP,
                        "names_over",
                        "In a dictionary of dictionaries: the names whose value under the key is at least so large, in order.",
                        "names_over({'a': {'n': 1}, 'b': {'n': 2}}, 'n', 2) → ['b']",
                        SetFunctions::namesOver,
                        Argument.of("all", ANY),
                        Argument.of("key", TEXT),
                        Argument.of("limit", NUMBER)),
                pure(
                        GROUP,
                        "names_with",
                        "In a dictionary of dictionaries: the names that have this value under the key, in order.",
                        "names_with({'a': {'s': 'up'}, 'b': {'s': 'down'}}, 's', 'down') → ['b']",
                        SetFunctions::namesWith,
                        Argument.of("all", ANY),
                        Argument.of("key", TEXT),
                        Argument.of("value", ANY)));
    }

    private static Value.Distinct set(List<Value> arguments, int which) {
        return Sets.of(Arguments.parts(arguments, which));
    }

    private record Named(String name, Value value) {}

    private static List<Named> under(List<Value> arguments) {
        var key = Arguments.text(arguments, 1);
        List<Named> found = new ArrayList<>();
        switch (arguments.getFirst()) {
            case Value.Fields all -> all.forEach((name, each) -> add(found, name, each, key));
            case Value.Dict all -> all.entries().forEach((name, each) -> add(found, name.display(), each, key));
            default ->
                throw new EvaluationException("want a dictionary of dictionaries, found "
                        + arguments.getFirst().display());
        }
        return found;
    }

    private static void add(List<Named> found, String name, Value each, String key) {
        var value = switch (each) {
            case Value.Fields fields -> fields.get(key);
            case Value.Dict dict -> dict.entries().getOrDefault(Value.of(key), Value.UNDEFINED);
            default -> Value.UNDEFINED;
        };
        if (!(value instanceof Value.Undefined)) found.add(new Named(name, value));
    }

    private static Value nameOfMax(List<Value> arguments) {
        var found = under(arguments);
        if (found.isEmpty())
            throw new EvaluationException("name_of_max() found nothing with the key " + Arguments.text(arguments, 1));
        var best = found.getFirst();
        for (var each : found) if (Ordering.less(best.value(), each.value())) best = each;
        return Value.of(best.name());
    }

    private static Value namesWith(List<Value> arguments) {
        return Value.texts(under(arguments).stream()
                .filter(each -> Equality.same(each.value(), arguments.get(2)))
                .map(Named::name)
                .sorted()
                .toList());
    }

    private static Value namesOver(List<Value> arguments) {
        return Value.texts(under(arguments).stream()
                .filter(each -> !Ordering.less(each.value(), arguments.get(2)))
                .map(Named::name)
                .sorted()
                .toList());
    }
}
