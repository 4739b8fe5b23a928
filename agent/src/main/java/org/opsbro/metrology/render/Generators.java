package org.opsbro.metrology.render;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import org.opsbro.evaluator.Display;

/** Functions that make series of nothing. */
final class Generators {
    private static final int MINUTE = 60;

    private Generators() {}

    /** The same at the beginning, in the middle and at the end. */
    static Curve constant(Call call, double value, boolean whole) {
        var context = call.context();
        var name = Double.isNaN(value) ? "None" : new Given.Figure(value, whole).told();
        var span = new Span(context.from(), context.until(), Math.max(1, (context.until() - context.from()) / 2));
        return call.made(name, span, new double[] {value, value, value}).at("constantLine(" + name + ")");
    }

    static Given constantLine(Call call) {
        return new Given.Curves(List.of(constant(call, call.number("value"), false)));
    }

    static Given threshold(Call call) {
        var line = constant(call, call.number("value"), false);
        var labelled =
                call.given("label").map(label -> line.named(label.told())).orElse(line);
        return new Given.Curves(List.of(colored(labelled, call.given("color"))));
    }

    private static Curve colored(Curve curve, Optional<Given> color) {
        return color.map(given -> curve.drawn("color", given.told())).orElse(curve);
    }

    static Given verticalLine(Call call) {
        var time = call.context().seconds(call.text("ts"));
        if (time < call.context().from() || time > call.context().until())
            throw new BadTarget("verticalLine(): " + time + " is not between the beginning and the end");
        var line = call.made(
                call.given("label").map(Given::told).orElse("None"), new Span(time, time, 1), new double[] {1, 1});
        return new Given.Curves(List.of(colored(line.drawn("drawAsInfinite", "true"), call.given("color"))));
    }

    static Given aggregateLine(Call call) {
        var fold = call.fold("func");
        return call.each(curve -> {
            var value = fold.of(curve.values());
            var name = "aggregateLine(" + curve.name() + ", " + (Double.isNaN(value) ? "None" : Display.general(value))
                    + ")";
            if (!call.flag("keepStep"))
                return constant(call, value, false).named(name).at(name);
            var values = new double[curve.size()];
            Arrays.fill(values, value);
            return curve.derived(name, values);
        });
    }

    private static Given line(Call call, int step, LongToDoubleFunction value) {
        if (step < 1) throw new BadTarget(call.function() + "(): step is " + step + ", want 1 or more");
        var context = call.context();
        var count = (context.until() - context.from() + step - 1) / step;
        context.take(count);
        var values = new double[(int) count];
        for (var i = 0; i < values.length; i++) values[i] = value.applyAsDouble(context.from() + (long) i * step);
        var span = new Span(context.from(), context.until(), step);
        return new Given.Curves(List.of(Curve.of(call.text("name"), span, values, context.xFilesFactor())));
    }

    static Given identity(Call call) {
        if (!(line(call, MINUTE, time -> time) instanceof Given.Curves(var curves))) return new Given.None();
        return new Given.Curves(List.of(curves.getFirst().at("identity(\"" + call.text("name") + "\")")));
    }

    static Given time(Call call) {
        return line(call, call.whole("step"), time -> time);
    }

    static Given sin(Call call) {
        var amplitude = call.number("amplitude");
        return line(call, call.whole("step"), time -> Math.sin((double) time) * amplitude);
    }

    static Given randomWalk(Call call) {
        var source = call.context().source();
        var current = new double[1];
        return line(call, call.whole("step"), time -> {
            var value = current[0];
            current[0] += source.chance() - 0.5;
            return value;
        });
    }

    static Given events(Call call) {
        var tags = call.all("tags").stream().map(Given::told).toList();
        var context = call.context();
        context.take(context.until() - context.from());
        var values = new double[(int) (context.until() - context.from())];
        Arrays.fill(values, Double.NaN);
        for (var time : context.source()
                .events(tags.equals(List.of("*")) ? List.of() : tags, context.from(), context.until())) {
            var at = (int) (time - context.from());
            values[at] = Double.isNaN(values[at]) ? 1 : values[at] + 1;
        }
        var name = "events(\"" + String.join("\", \"", tags) + "\")";
        var curve = Curve.of(name, new Span(context.from(), context.until(), 1), values, context.xFilesFactor());
        return new Given.Curves(
                List.of(curve.looking(new Curve.Look("sum", context.xFilesFactor(), java.util.Map.of()))));
    }

    static Given seriesByTag(Call call) {
        var expressions = call.all("tagExpressions").stream().map(Given::told).toList();
        var context = call.context();
        var read = context.source().tagged(expressions, context.from(), context.until());
        return new Given.Curves(Evaluation.curves(read, call.raw(), context));
    }
}
