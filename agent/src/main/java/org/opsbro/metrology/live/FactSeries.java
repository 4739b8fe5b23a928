package org.opsbro.metrology.live;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.opsbro.metrology.SeriesName;
import org.opsbro.model.Value;

/** The series of the numbers in facts: {@code NODE.COLLECTOR.KEY.KEY}. Names are made once, so that facts that come again cost little. For one thread at a time. */
final class FactSeries {
    private final SeriesStore store;
    private final Map<String, Branch> roots = new HashMap<>();

    /** A part of a name, with those below it. */
    private static final class Branch {
        final String name;
        final Map<String, Branch> below = new HashMap<>();

        @Nullable
        Series series;

        Branch(String name) {
            this.name = name;
        }

        Branch below(String key) {
            var known = below.get(key);
            if (known != null) return known;
            var fresh = new Branch(name + "." + SeriesName.part(key));
            below.put(key, fresh);
            return fresh;
        }
    }

    FactSeries(SeriesStore store) {
        this.store = store;
    }

    /** Takes all numbers; flags as 1 and 0; lists are left out, as their places mean nothing. */
    void take(String root, Value.Fields facts, long second) {
        take(roots.computeIfAbsent(root, Branch::new), facts, second);
    }

    void take(String root, String key, double value, long second) {
        add(roots.computeIfAbsent(root, Branch::new).below(key), value, second);
    }

    private void take(Branch at, Value.Fields facts, long second) {
        for (var key : facts.keys()) {
            switch (facts.get(key)) {
                case Value.Int number -> add(at.below(key), (double) number.number(), second);
                case Value.Real number -> add(at.below(key), number.number(), second);
                case Value.Bool flag -> add(at.below(key), flag.isTrue() ? 1 : 0, second);
                case Value.Fields fields -> take(at.below(key), fields, second);
                default -> {} // texts and lists are no figures over time
            }
        }
    }

    private void add(Branch at, double value, long second) {
        // a figure that is not known at present is no sample, and not worth counting as refused
        if (Double.isNaN(value)) return;
        if (at.series == null) at.series = store.series(at.name);
        if (at.series != null) store.add(at.series, second, value);
    }
}
