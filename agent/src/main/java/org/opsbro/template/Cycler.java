package org.opsbro.template;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.opsbro.evaluator.Callable;
import org.opsbro.model.Value;

/** Goes through some values again and again: {@code next()}, {@code current}, {@code reset()}. Lives as long as its rendering. */
final class Cycler implements Value.Fields {
    private final List<Value> values;
    private int at;

    Cycler(List<Value> values) {
        this.values = values;
    }

    int position() {
        return at;
    }

    Value next() {
        var value = values.get(at);
        at = (at + 1) % values.size();
        return value;
    }

    @Override
    public Value get(String key) {
        return switch (key) {
            case "current" -> values.get(at);
            case "next" -> (Callable) (arguments, keywords, frame) -> next();
            case "reset" ->
                (Callable) (arguments, keywords, frame) -> {
                    at = 0;
                    return Value.NONE;
                };
            default -> Value.UNDEFINED;
        };
    }

    @Override
    public List<String> keys() {
        return List.of("current", "next", "reset");
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
