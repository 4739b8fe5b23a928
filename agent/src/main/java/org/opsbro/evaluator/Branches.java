package org.opsbro.evaluator;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.opsbro.model.Value;

/** The entries of a dictionary that a wildcard stands for. */
final class Branches {
    private final String[] keys;
    private final Value[] values;
    private int count;

    Branches(int size) {
        keys = new String[size];
        values = new Value[size];
    }

    void add(String key, Value value) {
        keys[count] = key;
        values[count++] = value;
    }

    List<Value> values() {
        return Arrays.asList(values);
    }

    List<Value> byKey() {
        if (isSorted()) return values();
        return IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparing(i -> keys[i]))
                .map(i -> values[i])
                .toList();
    }

    private boolean isSorted() {
        for (var i = 1; i < count; i++) if (keys[i - 1].compareTo(keys[i]) > 0) return false;
        return true;
    }
}
