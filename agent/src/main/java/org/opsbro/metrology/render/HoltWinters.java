package org.opsbro.metrology.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Forecasts by triple exponential smoothing (Holt and Winters), with the constants of graphite-web. */
final class HoltWinters {
    private static final double ALPHA = 0.1;
    private static final double BETA = 0.0035;
    private static final double GAMMA = 0.1;

    private HoltWinters() {}

    /** What was expected at each point, and how far off it usually was. */
    private record Forecast(Curve curve, double[] predictions, double[] deviations, Span span) {
        @SuppressWarnings("ArrayRecordComponent") // nobody compares them
        Forecast {}
    }

    private static List<Forecast> forecasts(Call call) {
        var before = Times.offset(call.text("bootstrapInterval"));
        var season = Times.offset(call.text("seasonality"));
        if (before < 0 || season <= 0)
            throw new BadTarget(call.function() + "(): want intervals of more than 0 seconds");
        List<Forecast> forecasts = new ArrayList<>();
        for (var curve :
                call.again(call.context().from() - before, call.context().until())) {
            call.context().take(4L * curve.size());
            var predictions = new double[curve.size()];
            var deviations = new double[curve.size()];
            analyse(curve.values(), (int) Math.min(Integer.MAX_VALUE, season / curve.step()), predictions, deviations);
            var from = (int) Math.min(curve.size(), before / curve.step());
            forecasts.add(new Forecast(
                    curve,
                    Arrays.copyOfRange(predictions, from, curve.size()),
                    Arrays.copyOfRange(deviations, from, curve.size()),
                    curve.span().starting(curve.start() + before)));
        }
        return forecasts;
    }

    private static void analyse(double[] values, int season, double[] predictions, double[] deviations) {
        var seasonals = new double[values.length];
        var intercept = Double.NaN;
        var slope = 0.0;
        var next = Double.NaN;
        for (var i = 0; i < values.length; i++) {
            var actual = values[i];
            predictions[i] = i == 0 && !Double.isNaN(actual) ? actual : next;
            if (Double.isNaN(actual)) {
                intercept = Double.NaN;
                slope = 0;
                next = Double.NaN;
                continue;
            }
            var lastIntercept = Double.isNaN(intercept) ? actual : intercept;
            var lastSeasonal = before(seasonals, i, season);
            intercept = ALPHA * (actual - lastSeasonal) + (1 - ALPHA) * (lastIntercept + slope);
            slope = BETA * (intercept - lastIntercept) + (1 - BETA) * slope;
            seasonals[i] = GAMMA * (actual - intercept) + (1 - GAMMA) * lastSeasonal;
            next = intercept + slope + before(seasonals, i + 1, season);
            var expected = Double.isNaN(predictions[i]) ? 0 : predictions[i];
            deviations[i] = GAMMA * Math.abs(actual - expected) + (1 - GAMMA) * before(deviations, i, season);
        }
    }

    /** One season before, 0 if there was none. */
    private static double before(double[] values, int at, int season) {
        return at >= season && at - season < values.length ? values[at - season] : 0;
    }

    static Given forecast(Call call) {
        List<Curve> made = new ArrayList<>();
        for (var each : forecasts(call))
            made.add(derived(told(each.curve()), "holtWintersForecast", each.span(), each.predictions()));
        return new Given.Curves(made);
    }

    /** Graphite tells of both in each. */
    private static Curve told(Curve curve) {
        return curve.tagged("holtWintersForecast", "1").tagged("holtWintersDeviation", "1");
    }

    private static Curve derived(Curve curve, String function, Span span, double[] values) {
        return curve.derived(function + "(" + curve.name() + ")", span, values)
                .looking(Curve.Look.of(curve.look().xFilesFactor()));
    }

    /** The lower and the upper one of each series. */
    private static List<Curve> bands(Call call) {
        var delta = call.number("delta");
        List<Curve> made = new ArrayList<>();
        for (var each : forecasts(call)) {
            var lower = new double[each.predictions().length];
            var upper = new double[lower.length];
            for (var i = 0; i < lower.length; i++) {
                lower[i] = each.predictions()[i] - delta * each.deviations()[i];
                upper[i] = each.predictions()[i] + delta * each.deviations()[i];
            }
            var told = told(each.curve())
                    .tagged("holtWintersConfidenceUpper", "1")
                    .tagged("holtWintersConfidenceLower", "1");
            made.add(derived(told, "holtWintersConfidenceLower", each.span(), lower)
                    .at(told.path()));
            made.add(derived(told, "holtWintersConfidenceUpper", each.span(), upper)
                    .at(told.path()));
        }
        return made;
    }

    static Given confidenceBands(Call call) {
        return new Given.Curves(bands(call));
    }

    static Given confidenceArea(Call call) {
        var area = Drawings.between(bands(call), "holtWintersConfidenceArea");
        return new Given.Curves(area);
    }

    /** How far each point is out of the bands. */
    static Given aberration(Call call) {
        var bands = bands(call);
        return call.each(curve -> {
            var lower = named(bands, "holtWintersConfidenceLower(" + curve.name() + ")");
            var upper = named(bands, "holtWintersConfidenceUpper(" + curve.name() + ")");
            var values = new double[curve.size()];
            for (var i = 0; i < values.length; i++) {
                var value = curve.values()[i];
                if (i < upper.length && value > upper[i]) values[i] = value - upper[i];
                else if (i < lower.length && value < lower[i]) values[i] = value - lower[i];
            }
            return derived(curve.tagged("holtWintersAberration", "1"), "holtWintersAberration", curve.span(), values);
        });
    }

    private static double[] named(List<Curve> bands, String name) {
        return bands.stream()
                .filter(band -> band.name().equals(name))
                .map(Curve::values)
                .findFirst()
                .orElse(new double[0]);
    }
}
