package org.opsbro.metrology.render;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.opsbro.metrology.render.Times.Unit;

/** Functions that look at stretches of time: moving windows, sums of an hour, other times. */
final class Windows {
    private static final long HOUR = 3600;
    private static final long DAY = 24 * HOUR;
    private static final int DIGITS = 6;

    private Windows() {}

    /** A window of so many points, or of so much time. */
    private record Window(Given told, long preview, boolean timed) {
        static Window of(Call call) {
            var given = call.given("windowSize").orElseThrow();
            if (given instanceof Given.Text(var text)) return new Window(given, Math.abs(Times.offset(text)), true);
            var longest = call.curves().stream().mapToLong(Curve::step).max().orElse(1);
            var points = call.whole("windowSize");
            if (points < 0) throw new BadTarget(call.function() + "(): windowSize is " + points + ", want 0 or more");
            return new Window(given, longest * points, false);
        }

        int points(Curve curve) {
            return (int)
                    Math.min(Integer.MAX_VALUE, timed ? preview / curve.step() : (long) ((Given.Figure) told).value());
        }

        String name(Curve curve) {
            return curve.name() + "," + (timed ? "\"" + told.told() + "\"" : told.told());
        }

        List<Curve> curves(Call call) {
            return call.again(call.context().from() - preview, call.context().until());
        }

        Span after(Curve curve) {
            return curve.span().starting(curve.start() + preview);
        }
    }

    static Given movingWindow(Call call) {
        return moving(call, call.text("func"));
    }

    static Function.Body moving(String function) {
        return call -> moving(call, function);
    }

    private static Given moving(Call call, String function) {
        if (call.curves().isEmpty()) return new Given.Curves(List.of());
        var window = Window.of(call);
        var name = "moving" + function.substring(0, 1).toUpperCase(Locale.ROOT)
                + function.substring(1).toLowerCase(Locale.ROOT);
        List<Curve> made = new ArrayList<>();
        for (var curve : window.curves(call)) {
            var part = call.number("xFilesFactor", curve.look().xFilesFactor());
            var values = moved(call, curve.values(), window.points(curve), Fold.named(function), part);
            made.add(curve.tagged(name, window.told().told())
                    .derived(name + "(" + window.name(curve) + ")", window.after(curve), values));
        }
        return new Given.Curves(made);
    }

    private static double[] moved(Call call, double[] values, int points, Fold fold, double xFilesFactor) {
        var moved = new double[Math.max(0, values.length - points)];
        call.context().take(moved.length);
        var window = new double[Math.min(points, values.length)];
        for (var i = 0; i < moved.length; i++) {
            if (i % 64 == 0) call.context().take(0);
            var there = 0;
            for (var at = i; at < i + points; at++) if (!Double.isNaN(values[at])) window[there++] = values[at];
            moved[i] = Fold.isEnough(there, points, xFilesFactor) ? fold.of(window, 0, there) : Double.NaN;
        }
        return moved;
    }

    static Given exponentialMovingAverage(Call call) {
        if (call.curves().isEmpty()) return new Given.Curves(List.of());
        var window = Window.of(call);
        List<Curve> made = new ArrayList<>();
        for (var curve : window.curves(call)) {
            var points = window.points(curve);
            var weight = 2.0 / ((window.timed() ? window.preview() : points) + 1);
            made.add(curve.tagged("exponentialMovingAverage", window.told().told())
                    .derived(
                            "exponentialMovingAverage(" + window.name(curve) + ")",
                            window.after(curve),
                            smoothed(call, curve.values(), points, weight)));
        }
        return new Given.Curves(made);
    }

    private static double[] smoothed(Call call, double[] values, int points, double weight) {
        var before = Math.min(points, values.length);
        var average = Fold.named("average").of(values, 0, before);
        if (Double.isNaN(average)) average = 0;
        var smoothed = new double[values.length - before + 1];
        call.context().take(smoothed.length);
        smoothed[0] = Transforms.round(average, DIGITS);
        for (var i = before; i < values.length; i++) {
            if (!Double.isNaN(values[i])) average = weight * values[i] + (1 - weight) * average;
            smoothed[i - before + 1] = Double.isNaN(values[i]) ? Double.NaN : Transforms.round(average, DIGITS);
        }
        return smoothed;
    }

