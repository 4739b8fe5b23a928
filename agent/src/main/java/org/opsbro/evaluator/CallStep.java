package org.opsbro.evaluator;

import java.util.Arrays;
import java.util.List;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.model.Value;

/** The call of a function, its arguments already in order and complete. */
final class CallStep extends Step {
    private final Function function;
    private final Step[] arguments;
    private final Argument[] declared;

    CallStep(Function function, List<Step> arguments, Span at) {
        super(at);
        this.function = function;
        this.arguments = arguments.toArray(Step[]::new);
        this.declared = function.arguments().toArray(Argument[]::new);
    }

    @Override
    Value value(Frame frame) {
        var values = new Value[arguments.length];
        for (var i = 0; i < values.length; i++) {
            var value = arguments[i].value(frame);
            if (value instanceof Value.Undefined undefined && declared[i].type() != Function.Type.MAYBE)
                value = arguments[i].forgiven(undefined, frame);
            if (!fits(declared[i], value)) throw refused(i, value, frame);
            frame.spend(work(declared[i].type(), value));
            values[i] = value;
        }
        frame.standAt(at());
        var result = function.applied(Arrays.asList(values), frame.scope());
        frame.standAt(at());
        return result;
    }

    @Override
    String reason(Value.Undefined undefined, Frame frame) {
        return undefined.why().isEmpty() ? function.name() + "() is undefined here" : undefined.why();
    }

    /** What is only handed on or visited once costs little, however much there is in it. */
    private static int work(Function.Type type, Value value) {
        return switch (type) {
            case MAYBE, BOOL -> 1;
            case PARTS -> 1 + (value instanceof Value.Text text ? text.text().length() >> 6 : Containers.length(value));
            default -> 1 + (Numbers.isNumber(value) ? 0 : Limits.weight(value));
        };
    }

    static boolean fits(Argument argument, Value value) {
        if (argument.many()) return true;
        return switch (argument.type()) {
            case MAYBE -> true;
            case ANY, BAG -> !(value instanceof Value.Undefined);
            case PARTS ->
                !Numbers.isNumber(value) && !(value instanceof Value.None) && !(value instanceof Value.Undefined);
            case TEXT -> value instanceof Value.Text;
            case NUMBER -> Numbers.isNumber(value);
            case INT -> Numbers.isWhole(value);
            case BOOL -> value instanceof Value.Bool;
            case LIST ->
                value instanceof Value.Items || value instanceof Value.Tuple || value instanceof Value.Distinct;
        };
    }

    private EvaluationException refused(int which, Value value, Frame frame) {
        if (value instanceof Value.Undefined undefined) return arguments[which].undefined(undefined, frame);
        frame.standAt(arguments[which].at());
        return refused(function, declared[which], value);
    }

    static EvaluationException refused(Function function, Argument argument, Value value) {
        if (value instanceof Value.Undefined undefined) return new EvaluationException(undefined.display());
        var wanted = switch (argument.type()) {
            case TEXT -> "a text";
            case NUMBER -> "a number";
            case INT -> "an integer";
            case BOOL -> "True or False";
            case LIST -> "a list";
            case PARTS -> "a list, dictionary or text";
            case ANY, BAG, MAYBE -> "a value";
        };
        return new EvaluationException(function.name() + "() wants " + wanted + " as " + argument.name() + ", found "
                + Display.described(value));
    }
}
