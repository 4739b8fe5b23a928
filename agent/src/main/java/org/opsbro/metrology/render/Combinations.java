package org.opsbro.metrology.render;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.opsbro.evaluator.Display;

/** Functions that make one series of several. */
final class Combinations {
    private Combinations() {}

    /** Sum, average or another fold of each row. */
    static List<Curve> aggregated(Call call, List<Curve> curves, String function, double xFilesFactor) {
        if (curves.isEmpty()) return List.of();
        var fold = Fold.named(function);
        var rows = Rows.of(curves, call.context());
        var values = rows.fold(row ->
                Fold.isEnough(Fold.present(row, 0, row.length), row.length, xFilesFactor) ? fold.of(row) : Double.NaN);
        var name = Fold.base(function) + "Series(" + paths(curves) + ")";
        var tags = common(curves);
        tags.putIfAbsent("name", name);
        tags.put("aggregatedBy", Fold.base(function));
        return List.of(call.made(name, rows.span(), values).tagged(tags).looking(Curve.Look.of(xFilesFactor)));
    }

    private static Map<String, String> common(List<Curve> curves) {
        var tags = new LinkedHashMap<>(curves.getFirst().tags());
        for (var curve : curves)
            tags.entrySet().removeIf(tag -> !tag.getValue().equals(curve.tags().get(tag.getKey())));
        return tags;
    }

    /** What was asked for, each once. */
    private static String paths(List<Curve> curves) {
        return String.join(",", curves.stream().map(Curve::path).distinct().toList());
    }

    static org.opsbro.metrology.render.Function.Body folding(String function) {
        return call -> new Given.Curves(
                aggregated(call, call.curves(), function, call.context().xFilesFactor()));
    }

    static Given aggregate(Call call) {
        var part = call.number("xFilesFactor", call.context().xFilesFactor());
        return new Given.Curves(aggregated(call, call.curves(), call.text("func"), part));
    }

    static Given multiplySeries(Call call) {
        if (call.all("seriesLists").size() == 1 && call.curves().size() == 1) return new Given.Curves(call.curves());
        return folding("multiply").apply(call);
    }

    static Given countSeries(Call call) {
        if (call.all("seriesLists").isEmpty())
            return new Given.Curves(List.of(Generators.constant(call, 0, true).at("countSeries()")));
        var curves = call.curves();
        if (curves.isEmpty()) return new Given.Curves(curves);
        var rows = Rows.of(curves, call.context());
        return new Given.Curves(
                List.of(call.made("countSeries(" + paths(curves) + ")", rows.span(), rows.fold(row -> row.length))));
    }

    static Given group(Call call) {
        return new Given.Curves(call.curves());
    }

    static Given percentileOfSeries(Call call) {
        var percent = call.number("n");
        if (percent <= 0 || percent > 100)
            throw new BadTarget(
                    "percentileOfSeries(): n is " + Display.general(percent) + ", want more than 0, up to 100");
        var curves = call.curves();
        if (curves.isEmpty()) return new Given.Curves(curves);
        var rows = Rows.of(curves, call.context());
        var name = "percentileOfSeries(" + curves.getFirst().path() + "," + Display.general(percent) + ")";
        return new Given.Curves(List.of(call.made(
                name, rows.span(), rows.fold(row -> Fold.percentile(row, percent, call.flag("interpolate"))))));
    }

    static Given powSeries(Call call) {
        var curves = call.curves();
        if (curves.isEmpty()) return new Given.Curves(curves);
        var rows = Rows.of(curves, call.context());
        var name =
                "powSeries(" + String.join(",", curves.stream().map(Curve::name).toList()) + ")";
        return new Given.Curves(List.of(call.made(name, rows.span(), rows.fold(row -> {
            var power = row[0];
            for (var i = 1; i < row.length; i++)
                power = Double.isNaN(power + row[i]) ? Double.NaN : Transforms.power(power, row[i]);
            return power;
        }))));
    }

    /** One after the other of both lists. */
    private static void bothSame(Call call, List<Curve> first, List<Curve> second) {
        if (first.size() != second.size())
            throw new BadTarget(call.function() + "(): want as many series on both sides, not " + first.size() + " and "
                    + second.size());
    }

    static Given aggregateSeriesLists(Call call) {
        return pairwise(
                call,
                call.text("func"),
                call.number("xFilesFactor", call.context().xFilesFactor()));
    }

    static org.opsbro.metrology.render.Function.Body pairwise(String function) {
        return call -> pairwise(call, function, call.context().xFilesFactor());
    }

