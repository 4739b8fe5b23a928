package org.opsbro.metrology.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One call of a function: what it is given, and for which time. */
final class Call {
    private final Function function;
    private final Map<String, List<Given>> bound;
    private final Context context;
    private final Again again;
    private final String raw;

    /** Evaluates its first argument anew. */
    @FunctionalInterface
    interface Again {
        List<Curve> of(Context context);
    }

    /**
     * Of a function.
     *
     * @param raw as it was written
     * @param again evaluates its first argument for another time
     */
    Call(Function function, Map<String, List<Given>> bound, Context context, String raw, Again again) {
        this.function = function;
        this.bound = bound;
        this.context = context;
        this.again = again;
        this.raw = raw;
    }

    String function() {
        return function.name();
    }

    String raw() {
        return raw;
    }

    Context context() {
        return context;
    }

    /** The series of its first parameter, of all lists of it. */
    List<Curve> curves() {
        return curves(function.parameters().getFirst().name());
    }

    List<Curve> curves(String parameter) {
        List<Curve> all = new ArrayList<>();
        for (var given : all(parameter)) if (given instanceof Given.Curves(var curves)) all.addAll(curves);
        return all;
    }

    /** All that is given for a parameter that may be given several times. */
    List<Given> all(String parameter) {
        return bound.getOrDefault(parameter, List.of());
    }

    /** What is given, or the standard of the parameter; empty if there is none. */
    Optional<Given> given(String parameter) {
        for (var given : all(parameter)) return given instanceof Given.None ? Optional.empty() : Optional.of(given);
        for (var each : function.parameters()) if (each.name().equals(parameter)) return each.standard();
        throw new IllegalArgumentException(function.name() + " has no parameter " + parameter);
    }

    boolean has(String parameter) {
        return given(parameter).isPresent();
    }

    private Given wanted(String parameter) {
        return given(parameter).orElseThrow(() -> new BadTarget(function.name() + "() wants " + parameter));
    }

    double number(String parameter) {
        if (wanted(parameter) instanceof Given.Figure(var value, var whole)) return value;
        throw new BadTarget(function.name() + "(): " + parameter + " is \""
                + wanted(parameter).told() + "\", want a number");
    }

    double number(String parameter, double ifNone) {
        return has(parameter) ? number(parameter) : ifNone;
    }

    int whole(String parameter) {
        return (int) number(parameter);
    }

    String text(String parameter) {
        return wanted(parameter).told();
    }

    boolean flag(String parameter) {
        return wanted(parameter) instanceof Given.Flag(var isTrue) && isTrue;
    }

    Fold fold(String parameter) {
        return Fold.named(text(parameter));
    }

    /** Its first argument for another time. */
    List<Curve> again(long from, long until) {
        return again.of(context.between(from, until));
    }

    /** Each of its series changed. */
    Given each(UnaryOperator<Curve> change) {
        List<Curve> changed = new ArrayList<>();
        for (var curve : curves()) {
            context.take(curve.size());
            changed.add(change.apply(curve));
        }
        return new Given.Curves(changed);
    }

    /** A new series made of others, with what the request says of missing points. */
    Curve made(String name, Span span, double[] values) {
        context.take(values.length);
        return Curve.of(name, span, values, context.xFilesFactor());
    }
}
