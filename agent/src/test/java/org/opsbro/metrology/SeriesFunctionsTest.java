package org.opsbro.metrology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opsbro.detection.PaperHost;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.PackScope;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.packs.core.BasicFunctions;

class SeriesFunctionsTest {
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final long NOW = NOON.getEpochSecond();

    private final Map<String, Points> all = new TreeMap<>();
    private final Evaluator evaluator =
            new Evaluator(SeriesFunctions.beside(List.of(new BasicFunctions()), new Recorded() {
                @Override
                public List<String> names(String pattern) {
                    return all.keySet().stream().filter(NamePattern.of(pattern)).toList();
                }

                @Override
                public Optional<Points> samples(String name, long from, long until) {
                    return Optional.ofNullable(all.get(name)).map(points -> {
                        var copy = new Points(points.columns().length);
                        copy.addAll(points);
                        copy.keep(from, until);
                        return copy;
                    });
                }
            }));

    /** A sample a minute for the last so many minutes, by how many minutes ago. */
    private void recorded(String name, int minutes, IntToDoubleFunction value) {
        var points = new Points();
        for (var ago = minutes; ago >= 0; ago--) points.add(NOW - ago * 60L, value.applyAsDouble(ago));
        all.put(name, points);
    }

    @BeforeEach
    void begin() {
        recorded("web-1.load", 400, ago -> ago % 2 == 0 ? 2 : 4);
        recorded("web-1.disk./.used", 400, ago -> 90 - ago * 0.1);
        recorded("web-1.disk./srv.used", 400, ago -> 20 + ago * 0.01);
        recorded("web-1.disk./new.used", 20, ago -> 50 - ago);
        recorded("web-1.requests", 400, ago -> ago > 30 ? (400 - ago) * 120 : (30 - ago) * 60);
        recorded("shop.orders", 3, ago -> ago);
        all.put("web-1.empty", new Points());
    }

    private Value eval(String expression) {
        var world = World.of(Node.named(new NodeId("aa"), "web-1", "internet"), NOON);
        return evaluator
                .compile(expression)
                .evaluate(new PackScope(world, PaperHost.of(Map.of()), new SplittableRandom(1), Value.Fields.EMPTY));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "ts_last('web-1.load') > 2",
                "ts_avg('load', '1h') > 2.9836",
                "ts_min('load') > 2",
                "ts_max('load', 3600) > 4",
                "ts_sum('shop.orders', '10m') > 6",
                "ts_count('shop.orders', 60) > 2",
                "ts_change('disk./.used', '1h') > 6",
                "ts_trend('disk./.used', '1h') * 3600 > 6",
                "ts_forecast('disk./.used', '1h') > 96",
                "ts_time_until('disk./.used', 100) > 6000",
                "ts_time_until('disk./.used', 80) > 6000000000",
                "ts_time_until('disk./.used', 90) > 0",
                "ts_time_until('disk./srv.used', 10, '1h') > 60000",
                "ts_percentile('disk./.used', 50, '1h') > 87",
                "ts_percentile('disk./.used', 100, '1h') > 90",
                "ts_rate('requests', '30m') > 1",
                "ts_rate('requests', '1h') > 1.4667",
                "len(ts_last('disk.*.used')) > 3",
                "max(ts_avg('disk.*.used', '1h')) > 87",
                "min(ts_time_until('disk.*.used', 100, '6h')) > 6000",
                "len(ts_time_until('disk.*.used', 100, '6h')) > 2",
                "ts_avg('no.*.such') > []",
            })
    void over_time(String expression, String wanted) {
        if (wanted.equals("6000000000")) {
            // it is above 80 and goes up: never
            assertThat(eval(expression)).isEqualTo(Value.of(Double.POSITIVE_INFINITY));
            return;
        }
        var told = eval(expression);
        if (told instanceof Value.Items items) assertThat(items.all()).isEmpty();
        else assertThat(Double.parseDouble(told.display())).isCloseTo(Double.parseDouble(wanted), within(1e-3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "ts_avg('no.such') > there is no series no.such, and no web-1.no.such",
                "ts_avg('empty') > the series empty has too few samples in the last 1h",
                "ts_rate('shop.orders', 30) > the series shop.orders has too few samples in the last 30",
                "ts_forecast('disk./new.used', '1h', '6h') > the series disk./new.used has too few samples in the last 6h"
            })
    void what_is_not_there_is_undefined_and_says_why(String expression, String why) {
        assertThat(eval(expression)).isEqualTo(new Value.Undefined(why));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "ts_avg('load', 'soon') > window is soon, want seconds, or a time such as 30m, 6h or 7d, up to 400d",
                "ts_avg('load', 0) > window is 0, want",
                "ts_avg('load', '401d') > window is 401d, want",
                "ts_forecast('load', [1]) > ahead is [1], want seconds",
                "ts_percentile('load', 101) > percent is 101.0, want 0 to 100",
                "ts_avg('load{') > want a } after the {"
            })
    void what_cannot_be_asked_is_refused(String expression, String why) {
        assertThatThrownBy(() -> eval(expression))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining(why);
    }

    @Test
    void rows_of_minutes_count_as_the_samples_in_them() {
        var samples = new Points();
        for (var second = 0; second < 7200; second += 10) samples.add(NOW - 7200 + second, second < 3600 ? 1 : 5);
        all.put("rows", Rollup.of(samples, 60));
        all.put("raw", samples);

        for (var function : List.of("avg", "min", "max", "sum", "count", "last"))
            assertThat(eval("ts_" + function + "('rows', '3h') - ts_" + function + "('raw', '3h')")
                            .display())
                    .as(function)
                    .isEqualTo("0.0");
    }
}
