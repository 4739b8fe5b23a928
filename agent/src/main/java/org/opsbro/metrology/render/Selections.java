package org.opsbro.metrology.render;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.opsbro.evaluator.Display;

/** Functions that leave series out, order them, or leave out points of them. */
final class Selections {
    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final int HALF = 50;

    private Selections() {}

    /** Python's {@code list[start:stop]}: what is negative counts from the end. */
    static <T> List<T> slice(List<T> list, int start, int stop) {
        var from = Math.clamp(start < 0 ? (long) list.size() + start : start, 0, list.size());
        var to = Math.clamp(stop < 0 ? (long) list.size() + stop : stop, 0, list.size());
        return list.subList(from, Math.max(from, to));
    }

    private static Given kept(Call call, Predicate<Curve> kept) {
        return new Given.Curves(call.curves().stream().filter(kept).toList());
    }

    static Given filterSeries(Call call) {
        return kept(call, call.fold("func"), call.text("operator"), call.number("threshold"));
    }

    /** {@code maximumAbove} and its like. */
    static Function.Body bounded(String fold, String operator) {
        return call -> kept(call, Fold.named(fold), operator, call.number("n"));
    }

    private static Given kept(Call call, Fold fold, String operator, double bound) {
        return kept(call, curve -> holds(fold.of(curve.values()), operator, bound));
    }

    /** What is not there is below everything. */
    private static boolean holds(double value, String operator, double bound) {
        return switch (operator) {
            case "=" -> value == bound;
            case "!=" -> value != bound;
            case ">" -> value > bound;
            case ">=" -> value >= bound;
            case "<" -> !(value >= bound);
            default -> !(value > bound);
        };
    }

    static Given highest(Call call) {
        return most(call, call.fold("func"), true);
    }

    static Given lowest(Call call) {
        return most(call, call.fold("func"), false);
    }

    static Function.Body most(String fold, boolean highest) {
        return call -> most(call, Fold.named(fold), highest);
    }

    private static Given most(Call call, Fold fold, boolean highest) {
        return new Given.Curves(slice(sorted(call.curves(), fold, highest), 0, call.whole("n")));
    }

    private static List<Curve> sorted(List<Curve> curves, Fold fold, boolean reverse) {
        return sorted(curves, curve -> fold.of(curve.values()), reverse);
    }

    private static List<Curve> sorted(List<Curve> curves, ToDoubleFunction<Curve> figure, boolean reverse) {
        record Ranked(Curve curve, double figure) {}
        var order = Comparator.comparingDouble(Ranked::figure);
        return curves.stream()
                .map(curve -> new Ranked(curve, figure.applyAsDouble(curve)))
                .map(each -> Double.isNaN(each.figure()) ? new Ranked(each.curve(), Double.NEGATIVE_INFINITY) : each)
                .sorted(reverse ? order.reversed() : order)
                .map(Ranked::curve)
                .toList();
    }

    static Given sortBy(Call call) {
        return new Given.Curves(sorted(call.curves(), call.fold("func"), call.flag("reverse")));
    }

    static Function.Body sorted(String fold, boolean reverse) {
        return call -> new Given.Curves(sorted(call.curves(), Fold.named(fold), reverse));
    }

    static Given sortByMinima(Call call) {
        var above = call.curves().stream()
                .filter(curve -> Fold.named("max").of(curve.values()) > 0)
                .toList();
        return new Given.Curves(sorted(above, Fold.named("min"), false));
    }

    static Given sortByName(Call call) {
        var natural = call.flag("natural");
        var order = Comparator.comparing((Curve curve) -> natural ? natural(curve.name()) : curve.name());
        return new Given.Curves(call.curves().stream()
                .sorted(call.flag("reverse") ? order.reversed() : order)
                .toList());
    }

    /** With numbers of ten digits. */
    private static String natural(String name) {
        return DIGITS.matcher(name)
                .replaceAll(found -> "0".repeat(Math.max(0, 10 - found.group().length())) + found.group());
    }

    static Given limit(Call call) {
        return new Given.Curves(slice(call.curves(), 0, call.whole("n")));
    }

    static Given exclude(Call call) {
        var pattern = Aliases.pattern(call.text("pattern"), "exclude");
        return kept(call, curve -> !pattern.find(curve.name()));
    }

    static Given grep(Call call) {
        var pattern = Aliases.pattern(call.text("pattern"), "grep");
        return kept(call, curve -> pattern.find(curve.name()));
    }

