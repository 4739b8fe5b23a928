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

    /** What is asked of the stretch that ends now. */
    private record Asked(List<Value> arguments, long window, long now) {}

    /** A figure of a stretch; NaN where its samples do not tell. */
    private interface Figure {
        double of(Stretch all, Asked asked);
    }

    /** A figure of the straight line through a stretch that reaches over half of the time. */
    private interface Ahead {
        double of(Stretch.Line line, Stretch all, Asked asked);
    }

    private static Figure ahead(Ahead figure) {
        return (all, asked) ->
                all.seconds() * 2 < asked.window() ? Double.NaN : figure.of(all.line(asked.now()), all, asked);
    }

    @Override
    public List<Function> functions() {
        return List.of(
                plain("ts_last", "The last sample of the time.", "5m", (all, asked) -> all.last()),
                plain("ts_avg", "The average of the samples.", "1h", (all, asked) -> all.average()),
                plain("ts_min", "The least of the samples.", "1h", (all, asked) -> all.least()),
                plain("ts_max", "The greatest of the samples.", "1h", (all, asked) -> all.greatest()),
                plain("ts_sum", "The sum of the samples.", "1h", (all, asked) -> all.sum()),
                plain("ts_count", "How many samples there are.", "1h", (all, asked) -> all.count()),
                plain("ts_change", "The last sample less the first.", "1h", (all, asked) -> all.change()),
                plain(
                        "ts_rate",
                        "By how much a counter grew each second; where it fell it began anew at 0.",
                        "1h",
                        (all, asked) -> all.rate()),
                plain(
                        "ts_trend",
                        "How fast it goes, each second: of the straight line through the samples. They must reach over half of the time.",
                        "1h",
                        ahead((line, all, asked) -> line.perSecond())),
                function(
                        "ts_percentile",
                        "The value that so many of a hundred samples do not pass.",
                        "defined(ts_percentile('no.such.series', 95)) → False",
                        (all, asked) -> all.percentile(percent(asked.arguments())),
                        Argument.of("percent", NUMBER),
                        window("1h")),
                function(
                        "ts_forecast",
                        "What it will be after a time, if it goes on as the straight line through its samples. They must reach over half of the time.",
                        "defined(ts_forecast('no.such.series', '4h')) → False",
                        ahead((line, all, asked) -> line.at(
                                (double) seconds("ahead", asked.arguments().get(1)))),
                        Argument.of("ahead", ANY),
                        window("6h")),
                function(
                        "ts_time_until",
                        "Seconds until it reaches a value, if it goes on as the straight line through its samples: 0 where it is there, infinite where it does not go there. They must reach over half of the time.",
                        "defined(ts_time_until('no.such.series', 100)) → False",
                        ahead((line, all, asked) -> until(line, all, Arguments.real(asked.arguments(), 1))),
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
                (a, scope) -> value(figure, a, scope),
                arguments);
    }

    private static double until(Stretch.Line line, Stretch all, double value) {
        return line.until(value, all.last() < value);
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

    private Value value(Figure figure, List<Value> arguments, Scope scope) {
        var name = Arguments.text(arguments, 0);
        var window = arguments.getLast();
        var asked = new Asked(
                arguments, seconds("window", window), scope.world().at().getEpochSecond());
        var own = SeriesName.part(scope.world().node().name()) + "." + name;
        if (NamePattern.isGlob(name)) return values(own, name, figure, asked);
        var samples = samples(name, asked).or(() -> samples(own, asked));
        if (samples.isEmpty()) return new Value.Undefined("there is no series " + name + ", and no " + own);
        return told(figure, samples.get(), asked)
                .<Value>map(Value::of)
                .orElseGet(() -> new Value.Undefined(
                        "the series " + name + " has too few samples in the last " + window.display()));
    }

    private Value values(String own, String pattern, Figure figure, Asked asked) {
        var names = names(pattern);
        if (names.isEmpty()) names = names(own);
        if (names.size() > MOST_SERIES)
            throw new EvaluationException(names.size() + " series fit " + pattern + ", want at most " + MOST_SERIES);
        List<Value> all = new ArrayList<>();
        for (var name : names)
            samples(name, asked)
                    .flatMap(samples -> told(figure, samples, asked))
                    .ifPresent(value -> all.add(Value.of(value)));
        return new Value.Items(all);
    }

    private Optional<Points> samples(String name, Asked asked) {
        return recorded.samples(name, asked.now() - asked.window(), asked.now() + 1);
    }

    private static Optional<Double> told(Figure figure, Points samples, Asked asked) {
        if (samples.isEmpty()) return Optional.empty();
        return Optional.of(figure.of(new Stretch(samples), asked)).filter(told -> !Double.isNaN(told));
    }

    private List<String> names(String pattern) {
        try {
            return recorded.names(pattern);
        } catch (IllegalArgumentException wrong) {
            throw new EvaluationException(String.valueOf(wrong.getMessage()));
        }
    }
}
