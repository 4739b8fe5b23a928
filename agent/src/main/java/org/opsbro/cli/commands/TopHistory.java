package org.opsbro.cli.commands;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.opsbro.cli.Answer;

/** Figures of the last minutes, averaged over equal parts of the time: what the agent has of them, and what was seen since. */
final class TopHistory {
    private static final int MOST_PARTS = 1_000;
    private final long seconds;
    private final Map<String, TreeMap<Long, double[]>> figures = new HashMap<>();

    /** @param seconds that a part is long */
    TopHistory(long seconds) {
        this.seconds = seconds;
    }

    /** {@code [{"name", "start", "step", "values"}, ...]}. */
    void take(Answer told) {
        for (var series : told.list()) {
            var curve = DashboardView.curve(series);
            for (var at = 0; at < curve.values().length; at++)
                add(curve.name(), (long) (curve.start() + at * curve.step()), curve.values()[at]);
        }
    }

    /** One more at a second since 1970; NaN is none. */
    void add(String name, long time, double value) {
        if (Double.isNaN(value)) return;
        var parts = figures.computeIfAbsent(name, key -> new TreeMap<>());
        var part = parts.computeIfAbsent(Math.floorDiv(time, seconds), key -> new double[2]);
        part[0] += value;
        part[1]++;
        while (parts.size() > MOST_PARTS) parts.pollFirstEntry();
    }

    /** So many parts until a second, the newest last; NaN where nothing was seen. */
    double[] last(String name, int count, long until) {
        var values = new double[count];
        Arrays.fill(values, Double.NaN);
        var parts = figures.getOrDefault(name, new TreeMap<>());
        var newest = Math.floorDiv(until, seconds);
        parts.subMap(newest - count + 1, true, newest, true)
                .forEach((part, sum) -> values[(int) (count - 1 - newest + part)] = sum[0] / sum[1]);
        return values;
    }
}
