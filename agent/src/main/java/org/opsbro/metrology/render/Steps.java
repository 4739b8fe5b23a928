package org.opsbro.metrology.render;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.opsbro.metrology.Consolidation;
import org.opsbro.metrology.Points;

/** Samples that came at whatever time as values of equal steps, as Graphite wants them. */
public final class Steps {
    private static final long HOUR = 3600;

    private Steps() {}

    /** What came between two samples mostly, or a little more: a part of an hour, or whole hours. */
    public static long of(Points samples, long standard) {
        if (samples.count() < 3) return regular(standard);
        var gaps = new long[samples.count() - 1];
        for (var i = 0; i < gaps.length; i++) gaps[i] = samples.time(i + 1) - samples.time(i);
        Arrays.sort(gaps);
        return regular(gaps[gaps.length / 2]);
    }

    private static long regular(long gap) {
        if (gap > HOUR) return (gap + HOUR - 1) / HOUR * HOUR;
        var step = Math.max(1, gap);
        while (HOUR % step != 0) step++;
        return step;
    }

    /** The steps that begin after one time, and not after another; one at least. */
    public static Span span(long from, long until, long step) {
        var start = from - Math.floorMod(from, step) + step;
        return new Span(start, Math.max(start, until - Math.floorMod(until, step)) + step, step);
    }

    /**
     * What two nodes have of one series, at the steps of the longer ones; of a time of which both have something, the first counts.
     *
     * @param take is told how many points it will have
     */
    public static Source.Samples merged(Source.Named first, Source.Named second, LongConsumer take) {
        var one = first.samples().span();
        var other = second.samples().span();
        var step = Math.max(one.step(), other.step());
        var start = Math.floorDiv(Math.min(one.start(), other.start()), step) * step;
        var count = Math.ceilDiv(Math.max(one.end(), other.end()) - start, step);
        take.accept(count);
        var span = new Span(start, start + count * step, step);
        var points = new Points();
        add(second.samples(), points);
        add(first.samples(), points);
        points.order();
        var fold = Consolidation.of(first.name()).name().toLowerCase(Locale.ROOT);
        return new Source.Samples(span, values(points, span, fold));
    }

    private static void add(Source.Samples samples, Points into) {
        for (var at = 0; at < samples.values().length; at++)
            if (!Double.isNaN(samples.values()[at]))
                into.add(samples.span().start() + at * samples.span().step(), samples.values()[at]);
    }

    /**
     * The value of each step of what came in it.
     *
     * @param fold average, sum, min, max or last
     */
    public static double[] values(Points samples, Span span, String fold) {
        var values = new double[(int) ((span.end() - span.start()) / span.step())];
        Arrays.fill(values, Double.NaN);
        var folding = Fold.named(fold);
        var to = 0;
        for (var from = 0; from < samples.count(); from = to) {
            var step = Math.floorDiv(samples.time(from) - span.start(), span.step());
            to = from + 1;
            while (to < samples.count() && Math.floorDiv(samples.time(to) - span.start(), span.step()) == step) to++;
            if (step >= 0 && step < values.length)
                values[(int) step] = to == from + 1 ? samples.value(from) : folding.of(samples.columns()[0], from, to);
        }
        return values;
    }
}
