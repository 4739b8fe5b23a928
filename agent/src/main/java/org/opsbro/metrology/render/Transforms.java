package org.opsbro.metrology.render;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.opsbro.evaluator.Display;
import org.opsbro.model.Value;

/** Functions that change the values of each series by itself. */
final class Transforms {
    private static final int DIGITS = 6;

    private Transforms() {}

    static double[] map(double[] values, DoubleUnaryOperator change) {
        var changed = new double[values.length];
        for (var i = 0; i < changed.length; i++) changed[i] = change.applyAsDouble(values[i]);
        return changed;
    }

    /** As Python rounds: to the nearest, halves of the exact value to the even digit. */
    static double round(double value, int digits) {
        return Double.isFinite(value)
                ? new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).doubleValue()
                : value;
    }

    /** Powers that are no numbers, or beyond all, are none. */
    static double power(double base, double exponent) {
        var power = Math.pow(base, exponent);
        return Double.isInfinite(power) && Double.isFinite(base) && Double.isFinite(exponent) ? Double.NaN : power;
    }

    private static Given changed(Call call, String tag, String value, String name, DoubleUnaryOperator change) {
        return call.each(curve -> curve.called(String.format(name, curve.name()))
                .tagged(tag, value)
                .valued(map(curve.values(), change)));
    }

    private static String told(double number) {
        return Double.isNaN(number) ? "None" : Display.repr(Value.of(number));
    }

    static Given absolute(Call call) {
        return changed(call, "absolute", "1", "absolute(%s)", Math::abs);
    }

    static Given add(Call call) {
        var constant = call.number("constant");
        return changed(call, "add", told(constant), "add(%s," + (long) constant + ")", value -> value + constant);
    }

    static Given scale(Call call) {
        var factor = call.number("factor");
        return changed(
                call, "scale", told(factor), "scale(%s," + Display.general(factor) + ")", value -> value * factor);
    }

    static Given scaleToSeconds(Call call) {
        var seconds = call.number("seconds");
        return call.each(curve -> curve.called("scaleToSeconds(" + curve.name() + "," + (long) seconds + ")")
                .tagged("scaleToSeconds", told(seconds))
                .valued(map(curve.values(), value -> round(value * (seconds / curve.step()), DIGITS))));
    }

    static Given offset(Call call) {
        var factor = call.number("factor");
        return changed(
                call, "offset", told(factor), "offset(%s," + Display.general(factor) + ")", value -> value + factor);
    }

    static Given offsetToZero(Call call) {
        return call.each(curve -> {
            var least = Fold.named("min").of(curve.values());
            return curve.called("offsetToZero(" + curve.name() + ")")
                    .tagged("offsetToZero", told(least))
                    .valued(map(curve.values(), value -> value - least));
        });
    }

    static Given exp(Call call) {
        return changed(call, "exp", "e", "exp(%s)", value -> power(Math.E, value));
    }

    static Given pow(Call call) {
        var factor = call.number("factor");
        return changed(
                call, "pow", told(factor), "pow(%s," + Display.general(factor) + ")", value -> power(value, factor));
    }

    static Given squareRoot(Call call) {
        return changed(call, "squareRoot", "1", "squareRoot(%s)", Math::sqrt);
    }

    static Given invert(Call call) {
        return changed(call, "invert", "1", "invert(%s)", value -> power(value, -1));
    }

    static Given sigmoid(Call call) {
        return changed(call, "sigmoid", "sigmoid", "sigmoid(%s)", value -> 1 / (1 + Math.exp(-value)));
    }

    static Given logit(Call call) {
        return changed(call, "logit", "logit", "logit(%s)", value -> {
            var logit = Math.log(value / (1 - value));
            return Double.isFinite(logit) ? logit : Double.NaN;
        });
    }

    static Given logarithm(Call call) {
        var base = call.whole("base");
        if (base < 2) throw new BadTarget("log(): base is " + base + ", want 2 or more");
        return call.each(curve -> curve.tagged("log", Integer.toString(base))
                .derived(
                        "log(" + curve.name() + ", " + base + ")",
                        map(curve.values(), value -> value <= 0 ? Double.NaN : Math.log(value) / Math.log(base))));
    }

    static Given rounded(Call call) {
        var digits = call.whole("precision");
        if (Math.abs(digits) > 300) throw new BadTarget("round(): precision is " + digits + ", want -300 to 300");
        var name = call.all("precision").isEmpty() ? "round(%s)" : "round(%s," + Display.general(digits) + ")";
        return changed(call, "round", Integer.toString(digits), name, value -> round(value, digits));
    }

    static Given minMax(Call call) {
        return call.each(curve -> {
            var least = Fold.named("min").of(curve.values());
            var span = Fold.named("range").of(curve.values());
            return curve.called("minMax(" + curve.name() + ")")
                    .valued(map(
                            curve.values(),
                            value -> Double.isNaN(value) ? value : span == 0 ? 0 : (value - least) / span));
        });
    }

    static Given isNonNull(Call call) {
        return changed(call, "isNonNull", "1", "isNonNull(%s)", value -> Double.isNaN(value) ? 0 : 1);
    }

    static Given changes(Call call) {
        return call.each(curve -> {
            var values = new double[curve.size()];
            var previous = Double.NaN;
            for (var i = 0; i < values.length; i++) {
                var value = curve.values()[i];
                if (Double.isNaN(value)) continue;
                if (!Double.isNaN(previous) && previous != value) values[i] = 1;
                previous = value;
            }
            return curve.called("changed(" + curve.name() + ")").valued(values);
        });
    }

    static Given keepLastValue(Call call) {
        var most = call.number("limit");
        return call.each(curve -> {
            var values = curve.values().clone();
            var last = -1;
            for (var i = 0; i <= values.length; i++) {
                if (i < values.length && Double.isNaN(values[i])) continue;
                if (last >= 0 && i - last - 1 <= most) Arrays.fill(values, last + 1, i, values[last]);
                last = i;
            }
            return curve.called("keepLastValue(" + curve.name() + ")").valued(values);
        });
    }

    static Given interpolate(Call call) {
        var most = call.number("limit");
        return call.each(curve -> {
            var values = curve.values().clone();
            var last = -1;
            for (var i = 0; i < values.length; i++) {
                if (Double.isNaN(values[i])) continue;
                if (last >= 0 && i - last - 1 <= most)
                    for (var at = last + 1; at < i; at++)
                        values[at] = values[last] + (at - last) * (values[i] - values[last]) / (i - last);
                last = i;
            }
            return curve.called("interpolate(" + curve.name() + ")").valued(values);
        });
    }

    static Given derivative(Call call) {
        return call.each(curve -> {
            var values = curve.values();
            var deltas = new double[values.length];
            for (var i = 0; i < deltas.length; i++) deltas[i] = i == 0 ? Double.NaN : values[i] - values[i - 1];
            return curve.tagged("derivative", "1").derived("derivative(" + curve.name() + ")", deltas);
        });
    }

    static Given nonNegativeDerivative(Call call) {
        return call.each(curve -> curve.tagged("nonNegativeDerivative", "1")
                .derived("nonNegativeDerivative(" + curve.name() + ")", growth(curve.values(), call)));
    }

    static Given perSecond(Call call) {
        return call.each(curve -> curve.tagged("perSecond", "1")
                .derived(
                        "perSecond(" + curve.name() + ")",
                        map(growth(curve.values(), call), delta -> round(delta / curve.step(), DIGITS))));
    }

    /** How much a counter grew: from {@code maxValue} it goes on at {@code minValue}. */
    private static double[] growth(double[] values, Call call) {
        var most = call.number("maxValue", Double.NaN);
        var least = call.number("minValue", Double.NaN);
        var deltas = new double[values.length];
        var previous = Double.NaN;
        for (var i = 0; i < deltas.length; i++) {
            var value = values[i];
            if (value > most || value < least) value = Double.NaN;
            if (value >= previous || Double.isNaN(previous) || Double.isNaN(value)) deltas[i] = value - previous;
            else if (!Double.isNaN(most)) deltas[i] = most + 1 + value - previous - (Double.isNaN(least) ? 0 : least);
            else deltas[i] = value - least;
            previous = value;
        }
        return deltas;
    }

    static Given delay(Call call) {
        var steps = call.whole("steps");
        return call.each(curve -> {
            var values = curve.values();
            var delayed = new double[values.length];
            Arrays.fill(delayed, Double.NaN);
            for (var i = 0; i < delayed.length; i++) {
                var from = (long) i - steps;
                if (from >= 0 && from < values.length) delayed[i] = values[(int) from];
            }
            return curve.tagged("delay", Integer.toString(steps))
                    .derived("delay(" + curve.name() + "," + steps + ")", delayed);
        });
    }

    static Given integral(Call call) {
        return call.each(curve -> {
            var sum = 0.0;
            var sums = curve.values().clone();
            for (var i = 0; i < sums.length; i++) if (!Double.isNaN(sums[i])) sums[i] = sum += sums[i];
            return curve.tagged("integral", "1").derived("integral(" + curve.name() + ")", sums);
        });
    }

    static Given integralByInterval(Call call) {
        var unit = call.text("intervalUnit");
        var interval = Math.abs(Times.offset(unit));
        if (interval == 0) throw new BadTarget("integralByInterval(): want an interval of more than 0 seconds");
        var begin = call.context().from();
        return call.each(curve -> {
            var sum = 0.0;
            var sums = new double[curve.size()];
            for (var i = 0; i < sums.length; i++) {
                var since = curve.start() + i * curve.step() - begin;
                if (Math.floorDiv(since, interval) != Math.floorDiv(since - curve.step(), interval)) sum = 0;
                if (!Double.isNaN(curve.values()[i])) sum += curve.values()[i];
                sums[i] = sum;
            }
            return curve.tagged("integralByInterval", unit)
                    .derived("integralByInterval(" + curve.name() + ",'" + unit + "')", sums);
        });
    }

    static Given transformNull(Call call) {
        var standard = call.number("default");
        var references = call.curves("referenceSeries");
        var end = references.isEmpty() ? ")" : ",referenceSeries)";
        return call.each(curve -> {
            var filled = curve.called("transformNull(" + curve.name() + "," + Display.general(standard) + end)
                    .tagged("transformNull", call.text("default"))
                    .valued(filled(curve.values(), standard, references));
            return references.isEmpty() ? filled : filled.tagged("referenceSeries", "1");
        });
    }

    /** Where one of the references has a value, or everywhere without any. */
    private static double[] filled(double[] values, double standard, List<Curve> references) {
        var filled = values.clone();
        for (var i = 0; i < filled.length; i++) {
            var at = i;
            if (Double.isNaN(filled[i])
                    && (references.isEmpty()
                            || references.stream()
                                    .anyMatch(each -> at < each.size() && !Double.isNaN(each.values()[at]))))
                filled[i] = standard;
        }
        return filled;
    }

    static Given stdev(Call call) {
        var points = call.whole("points");
        var tolerance = call.number("windowTolerance");
        if (points < 1) throw new BadTarget("stdev(): points is " + points + ", want 1 or more");
        return call.each(curve -> curve.tagged("stdev", Integer.toString(points))
                .derived("stdev(" + curve.name() + "," + points + ")", deviations(curve.values(), points, tolerance)));
    }

    private static double[] deviations(double[] values, int points, double tolerance) {
        var deviations = new double[values.length];
        var valid = 0;
        var sum = 0.0;
        var squares = 0.0;
        for (var i = 0; i < values.length; i++) {
            var dropped = i < points ? Double.NaN : values[i - points];
            if (!Double.isNaN(dropped)) {
                valid--;
                sum -= dropped;
                squares -= dropped * dropped;
            }
            if (!Double.isNaN(values[i])) {
                valid++;
                sum += values[i];
                squares += values[i] * values[i];
            }
            deviations[i] = valid > 0 && (double) valid / points >= tolerance
                    ? Math.sqrt(valid * squares - sum * sum) / valid
                    : Double.NaN;
        }
        return deviations;
    }

    static Given stacked(Call call) {
        var name = call.given("stack").map(Given::told).orElse("__DEFAULT__");
        var stack = call.context().stack(name);
        List<Curve> stacked = new ArrayList<>();
        for (var curve : call.curves()) {
            call.context().take(curve.size());
            var values = curve.values().clone();
            for (var i = 0; i < values.length; i++) {
                if (stack.size() <= i) stack.add(0.0);
                if (Double.isNaN(values[i])) continue;
                values[i] += stack.get(i);
                stack.set(i, values[i]);
            }
            var isUsual = name.equals("__DEFAULT__");
            var told = isUsual ? curve.tagged("stacked", name) : curve;
            stacked.add(told.derived(isUsual ? "stacked(" + curve.name() + ")" : curve.name(), values)
                    .drawn("stacked", "true"));
        }
        return new Given.Curves(stacked);
    }
}