    static Given unique(Call call) {
        var seen = new HashSet<String>();
        return kept(call, curve -> seen.add(curve.name()));
    }

    static Given removeEmptySeries(Call call) {
        var part = call.number("xFilesFactor", 0);
        return kept(call, curve -> Fold.isEnough(Fold.present(curve.values(), 0, curve.size()), curve.size(), part));
    }

    static Given mostDeviant(Call call) {
        var deviant = call.curves().stream()
                .filter(curve -> Fold.present(curve.values(), 0, curve.size()) > 0)
                .toList();
        return new Given.Curves(slice(sorted(deviant, Fold.named("stddev"), true), 0, call.whole("n")));
    }

    static Given averageOutsidePercentile(Call call) {
        var averages = call.curves().stream()
                .mapToDouble(curve -> Fold.named("average").of(curve.values()))
                .toArray();
        var low = Fold.percentile(averages, 100 - upper(call), false);
        var high = Fold.percentile(averages, upper(call), false);
        return kept(call, curve -> {
            var average = Fold.named("average").of(curve.values());
            return !(low < average && average < high);
        });
    }

    private static double upper(Call call) {
        var percent = call.number("n");
        return percent < HALF ? 100 - percent : percent;
    }

    static Given removeBetweenPercentile(Call call) {
        var curves = call.curves();
        if (curves.isEmpty()) return new Given.Curves(curves);
        var size = curves.stream().mapToInt(Curve::size).min().orElse(0);
        var low = new double[size];
        var high = new double[size];
        var row = new double[curves.size()];
        for (var i = 0; i < size; i++) {
            for (var each = 0; each < row.length; each++)
                row[each] = curves.get(each).values()[i];
            low[i] = Fold.percentile(row, 100 - upper(call), false);
            high[i] = Fold.percentile(row, upper(call), false);
        }
        return kept(call, curve -> {
            for (var i = 0; i < size; i++)
                if (!(low[i] < curve.values()[i] && curve.values()[i] < high[i])) return true;
            return false;
        });
    }

    /** {@code removeAboveValue} and {@code removeBelowValue}: leaves out points. */
    static Function.Body pointsBeyond(boolean above) {
        return call -> call.each(curve -> beyond(call, curve, above, call.number("n")));
    }

    /** {@code removeAbovePercentile} and {@code removeBelowPercentile}. */
    static Function.Body pointsBeyondPercentile(boolean above) {
        return call -> call.each(curve -> {
            var percent = percent(call);
            var bound = Fold.percentile(curve.values(), percent, false);
            if (Double.isNaN(bound)) return beyond(call, curve, above, bound);
            return beyond(call, curve, above, bound)
                    .tagged("nPercentile", Given.Figure.real(percent).told());
        });
    }

    private static Curve beyond(Call call, Curve curve, boolean above, double bound) {
        return curve.called(call.function() + "(" + curve.name() + ", " + Display.general(call.number("n")) + ")")
                .valued(Transforms.map(
                        curve.values(), value -> (above ? value > bound : value < bound) ? Double.NaN : value));
    }

    private static double percent(Call call) {
        var percent = call.number("n");
        if (percent <= 0 || percent > 100)
            throw new BadTarget(
                    call.function() + "(): n is " + Display.general(percent) + ", want more than 0, up to 100");
        return percent;
    }

    static Given nPercentile(Call call) {
        var percent = percent(call);
        List<Curve> all = new ArrayList<>();
        for (var curve : call.curves()) {
            var value = Fold.percentile(curve.values(), percent, false);
            if (Double.isNaN(value)) continue;
            var values = new double[(int) Math.max(0, (curve.end() - curve.start()) / curve.step())];
            call.context().take(values.length);
            java.util.Arrays.fill(values, value);
            all.add(curve.tagged("nPercentile", Given.Figure.real(percent).told())
                    .derived("nPercentile(" + curve.name() + ", " + Display.general(percent) + ")", values));
        }
        return new Given.Curves(all);
    }

    static Given useSeriesAbove(Call call) {
        List<Target> names = new ArrayList<>();
        for (var curve : call.curves())
            if (Fold.named("max").of(curve.values()) > call.number("value"))
                names.add(TargetParser.read(Aliases.replaced(curve.name(), call)));
        List<Curve> found = new ArrayList<>();
        for (var name : names) found.addAll(Evaluation.curves(name, call.context()));
        return new Given.Curves(found);
    }

    static Given fallbackSeries(Call call) {
        return new Given.Curves(call.curves().isEmpty() ? call.curves("fallback") : call.curves());
    }
}