    private static long interval(Call call) {
        var interval = Times.offset(call.text("intervalString"));
        if (interval <= 0)
            throw new BadTarget(
                    call.function() + "(): \"" + call.text("intervalString") + "\" is no interval, want 5min, 1h, 1d");
        return interval;
    }

    static Given summarize(Call call) {
        var interval = interval(call);
        var function = call.text("func");
        var fromStart = call.flag("alignToFrom");
        return call.each(curve -> {
            var begin = fromStart ? curve.start() : curve.start() - Math.floorMod(curve.start(), interval);
            var end = fromStart ? curve.end() : curve.end() - Math.floorMod(curve.end(), interval) + interval;
            var values = summed(call, curve, interval, begin, end);
            var last = fromStart ? begin + values.length * interval : end;
            return curve.tagged("summarize", call.text("intervalString"))
                    .tagged("summarizeFunction", function)
                    .derived(
                            "summarize(" + curve.name() + ", \"" + call.text("intervalString") + "\", \"" + function
                                    + "\"" + (fromStart ? ", true" : "") + ")",
                            new Span(begin, last, interval),
                            values);
        });
    }

    private static double[] summed(Call call, Curve curve, long interval, long begin, long end) {
        var fold = call.fold("func");
        var count = (int) Math.min(curve.size(), (curve.end() - curve.start() + curve.step() - 1) / curve.step());
        var sums = new double[(int) Math.max(0, (end - begin + interval - 1) / interval)];
        call.context().take(sums.length);
        var at = 0;
        for (var i = 0; i < sums.length; i++) {
            var window = begin + i * interval;
            var first = at;
            var there = 0;
            for (; at < count && curve.start() + at * curve.step() < window + interval; at++) {
                var time = curve.start() + at * curve.step();
                if (time <= window) first = at;
                if (time >= window && !Double.isNaN(curve.values()[at])) there++;
            }
            var enough = Fold.isEnough(
                    there, (double) interval / curve.step(), curve.look().xFilesFactor());
            sums[i] = enough ? fold.of(curve.values(), first, at) : Double.NaN;
        }
        return sums;
    }

    static Given smartSummarize(Call call) {
        var interval = interval(call);
        var function = call.text("func");
        var aligned = call.given("alignTo")
                .filter(given -> given instanceof Given.Text)
                .map(Given::told);
        var curves = aligned.isEmpty()
                ? call.curves()
                : call.again(
                        beginOf(call.context(), aligned.get()), call.context().until());
        List<Curve> made = new ArrayList<>();
        for (var curve : curves) {
            var values = summed(call, curve, interval, curve.start(), curve.end());
            made.add(curve.tagged("smartSummarize", call.text("intervalString"))
                    .tagged("smartSummarizeFunction", function)
                    .derived(
                            "smartSummarize(" + curve.name() + ", \"" + call.text("intervalString") + "\", \""
                                    + function + "\")",
                            new Span(curve.start(), curve.start() + values.length * interval, interval),
                            values));
        }
        return new Given.Curves(made);
    }

    /** The beginning of the hour, day, week... in which the request begins. */
    private static long beginOf(Context context, String unit) {
        var time = local(context);
        var day = time.truncatedTo(ChronoUnit.DAYS);
        return switch (Unit.of(unit)) {
            case YEARS -> day.withDayOfYear(1).toEpochSecond();
            case MONTHS -> day.withDayOfMonth(1).toEpochSecond();
            case WEEKS -> {
                var last = unit.charAt(unit.length() - 1);
                var monday = Character.isDigit(last) ? last - '0' : 1;
                yield day.minusDays(Math.floorMod(day.getDayOfWeek().getValue() - monday, 7))
                        .toEpochSecond();
            }
            case DAYS -> day.toEpochSecond();
            case HOURS -> time.truncatedTo(ChronoUnit.HOURS).toEpochSecond();
            case MINUTES -> time.truncatedTo(ChronoUnit.MINUTES).toEpochSecond();
            case SECONDS -> context.from();
        };
    }