    private static Given pairwise(Call call, String function, double xFilesFactor) {
        var first = call.curves("seriesListFirstPos");
        var second = call.curves("seriesListSecondPos");
        bothSame(call, first, second);
        List<Curve> made = new ArrayList<>();
        for (var i = 0; i < first.size(); i++) {
            var name = Fold.base(function) + "Series(" + first.get(i).name() + ","
                    + second.get(i).name() + ")";
            for (var curve : aggregated(call, List.of(first.get(i), second.get(i)), function, xFilesFactor))
                made.add(curve.named(name));
        }
        return new Given.Curves(made);
    }

    private static Curve quotient(Call call, Curve dividend, Curve divisor) {
        var rows = Rows.of(List.of(dividend, divisor), call.context());
        return call.made(
                "divideSeries(" + dividend.name() + "," + divisor.name() + ")",
                rows.span(),
                rows.fold(row -> divided(row[0], row[1])));
    }

    private static double divided(double dividend, double divisor) {
        return divisor == 0 ? Double.NaN : dividend / divisor;
    }

    static Given divideSeriesLists(Call call) {
        var dividends = call.curves("dividendSeriesList");
        var divisors = call.curves("divisorSeriesList");
        bothSame(call, dividends, divisors);
        List<Curve> made = new ArrayList<>();
        for (var i = 0; i < dividends.size(); i++) made.add(quotient(call, dividends.get(i), divisors.get(i)));
        return new Given.Curves(made);
    }

    static Given divideSeries(Call call) {
        var divisors = call.curves("divisorSeries");
        if (divisors.size() > 1)
            throw new BadTarget("divideSeries(): want exactly 1 series as divisor, not " + divisors.size());
        return call.each(curve -> divisors.isEmpty()
                ? curve.called("divideSeries(" + curve.name() + ",MISSING)")
                        .valued(Transforms.map(curve.values(), value -> Double.NaN))
                : quotient(call, curve, divisors.getFirst()));
    }

    static Map<String, List<Curve>> grouped(List<Curve> curves, Function<Curve, String> key) {
        Map<String, List<Curve>> groups = new LinkedHashMap<>();
        for (var curve : curves)
            groups.computeIfAbsent(key.apply(curve), absent -> new ArrayList<>())
                    .add(curve);
        return groups;
    }

    static Given aggregateWithWildcards(Call call) {
        return withWildcards(call, call.text("func"));
    }

    static org.opsbro.metrology.render.Function.Body withWildcards(String function) {
        return call -> withWildcards(call, function);
    }

    private static Given withWildcards(Call call, String function) {
        var positions = new HashSet<Integer>();
        for (var given : call.all("position"))
            if (given instanceof Given.Figure(var at, var whole)) positions.add((int) at);
        List<Curve> made = new ArrayList<>();
        grouped(call.curves(), curve -> without(curve.name(), positions)).forEach((key, curves) -> {
            for (var curve : aggregated(call, curves, function, call.context().xFilesFactor()))
                made.add(curve.named(key));
        });
        return new Given.Curves(made);
    }

    private static String without(String name, Set<Integer> positions) {
        var parts = name.split("\\.", -1);
        List<String> kept = new ArrayList<>();
        for (var i = 0; i < parts.length; i++) if (!positions.contains(i)) kept.add(parts[i]);
        return String.join(".", kept);
    }

    static Given groupByNode(Call call) {
        return groupedBy(call, call.text("callback"), call.all("nodeNum"));
    }

    static Given groupByNodes(Call call) {
        return groupedBy(call, call.text("callback"), call.all("nodes"));
    }

    private static Given groupedBy(Call call, String function, List<Given> nodes) {
        List<Curve> made = new ArrayList<>();
        grouped(call.curves(), curve -> Aliases.key(curve, nodes))
                .forEach((key, curves) -> first(call, function, curves).ifPresent(curve -> made.add(curve.named(key))));
        return new Given.Curves(made);
    }

    /** The first series that a function makes of others. */
    private static java.util.Optional<Curve> first(Call call, String function, List<Curve> curves) {
        var made = Fold.ALL.containsKey(function)
                ? aggregated(call, curves, function, call.context().xFilesFactor())
                : Evaluation.called(Functions.combining(function), List.of(new Given.Curves(curves)), call.context());
        return made.stream().findFirst();
    }

