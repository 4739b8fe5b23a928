package org.opsbro.metrology.statsd.live;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.opsbro.metrology.live.SeriesModule;
import org.opsbro.pack.ParameterReader;
import org.opsbro.pack.Parameters;

/**
 * The parameters of the pack statsd.
 *
 * @param listen an address
 * @param flushSeconds from one flush to the next
 * @param percentiles of timers; negative ones are of the greatest values
 * @param isLegacy whether counters are named {@code stats.NAME}
 * @param idleMinutes after which a metric without samples is forgotten
 */
record StatsdSettings(
        String listen,
        int port,
        int flushSeconds,
        List<Double> percentiles,
        boolean isLegacy,
        int idleMinutes,
        int mostMetrics) {
    private static final int MOST_PERCENTILES = 10;

    static StatsdSettings from(Parameters parameters, Consumer<String> wrong) {
        var read = new ParameterReader(parameters, wrong);
        return new StatsdSettings(
                SeriesModule.address(read, "listen", "127.0.0.1"),
                (int) read.number("port", 0, 65_535, 8125),
                (int) read.number("flush_seconds", 1, 60, 10),
                percentiles(read, wrong),
                read.flag("legacy_namespace", true),
                (int) read.number("idle_minutes", 1, 100_000, 60),
                (int) read.number("most_metrics", 10, 1_000_000, 5_000));
    }

    private static List<Double> percentiles(ParameterReader read, Consumer<String> wrong) {
        List<Double> percentiles = new ArrayList<>();
        for (var text : read.texts("percentiles"))
            if (text.matches("-?\\d{1,2}(\\.\\d{1,3})?")
                    && Double.parseDouble(text) != 0
                    && percentiles.size() < MOST_PERCENTILES) percentiles.add(Double.parseDouble(text));
            else
                wrong.accept("percentiles: found \"" + text + "\", want up to " + MOST_PERCENTILES
                        + " numbers such as 90, 99.9 or -10");
        return List.copyOf(percentiles);
    }

    int idleFlushes() {
        return Math.max(1, idleMinutes * 60 / flushSeconds);
    }
}