    private static OffsetDateTime local(Context context) {
        return Instant.ofEpochSecond(context.from()).atZone(context.zone()).toOffsetDateTime();
    }

    static Given hitcount(Call call) {
        var interval = interval(call);
        var text = call.text("intervalString");
        var aligned = call.flag("alignToInterval");
        List<Curve> made = new ArrayList<>();
        for (var curve : aligned ? alignedCurves(call, interval) : call.curves()) {
            var count = (int) ((curve.end() - curve.start() + interval - 1) / interval);
            call.context().take(count);
            var begin = curve.end() - count * interval;
            made.add(curve.tagged("hitcount", text)
                    .derived(
                            "hitcount(" + curve.name() + ", \"" + text + "\"" + (aligned ? ", true" : "") + ")",
                            new Span(begin, curve.end(), interval),
                            hits(curve, begin, interval, count)));
        }
        return new Given.Curves(made);
    }

    private static List<Curve> alignedCurves(Call call, long interval) {
        var time = local(call.context());
        var unit = interval >= DAY ? ChronoUnit.DAYS : interval >= HOUR ? ChronoUnit.HOURS : ChronoUnit.MINUTES;
        var begin = interval >= 60
                ? time.truncatedTo(unit).toEpochSecond()
                : call.context().from();
        return call.again(begin, call.context().until()).stream()
                .map(curve -> curve.spanning(curve.span()
                        .ending(curve.start() + (curve.end() - curve.start()) / interval * interval + interval)))
                .toList();
    }

    /** How many hits there are in each interval, if each value is hits per second. */
    private static double[] hits(Curve curve, long begin, long interval, int count) {
        var hits = new double[count];
        Arrays.fill(hits, Double.NaN);
        for (var i = 0; i < curve.size(); i++) {
            var value = curve.values()[i];
            if (Double.isNaN(value)) continue;
            var from = curve.start() + i * curve.step() - begin;
            var to = Math.min(from + curve.step(), count * interval);
            for (var at = Math.max(0, from / interval); at < count && at * interval < to; at++) {
                var seconds = Math.min(to, (at + 1) * interval) - Math.max(from, at * interval);
                if (seconds <= 0) continue;
                var bucket = (int) at;
                hits[bucket] = (Double.isNaN(hits[bucket]) ? 0 : hits[bucket]) + value * seconds;
            }
        }
        return hits;
    }

    /** {@code 1d} looks back, as {@code -1d} does. */
    private static String back(String shift) {
        return !shift.isEmpty() && Character.isDigit(shift.charAt(0)) ? "-" + shift : shift;
    }

    static Given timeShift(Call call) {
        if (call.curves().isEmpty()) return new Given.Curves(List.of());
        var shift = back(call.text("timeShift"));
        var context = call.context();
        var seconds = Times.offset(shift);
        if (call.flag("alignDst")) seconds += summer(context, seconds);
        var first = call.curves().getFirst();
        var resetEnd = call.flag("resetEnd");
        List<Curve> made = new ArrayList<>();
        for (var curve : call.again(context.from() + seconds, context.until() + seconds)) {
            var end = resetEnd ? first.end() : curve.end() - curve.start() + first.start();
            made.add(curve.tagged("timeShift", shift)
                    .named("timeShift(" + curve.name() + ", \"" + shift + "\")")
                    .spanning(new Span(first.start(), end, curve.step())));
        }
        return new Given.Curves(made);
    }

