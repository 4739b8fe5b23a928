package org.opsbro.metrology;

import static org.opsbro.evaluator.Function.Purity.IO;
import static org.opsbro.evaluator.Function.Type.ANY;
import static org.opsbro.evaluator.Function.Type.NUMBER;
import static org.opsbro.evaluator.Function.Type.TEXT;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.opsbro.evaluator.Arguments;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.evaluator.Scope;
import org.opsbro.model.GoDuration;
import org.opsbro.model.Value;

/**
 * The series of this node over time. A name that is none of theirs is looked for behind the name of the node, so that packs need not know it; one with
 * letters of a pattern gives a list, of those that have what is asked for.
 */
public final class SeriesFunctions implements FunctionLibrary {
    private static final String GROUP = "series";
    private static final long LONGEST = Duration.ofDays(400).toSeconds();
    private static final int MOST_SERIES = 1000;
    private static final Argument SERIES = Argument.of("series", TEXT);

    private final Recorded recorded;

    public SeriesFunctions(Recorded recorded) {
        this.recorded = recorded;
    }

    /** These beside others. */
    public static List<FunctionLibrary> beside(Iterable<FunctionLibrary> others, Recorded recorded) {
        return Stream.concat(
                        StreamSupport.stream(others.spliterator(), false), Stream.of(new SeriesFunctions(recorded)))
                .toList();
    }

    /** A figure of a stretch; NaN where its samples do not tell. */
    private interface Figure {
        double of(Stretch stretch, List<Value> arguments, long now);
    }

    @Override
    public List<Function> functions() {
        return List.of(
                plain("ts_last", "The last sample of the time.", "5m", (all, a, now) -> all.last()),
                plain("ts_avg", "The average of the samples.", "1h", (all, a, now) -> all.average()),
                plain("ts_min", "The least of the samples.", "1h", (all, a, now) -> all.least()),
                plain("ts_max", "The greatest of the samples.", "1h", (all, a, now) -> all.greatest()),
                plain("ts_sum", "The sum of the samples.", "1h", (all, a, now) -> all.sum()),
                plain("ts_count", "How many samples there are.", "1h", (all, a, now) -> all.count()),
                plain("ts_change", "The last sample less the first.", "1h", (all, a, now) -> all.change()),
                plain(
                        "ts_rate",
                        "By how much a counter grew each second; where it fell it began anew at 0.",
                        "1h",
                        (all, a, now) -> all.rate()),
                plain(
                        "ts_trend",
                        "How fast it goes, each second: of the straight line through the samples. They must reach over half of the time.",
                        "1h",
                        (all, a, now) -> all.line(now).perSecond()),
                function(
                        "ts_percentile",
                        "The value that so many of a hundred samples do not pass.",
                        "defined(ts_percentile('no.such.series', 95)) → False",
                        (all, a, now) -> all.percentile(percent(a)),
                        Argument.of("percent", NUMBER),
                        window("1h")),
                function(
                        "ts_forecast",
                        "What it will be after a time, if it goes on as the straight line through its samples. They must reach over half of the time.",
                        "defined(ts_forecast('no.such.series', '4h')) → False",
                        (all, a, now) -> all.line(now).at((double) seconds("ahead", a.get(1))),
                        Argument.of("ahead", ANY),
                        window("6h")),
                function(
                        "ts_time_until",
                        "Seconds until it reaches a value, if it goes on as the straight line through its samples: 0 where it is there, infinite where it does not go there. They must reach over half of the time.",
                        "defined(ts_time_until('no.such.series', 100)) → False",
                        (all, a, now) -> until(all, Arguments.real(a, 1), now),
                        Argument.of("value", NUMBER),
                        window("6h")));
    }

    private static Argument window(String standard) {
        return Argument.of("window", ANY, Value.of(standard));
    }

    private Function plain(String name, String doc, String standard, Figure figure) {
        return function(name, doc, "defined(" + name + "('no.such.series')) → False", figure, window(standard));
    }