    static Given groupByTags(Call call) {
        var function = call.text("callback");
        var tags = call.all("tags").stream().map(Given::told).toList();
        var others = tags.stream().filter(tag -> !tag.equals("name")).toList();
        var names = new TreeSet<String>();
        for (var curve : call.curves()) names.add(curve.tags().getOrDefault("name", ""));
        var common = names.size() == 1 ? names.first() : function;
        List<Curve> made = new ArrayList<>();
        grouped(call.curves(), curve -> {
                    var name = tags.contains("name") ? curve.tags().getOrDefault("name", "") : common;
                    return name
                            + String.join(
                                    "",
                                    others.stream()
                                            .map(tag -> ";" + tag + "="
                                                    + curve.tags().getOrDefault(tag, ""))
                                            .sorted()
                                            .toList());
                })
                .forEach((key, curves) -> first(call, function, curves)
                        .ifPresent(curve ->
                                made.add(curve.called(key).tagged(Tags.of(key).orElse(Map.of("name", key))))));
        return new Given.Curves(made);
    }

    static Given mapSeries(Call call) {
        return new Given.Groups(List.copyOf(grouped(call.curves(), curve -> Aliases.key(curve, call.all("mapNodes")))
                .values()));
    }

    static Given reduceSeries(Call call) {
        var function = call.text("reduceFunction");
        var node = call.whole("reduceNode");
        var matchers = call.all("reduceMatchers").stream().map(Given::told).toList();
        Map<String, Map<String, Curve>> found = new LinkedHashMap<>();
        for (var given : call.all("seriesLists"))
            if (given instanceof Given.Groups(var groups))
                for (var curve : groups.stream().flatMap(List::stream).toList()) {
                    var parts = List.of(curve.name().split("\\.", -1));
                    var at = node < 0 ? parts.size() + node : node;
                    if (at < 0 || at >= parts.size() || !matchers.contains(parts.get(at))) continue;
                    var name = String.join(".", Selections.slice(parts, 0, node)) + ".reduce." + function;
                    found.computeIfAbsent(name, absent -> new LinkedHashMap<>()).put(parts.get(at), curve);
                }
        List<Curve> made = new ArrayList<>();
        found.forEach((name, curves) -> {
            if (!curves.keySet().containsAll(matchers)) return;
            List<Given> given = new ArrayList<>();
            for (var matcher : matchers) given.add(new Given.Curves(List.of(curves.get(matcher))));
            Evaluation.called(Functions.named(function), given, call.context()).stream()
                    .findFirst()
                    .ifPresent(curve -> made.add(curve.named(name)));
        });
        return new Given.Curves(made);
    }

    static Given applyByNode(Call call) {
        var curves = call.curves();
        var prefixes = new TreeSet<String>();
        for (var curve : curves)
            prefixes.add(String.join(
                    ".", Selections.slice(List.of(curve.name().split("\\.", -1)), 0, call.whole("nodeNum") + 1)));
        List<Curve> made = new ArrayList<>();
        for (var prefix : prefixes)
            for (var curve : Evaluation.curves(
                    TargetParser.read(call.text("templateFunction").replace("%", prefix)), call.context())) {
                var named =
                        call.has("newName") ? curve.named(call.text("newName").replace("%", prefix)) : curve;
                var last = curves.getLast().span();
                made.add(named.at(prefix).spanning(new Span(last.start(), last.end(), curve.step())));
            }
        return new Given.Curves(made);
    }

    static Given weightedAverage(Call call) {
        var averages = call.curves("seriesListAvg");
        var weights = call.curves("seriesListWeight");
        bothSame(call, averages, weights);
        var nodes = call.all("nodes");
        Map<String, Curve> weightOf = new LinkedHashMap<>();
        for (var weight : weights) weightOf.put(Aliases.key(weight, nodes), weight);
        Map<String, Curve> averageOf = new LinkedHashMap<>();
        for (var average : averages) averageOf.put(Aliases.key(average, nodes), average);
        List<Curve> products = new ArrayList<>();
        averageOf.forEach((key, average) -> {
            var weight = weightOf.get(key);
            if (weight == null) return;
            var values = new double[Math.max(average.size(), weight.size())];
            for (var i = 0; i < values.length; i++)
                values[i] =
                        i < average.size() && i < weight.size() ? average.values()[i] * weight.values()[i] : Double.NaN;
            products.add(call.made("product(" + weight.name() + "," + average.name() + ")", average.span(), values));
        });
        if (products.isEmpty()) return new Given.Curves(List.of());
        var part = call.context().xFilesFactor();
        var above = aggregated(call, products, "sum", part).getFirst();
        var below = aggregated(call, weights, "sum", part).getFirst();
        var values = new double[Math.max(above.size(), below.size())];
        for (var i = 0; i < values.length; i++)
            values[i] =
                    i < above.size() && i < below.size() ? divided(above.values()[i], below.values()[i]) : Double.NaN;
        var name = "weightedAverage(" + sortedPaths(averages) + ", " + sortedPaths(weights) + ", "
                + String.join(",", nodes.stream().map(Given::told).toList()) + ")";
        return new Given.Curves(List.of(call.made(name, above.span(), values)));
    }