    /** An hour, if both ends of one time are in summer and both of the other are not. */
    private static long summer(Context context, long shift) {
        var here = isSummer(context, context.from());
        var there = isSummer(context, context.from() + shift);
        if (here != isSummer(context, context.until()) || there != isSummer(context, context.until() + shift)) return 0;
        return here == there ? 0 : here ? HOUR : -HOUR;
    }

    private static boolean isSummer(Context context, long time) {
        return context.zone().getRules().isDaylightSavings(Instant.ofEpochSecond(time));
    }

    static Given timeStack(Call call) {
        if (call.curves().isEmpty()) return new Given.Curves(List.of());
        var unit = back(call.text("timeShiftUnit"));
        var context = call.context();
        var first = call.curves().getFirst();
        if (call.whole("timeShiftEnd") - (long) call.whole("timeShiftStart") > 366)
            throw new BadTarget("timeStack(): want up to 366 shifts");
        List<Curve> made = new ArrayList<>();
        for (var shift = call.whole("timeShiftStart"); shift < call.whole("timeShiftEnd"); shift++) {
            var seconds = Times.offset(unit) * shift;
            for (var curve : call.again(context.from() + seconds, context.until() + seconds))
                made.add(curve.tagged("timeShiftUnit", unit)
                        .tagged("timeShift", Integer.toString(shift))
                        .called("timeShift(" + curve.name() + ", " + unit + ", " + shift + ")")
                        .spanning(new Span(first.start(), first.end(), curve.step())));
        }
        return new Given.Curves(made);
    }

    static Given timeSlice(Call call) {
        var context = call.context();
        var from = context.seconds(call.text("startSliceAt"));
        var until = context.seconds(call.text("endSliceAt"));
        return call.each(curve -> {
            var values = curve.values().clone();
            for (var i = 0; i < values.length; i++) {
                var time = context.from() + i * curve.step();
                if (time < from || time > until) values[i] = Double.NaN;
            }
            return curve.tagged("timeSliceStart", Long.toString(from))
                    .tagged("timeSliceEnd", Long.toString(until))
                    .named("timeSlice(" + curve.name() + ", " + from + ", " + until + ")")
                    .valued(values);
        });
    }

    static Given linearRegression(Call call) {
        var context = call.context();
        var from = call.given("startSourceAt")
                .map(given -> context.seconds(given.told()))
                .orElse(context.from());
        var until = call.given("endSourceAt")
                .map(given -> context.seconds(given.told()))
                .orElse(context.until());
        var sources = call.again(from, until);
        var curves = call.curves();
        List<Curve> made = new ArrayList<>();
        for (var i = 0; i < Math.min(sources.size(), curves.size()); i++) {
            var line = regression(sources.get(i));
            if (Double.isNaN(line[0])) continue;
            var curve = curves.get(i);
            context.take(curve.size());
            var values = new double[curve.size()];
            for (var at = 0; at < values.length; at++)
                values[at] = line[1] + (curve.start() + at * curve.step()) * line[0];
            made.add(curve.tagged("linearRegressions", from + ", " + until)
                    .derived("linearRegression(" + curve.name() + ", " + from + ", " + until + ")", values)
                    .looking(Curve.Look.of(curve.look().xFilesFactor())));
        }
        return new Given.Curves(made);
    }

    /** The slope and what it is at second 0; NaN if no line goes through. */
    private static double[] regression(Curve curve) {
        var count = 0;
        var sumI = 0.0;
        var sumV = 0.0;
        var sumII = 0.0;
        var sumIV = 0.0;
        for (var i = 0; i < curve.size(); i++) {
            var value = curve.values()[i];
            if (Double.isNaN(value)) continue;
            count++;
            sumI += i;
            sumV += value;
            sumII += (double) i * i;
            sumIV += i * value;
        }
        var below = count * sumII - sumI * sumI;
        if (below == 0) return new double[] {Double.NaN, Double.NaN};
        var slope = (count * sumIV - sumI * sumV) / below / curve.step();
        return new double[] {slope, (sumII * sumV - sumIV * sumI) / below - slope * curve.start()};
    }
}
