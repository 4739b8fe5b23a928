package org.opsbro.metrology.live;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.opsbro.metrology.SeriesName;
import org.opsbro.model.Value;

/**
 * The series of the numbers in facts: {@code NODE.COLLECTOR.KEY.KEY}, and where values of labels stand in the place of keys {@code NODE.COLLECTOR.KEY;LABEL=VALUE}. Names
 * are made once, so that facts that come again cost little. For one thread at a time.
 */
final class FactSeries {
    private static final String PAIRS = ",(?=[a-zA-Z_][a-zA-Z0-9_]*=)";

    private final SeriesStore store;
    private final Map<String, Branch> roots = new HashMap<>();

    /** A part of a name, with those below it. */
    private static final class Branch {
        final String path;
        final SortedMap<String, String> tags;
        final Map<String, Branch> below = new HashMap<>();

        @Nullable
        Series series;

        Branch(String path, SortedMap<String, String> tags) {
            this.path = path;
            this.tags = tags;
        }

        Branch below(String key) {
            var known = below.get(key);
            if (known != null) return known;
            return put(key, new Branch(path + "." + SeriesName.part(key), tags));
        }

        private Branch put(String key, Branch fresh) {
            below.put(key, fresh);
            return fresh;
        }

        /** The value of a label. */
        Branch labelled(String label, String value) {
            var known = below.get(value);
            if (known != null) return known;
            var more = new TreeMap<>(tags);
            tag(more, label, value);
            return put(value, new Branch(path, more));
        }

        /** Values with their labels, as one key. */
        Branch labelled(String pairs) {
            var known = below.get(pairs);
            if (known != null) return known;
            var more = new TreeMap<>(tags);
            for (var pair : pairs.split(PAIRS, -1)) {
                var equals = pair.indexOf('=');
                if (equals > 0) tag(more, pair.substring(0, equals), pair.substring(equals + 1));
            }
            return put(pairs, new Branch(path, more));
        }

        /** A label without a value is none; the tag {@code name} is the path of a series. */
        private static void tag(Map<String, String> tags, String label, String value) {
            if (!value.isEmpty()) tags.put(label.equals("name") ? "exported_name" : label, SeriesName.tag(value));
        }

        String name() {
            var name = new StringBuilder(path);
            tags.forEach(
                    (tag, value) -> name.append(';').append(tag).append('=').append(value));
            return name.toString();
        }
    }

    FactSeries(SeriesStore store) {
        this.store = store;
    }

    private Branch root(String name) {
        return roots.computeIfAbsent(name, path -> new Branch(path, new TreeMap<>()));
    }

    /**
     * Takes all numbers; flags as 1 and 0; lists are left out, as their places mean nothing.
     *
     * @param labels {@link org.opsbro.model.CollectorReport#labels}
     */
    void take(String root, Value.Fields facts, Map<String, List<String>> labels, long second) {
        var at = root(root);
        for (var key : facts.keys()) {
            var names = labels.get(key);
            if (names != null && facts.get(key) instanceof Value.Fields below)
                labelled(at.below(key), below, names, 0, second);
            else take(at, key, facts.get(key), second);
        }
    }

    void take(String root, String key, double value, long second) {
        add(root(root).below(key), value, second);
    }

    private void take(Branch at, String key, Value value, long second) {
        if (value instanceof Value.Fields fields) {
            var next = at.below(key);
            for (var each : fields.keys()) take(next, each, fields.get(each), second);
            return;
        }
        var number = number(value);
        if (!Double.isNaN(number)) add(at.below(key), number, second);
    }

    /** Flags as 1 and 0; NaN of what is no figure over time. */
    private static double number(Value value) {
        return switch (value) {
            case Value.Int number -> (double) number.number();
            case Value.Real number -> number.number();
            case Value.Bool flag -> flag.isTrue() ? 1 : 0;
            default -> Double.NaN;
        };
    }

    private void labelled(Branch at, Value.Fields values, List<String> names, int depth, long second) {
        for (var key : values.keys()) {
            var next = names.isEmpty() ? at.labelled(key) : at.labelled(names.get(depth), key);
            if (depth + 1 < names.size() && values.get(key) instanceof Value.Fields below)
                labelled(next, below, names, depth + 1, second);
            else add(next, number(values.get(key)), second);
        }
    }

    private void add(Branch at, double value, long second) {
        // a figure that is not known at present is no sample, and not worth counting as refused
        if (Double.isNaN(value)) return;
        if (at.series == null) at.series = store.series(at.name());
        if (at.series != null) store.add(at.series, second, value);
    }
}