    private static String sortedPaths(List<Curve> curves) {
        return String.join(",", new TreeSet<>(curves.stream().map(Curve::path).toList()));
    }

    static Given asPercent(Call call) {
        if (call.curves().isEmpty()) return new Given.Curves(List.of());
        return new Given.Curves(call.all("nodes").isEmpty() ? percents(call) : percentsByNode(call));
    }

    private static double percent(double part, double whole) {
        return divided(part, whole) * 100;
    }

    private static List<Curve> percents(Call call) {
        var curves = call.curves();
        var total = call.given("total");
        if (total.isPresent() && total.get() instanceof Given.Curves(var totals)) {
            if (totals.size() == curves.size()) return percentsOfPairs(call, curves, totals);
            if (totals.size() != 1)
                throw new BadTarget("asPercent(): want as total a number, 1 series, or as many series as before, not "
                        + totals.size());
            List<Curve> all = new ArrayList<>(curves);
            all.add(totals.getFirst());
            var rows = Rows.of(all, call.context());
            return percents(
                    call, rows, rows.column(curves.size()), totals.getFirst().name());
        }
        var rows = Rows.of(curves, call.context());
        if (total.isEmpty())
            return percents(call, rows, rows.fold(Fold.named("sum")::of), "sumSeries(" + paths(curves) + ")");
        if (!(total.get() instanceof Given.Figure(var number, var whole)))
            throw new BadTarget("asPercent(): total is \"" + total.get().told() + "\", want a number or series");
        var totals = new double[rows.column(0).length];
        java.util.Arrays.fill(totals, number);
        return percents(call, rows, totals, total.get().told());
    }

    private static List<Curve> percents(Call call, Rows rows, double[] total, String told) {
        List<Curve> made = new ArrayList<>();
        var at = 0;
        for (var curve : call.curves()) {
            var column = rows.column(at++);
            var values = new double[Math.max(column.length, total.length)];
            for (var i = 0; i < values.length; i++)
                values[i] = i < column.length && i < total.length ? percent(column[i], total[i]) : Double.NaN;
            made.add(call.made("asPercent(" + curve.name() + "," + told + ")", curve.span(), values));
        }
        return made;
    }

    private static List<Curve> percentsOfPairs(Call call, List<Curve> curves, List<Curve> totals) {
        var parts = curves.stream().sorted(Comparator.comparing(Curve::name)).toList();
        var wholes = totals.stream().sorted(Comparator.comparing(Curve::name)).toList();
        List<Curve> made = new ArrayList<>();
        for (var i = 0; i < parts.size(); i++) made.add(percentOf(call, parts.get(i), wholes.get(i)));
        return made;
    }

    private static Curve percentOf(Call call, Curve part, Curve whole) {
        var rows = Rows.of(List.of(part, whole), call.context());
        return call.made(
                "asPercent(" + part.name() + "," + whole.name() + ")",
                rows.span(),
                rows.fold(row -> percent(row[0], row[1])));
    }

    private static List<Curve> percentsByNode(Call call) {
        var nodes = call.all("nodes");
        var parts = grouped(call.curves(), curve -> Aliases.key(curve, nodes));
        var total = call.given("total");
        Map<String, List<Curve>> sums = parts;
        if (total.isPresent()) {
            if (!(total.get() instanceof Given.Curves(var totals)))
                throw new BadTarget("asPercent(): with nodes, total is none or series");
            sums = grouped(totals, curve -> Aliases.key(curve, nodes));
        }
        Map<String, Curve> wholes = new LinkedHashMap<>();
        sums.forEach((key, curves) -> wholes.put(key, curves.size() == 1 ? curves.getFirst() : sum(call, curves)));
        List<Curve> made = new ArrayList<>();
        parts.forEach((key, curves) -> {
            for (var curve : curves)
                made.add(
                        wholes.containsKey(key)
                                ? percentOf(call, curve, wholes.get(key))
                                : missing(call, curve, curve.name() + ",MISSING"));
        });
        wholes.forEach((key, whole) -> {
            if (!parts.containsKey(key)) made.add(missing(call, whole, "MISSING," + whole.name()));
        });
        return made;
    }

    private static Curve sum(Call call, List<Curve> curves) {
        var rows = Rows.of(curves, call.context());
        return call.made("sumSeries(" + paths(curves) + ")", rows.span(), rows.fold(Fold.named("sum")::of));
    }

    private static Curve missing(Call call, Curve curve, String names) {
        return call.made("asPercent(" + names + ")", curve.span(), Transforms.map(curve.values(), value -> Double.NaN));
    }
}
