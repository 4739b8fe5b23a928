package org.opsbro.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.model.Value;

/** The one value that changes: what a loop sets in it stays after the loop. Lives as long as its rendering, and is one thread's. */
final class Namespace implements Value.Fields {
    private static final int MAX_NAMES = 1000;

    private final Map<String, Value> values = new LinkedHashMap<>();

    void set(String name, Value value) {
        if (values.size() == MAX_NAMES && !values.containsKey(name))
            throw new EvaluationException("a namespace has at most " + MAX_NAMES + " names");
        values.put(name, value);
    }

    @Override
    public Value get(String key) {
        return values.getOrDefault(key, Value.UNDEFINED);
    }

    @Override
    public List<String> keys() {
        return List.copyOf(values.keySet());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
