package org.opsbro.template;

import static org.opsbro.template.Filter.MAYBE;
import static org.opsbro.template.Filter.NUMBER;
import static org.opsbro.template.Filter.VALUE;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.opsbro.evaluator.Callable;
import org.opsbro.evaluator.Display;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.evaluator.Operators;
import org.opsbro.model.Value;

/** What can be asked of a value: {@code value is test}. */
final class Tests {
    private Tests() {}

    static List<Function> all() {
        List<Function> all = new ArrayList<>(List.of(
                test("defined", "Whether it is there.", MAYBE, value -> !(value instanceof Value.Undefined)),
                test("undefined", "Whether it is not there.", MAYBE, value -> value instanceof Value.Undefined),
                test("none", "Whether it is none.", MAYBE, value -> value instanceof Value.None),
                test("boolean", "Whether it is true or false.", MAYBE, value -> value instanceof Value.Bool),
                test("true", "Whether it is true itself.", MAYBE, value -> value.equals(Value.TRUE)),
                test("false", "Whether it is false itself.", MAYBE, value -> value.equals(Value.FALSE)),
                test("integer", "Whether it is an integer.", MAYBE, value -> value instanceof Value.Int),
                test("float", "Whether it is a number with a fraction.", MAYBE, value -> value instanceof Value.Real),
                test("number", "Whether it is a number, true and false among them.", MAYBE, Tests::isNumber),
                test("string", "Whether it is a text.", MAYBE, value -> value instanceof Value.Text),
                test("mapping", "Whether it is a dictionary.", MAYBE, Tests::isMapping),
                test("sequence", "Whether it is a list, tuple, dictionary or text.", MAYBE, Tests::isSequence),
                test("iterable", "Whether a loop can visit it.", VALUE, Tests::isIterable),
                test("callable", "Whether it can be called: a macro.", MAYBE, value -> value instanceof Callable),
                test("odd", "Whether the number is odd.", NUMBER, value -> remainder(value, Value.of(2), 1)),
                test("even", "Whether the number is even.", NUMBER, value -> remainder(value, Value.of(2), 0)),
                test("lower", "Whether its letters are small.", VALUE, value -> is(value, "islower")),
                test("upper", "Whether its letters are capitals.", VALUE, value -> is(value, "isupper")),
                pair("divisibleby", "num", "Whether it can be divided.", (a, b) -> remainder(a, b, 0)),
                pair(
                        "sameas",
                        "other",
                        "Whether it is the very same: none, true or false, or an equal value of its type.",
                        Value::equals),
                pair("in", "seq", "Whether it is in a list, dictionary or text.", Operators::isIn)));
        comparison(all, "Whether they are equal.", Operators::equal, "eq", "equalto", "==");
        comparison(all, "Whether they differ.", (a, b) -> !Operators.equal(a, b), "ne", "!=");
        comparison(all, "Whether it is less.", Operators::less, "lt", "lessthan", "<");
        comparison(all, "Whether it is less or equal.", Operators::lessOrEqual, "le", "<=");
        comparison(all, "Whether it is greater.", (a, b) -> Operators.less(b, a), "gt", "greaterthan", ">");
        comparison(all, "Whether it is greater or equal.", (a, b) -> Operators.lessOrEqual(b, a), "ge", ">=");
        return List.copyOf(all);
    }

    private static void comparison(List<Function> all, String doc, BiPredicate<Value, Value> body, String... names) {
        for (var name : names) all.add(pair(name, "other", doc, body));
    }

    private static Function test(String name, String doc, Argument value, Predicate<Value> body) {
        return Filter.of("test", name, doc, "", value, a -> Value.of(body.test(a.getFirst())));
    }

    private static Function pair(String name, String other, String doc, BiPredicate<Value, Value> body) {
        return Filter.of(
                "test",
                name,
                doc,
                "",
                VALUE,
                a -> Value.of(body.test(a.get(0), a.get(1))),
                Argument.of(other, Function.Type.ANY));
    }

    private static boolean isNumber(Value value) {
        return value instanceof Value.Int || value instanceof Value.Real || value instanceof Value.Bool;
    }

    private static boolean isMapping(Value value) {
        return (value instanceof Value.Fields || value instanceof Value.Dict) && !(value instanceof Callable);
    }

    private static boolean isSequence(Value value) {
        return value instanceof Value.Items
                || value instanceof Value.Tuple
                || value instanceof Value.Text
                || isMapping(value);
    }

    private static boolean isIterable(Value value) {
        return isSequence(value) || value instanceof Value.Distinct;
    }

    private static boolean is(Value value, String question) {
        return Operators.method(Display.str(value), question, List.of()).equals(Value.TRUE);
    }

    private static boolean remainder(Value number, Value divisor, long wanted) {
        if (!isNumber(number) || !isNumber(divisor)) throw new EvaluationException("want two numbers");
        return Operators.equal(Operators.remainder(number, divisor), Value.of(wanted));
    }
}
