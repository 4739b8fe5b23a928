package org.opsbro.packs.core;

import static org.opsbro.evaluator.Function.Type.ANY;
import static org.opsbro.evaluator.Function.Type.BAG;
import static org.opsbro.evaluator.Function.Type.MAYBE;
import static org.opsbro.evaluator.Function.Type.NUMBER;
import static org.opsbro.evaluator.Function.pure;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.opsbro.evaluator.Arguments;
import org.opsbro.evaluator.Containers;
import org.opsbro.evaluator.Conversions;
import org.opsbro.evaluator.Display;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.evaluator.Ordering;
import org.opsbro.evaluator.Sums;
import org.opsbro.model.Value;

/** Numbers, lists and what may be undefined: the words of Python, with its results. */
@AutoService(FunctionLibrary.class)
public final class BasicFunctions implements FunctionLibrary {
    private static final String GROUP = "basic";

    @Override
    public List<Function> functions() {
        return List.of(
                pure(
                        GROUP,
                        "abs",
                        "The number without its sign.",
                        "abs(-3) → 3",
                        a -> Sums.abs(a.getFirst()),
                        Argument.of("number", NUMBER)),
                pure(
                        GROUP,
                        "min",
                        "The smallest value of a list, or of the arguments.",
                        "min([3, 1, 2]) → 1",
                        a -> extreme("min", a, false),
                        Argument.of("values", BAG),
                        Argument.many("more", ANY)),
                pure(
                        GROUP,
                        "max",
                        "The largest value of a list, or of the arguments.",
                        "max([3, 1, 2]) → 3",
                        a -> extreme("max", a, true),
                        Argument.of("values", BAG),
                        Argument.many("more", ANY)),
                pure(
                        GROUP,
                        "sum",
                        "The sum of the numbers of a list.",
                        "sum([1, 2, 3]) → 6",
                        a -> Sums.sum(Arguments.parts(a, 0)),
                        Argument.of("values", ANY)),
                pure(
                        GROUP,
                        "avg",
                        "The mean of the numbers of a list; an empty list has none.",
                        "avg([1, 2]) → 1.5",
                        a -> Sums.mean(Arguments.parts(a, 0)),
                        Argument.of("values", ANY)),
                pure(
                        GROUP,
                        "sorted",
                        "The values of a list, smallest first.",
                        "sorted([3, 1]) → [1, 3]",
                        a -> new Value.Items(Ordering.sorted(Arguments.parts(a, 0))),
                        Argument.of("values", BAG)),
                pure(
                        GROUP,
                        "reverse",
                        "The values of a list, last first.",
                        "reverse([1, 2]) → [2, 1]",
                        a -> reversed(Arguments.parts(a, 0)),
                        Argument.of("values", ANY)),
                pure(
                        GROUP,
                        "len",
                        "How many characters, values or keys there are.",
                        "len('abc') → 3",
                        a -> Value.of(Containers.length(a.getFirst())),
                        Argument.of("value", BAG)),
                pure(
                        GROUP,
                        "any",
                        "Whether one value of a list is true.",
                        "any([0, 1]) → True",
                        a -> Value.of(Arguments.parts(a, 0).stream().anyMatch(Containers::isTrue)),
                        Argument.of("values", BAG)),
                pure(
                        GROUP,
                        "all",
                        "Whether all values of a list are true.",
                        "all([0, 1]) → False",
                        a -> Value.of(Arguments.parts(a, 0).stream().allMatch(Containers::isTrue)),
                        Argument.of("values", BAG)),
                pure(
                        GROUP,
                        "list",
                        "A list of the values of a set or tuple, the keys of a dictionary or the characters of a text.",
                        "list('ab') → ['a', 'b']",
                        a -> new Value.Items(Arguments.parts(a, 0)),
                        Argument.of("values", ANY, Value.Items.EMPTY)),
                pure(
                        GROUP,
                        "str",
                        "The value as text.",
                        "str(5) → '5'",
                        a -> Value.of(Display.str(a.getFirst())),
                        Argument.of("value", ANY)),
                pure(
                        GROUP,
                        "int",
                        "The number without its fraction; a text is read.",
                        "int('12') → 12",
                        a -> Conversions.whole(a.getFirst()),
                        Argument.of("value", ANY)),
                pure(
                        GROUP,
                        "float",
                        "The value as a number with a fraction; a text is read.",
                        "float('1.5') → 1.5",
                        a -> Conversions.real(a.getFirst()),
                        Argument.of("value", ANY)),
                pure(
                        GROUP,
                        "bool",
                        "Whether the value is true: not zero, not empty, not None.",
                        "bool('') → False",
                        a -> Value.of(Containers.isTrue(a.getFirst())),
                        Argument.of("value", ANY)),
                pure(
                        GROUP,
                        "round",
                        "The number rounded to so many digits; a half goes to the even neighbour.",
                        "round(2.675, 1) → 2.7",
                        a -> Conversions.round(a.getFirst(), a.getLast()),
                        Argument.of("number", NUMBER),
                        Argument.of("digits", ANY, Value.NONE)),
                pure(
                        GROUP,
                        "defined",
                        "Whether the value is known: a reference that leads nowhere is not.",
                        "defined({{collector.nothing.here}}) → False",
                        a -> Value.of(!(a.getFirst() instanceof Value.Undefined)),
                        Argument.of("value", MAYBE)),
                pure(
                        GROUP,
                        "default",
                        "The value, or the other one where it is not known.",
                        "default({{collector.nothing.here}}, 5) → 5",
                        a -> a.getFirst() instanceof Value.Undefined ? a.getLast() : a.getFirst(),
                        Argument.of("value", MAYBE),
                        Argument.of("otherwise", ANY)));
    }

    private static Value extreme(String name, List<Value> arguments, boolean largest) {
        var more = ((Value.Items) arguments.get(1)).all();
        List<Value> all = more.isEmpty() ? Arguments.parts(arguments, 0) : new ArrayList<>(more);
        if (!more.isEmpty()) all.addFirst(arguments.getFirst());
        if (all.isEmpty()) throw new EvaluationException(name + "() of nothing: the list is empty");
        var best = all.getFirst();
        for (var i = 1; i < all.size(); i++) {
            var each = all.get(i);
            if (largest ? Ordering.less(best, each) : Ordering.less(each, best)) best = each;
        }
        return best;
    }

    private static Value reversed(List<Value> all) {
        List<Value> reversed = new ArrayList<>(all);
        Collections.reverse(reversed);
        return new Value.Items(reversed);
    }
}
