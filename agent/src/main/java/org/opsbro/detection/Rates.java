package org.opsbro.detection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.opsbro.model.Value;
import org.opsbro.pack.Keys;

/**
 * How fast counters grow: {@code rates: [requests, "*.stot"]} puts {@code requests/s} beside {@code requests}, with three digits. It is absent the first time,
 * and when a counter went back, because its program began anew. Remembers the run before: for one collector.
 */
public final class Rates {
    private static final String ANY = "*";

    private final List<List<String>> counters;
    private Map<List<String>, Double> before = Map.of();
    private long nanosBefore;

    private Rates(List<List<String>> counters) {
        this.counters = counters;
    }

    /** Reads {@code rates}. */
    static Rates from(Keys keys) {
        return of(keys.texts("rates"));
    }

    /** Of paths of keys with dots between, {@code *} for any key. */
    public static Rates of(List<String> paths) {
        return new Rates(
                paths.stream().map(path -> List.of(path.split("\\.", -1))).toList());
    }

    /** The facts, with the rates since the run before. */
    public Value.Fields beside(Value.Fields facts, long nanos) {
        if (counters.isEmpty()) return facts;
        Map<List<String>, Double> now = new HashMap<>();
        var told = facts;
        for (var counter : counters) told = new Pass(counter, now, (nanos - nanosBefore) / 1e9).over(told, List.of());
        before = now;
        nanosBefore = nanos;
        return told;
    }

    /** One counter, or all that a pattern stands for. */
    private final class Pass {
        private final List<String> wanted;
        private final Map<List<String>, Double> now;
        private final double seconds;

        Pass(List<String> wanted, Map<List<String>, Double> now, double seconds) {
            this.wanted = wanted;
            this.now = now;
            this.seconds = seconds;
        }

        Value.Fields over(Value.Fields facts, List<String> above) {
            var step = wanted.get(above.size());
            var isLast = above.size() == wanted.size() - 1;
            var next = Value.object();
            facts.forEach((key, value) -> {
                var mine = step.equals(ANY) || step.equals(key);
                var path = mine ? below(above, key) : above;
                next.with(key, mine && !isLast && value instanceof Value.Fields inner ? over(inner, path) : value);
                if (mine && isLast) rate(path, value).ifPresent(rate -> next.with(key + "/s", rate));
            });
            return next.end();
        }

        private OptionalDouble rate(List<String> path, Value value) {
            var number = switch (value) {
                case Value.Int(long whole) -> (double) whole;
                case Value.Real(double real) -> real;
                default -> Double.NaN;
            };
            if (Double.isNaN(number)) return OptionalDouble.empty();
            now.put(path, number);
            var then = before.get(path);
            return then == null || number < then || seconds <= 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(Math.round(1000 * (number - then) / seconds) / 1000.0);
        }
    }

    private static List<String> below(List<String> above, String key) {
        var path = new ArrayList<>(above);
        path.add(key);
        return List.copyOf(path);
    }
}