    private Function function(String name, String doc, String example, Figure figure, Argument... further) {
        var arguments = Stream.concat(Stream.of(SERIES), Stream.of(further)).toArray(Argument[]::new);
        return Function.impure(
                IO,
                GROUP,
                name,
                doc + " Series of this node; window: seconds, or a time such as 30m, 6h or 7d.",
                example,
                (a, scope) -> value(figure, isLine(name), a, scope),
                arguments);
    }

    private static boolean isLine(String name) {
        return name.equals("ts_trend") || name.equals("ts_forecast") || name.equals("ts_time_until");
    }

    private static double until(Stretch all, double value, long now) {
        return all.line(now).until(value, all.last() < value);
    }

    private static double percent(List<Value> arguments) {
        var percent = Arguments.real(arguments, 1);
        if (percent >= 0 && percent <= 100) return percent;
        throw new EvaluationException("percent is " + percent + ", want 0 to 100");
    }

    private static long seconds(String name, Value given) {
        var seconds = given instanceof Value.Int || given instanceof Value.Real
                ? Optional.of(Arguments.real(List.of(given), 0))
                : duration(given.display());
        if (seconds.isPresent() && seconds.get() >= 1 && seconds.get() <= LONGEST)
            return seconds.get().longValue();
        throw new EvaluationException(
                name + " is " + given.display() + ", want seconds, or a time such as 30m, 6h or 7d, up to 400d");
    }

    private static Optional<Double> duration(String text) {
        if (text.matches("\\d{1,4}d"))
            return Optional.of(Double.parseDouble(text.substring(0, text.length() - 1)) * 86_400);
        return GoDuration.parse(text).map(duration -> duration.toMillis() / 1000.0);
    }

    private Value value(Figure figure, boolean isLine, List<Value> arguments, Scope scope) {
        var name = Arguments.text(arguments, 0);
        var window = seconds("window", arguments.getLast());
        var now = scope.world().at().getEpochSecond();
        var own = SeriesName.part(scope.world().node().name()) + "." + name;
        if (NamePattern.isGlob(name)) return values(own, name, figure, isLine, arguments, window, now);
        var samples = recorded.samples(name, now - window, now + 1)
                .or(() -> recorded.samples(own, now - window, now + 1))
                .map(Stretch::new);
        if (samples.isEmpty()) return new Value.Undefined("there is no series " + name + ", and no " + own);
        var told = figure(samples.get(), figure, isLine, arguments, window, now);
        return told.<Value>map(Value::of)
                .orElseGet(() -> new Value.Undefined("the series " + name + " has too few samples in the last "
                        + arguments.getLast().display()));
    }

    private Value values(
            String own, String pattern, Figure figure, boolean isLine, List<Value> arguments, long window, long now) {
        var names = names(pattern);
        if (names.isEmpty()) names = names(own);
        if (names.size() > MOST_SERIES)
            throw new EvaluationException(names.size() + " series fit " + pattern + ", want at most " + MOST_SERIES);
        List<Value> all = new ArrayList<>();
        for (var name : names)
            recorded.samples(name, now - window, now + 1)
                    .flatMap(samples -> figure(new Stretch(samples), figure, isLine, arguments, window, now))
                    .ifPresent(told -> all.add(Value.of(told)));
        return new Value.Items(all);
    }

    private List<String> names(String pattern) {
        try {
            return recorded.names(pattern);
        } catch (IllegalArgumentException wrong) {
            throw new EvaluationException(String.valueOf(wrong.getMessage()));
        }
    }

    private static Optional<Double> figure(
            Stretch stretch, Figure figure, boolean isLine, List<Value> arguments, long window, long now) {
        if (stretch.isEmpty() || (isLine && stretch.seconds() * 2 < window)) return Optional.empty();
        return Optional.of(figure.of(stretch, arguments, now)).filter(told -> !Double.isNaN(told));
    }
}
