package org.opsbro.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.opsbro.model.Value.Fields;

/** {@link Fields} backed by an ordered map. */
final class MapFields implements Fields {
    private final Map<String, Value> values;
    private final List<String> keys;

    MapFields(Map<String, ? extends Value> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        this.keys = List.copyOf(values.keySet());
    }

    @Override
    public Value get(String key) {
        return values.getOrDefault(key, UNDEFINED);
    }

    @Override
    public List<String> keys() {
        return keys;
    }

    @Override
    public void forEach(BiConsumer<String, Value> visitor) {
        values.forEach(visitor);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Fields fields && Fields.same(this, fields);
    }

    @Override
    public int hashCode() {
        return Fields.hash(this);
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
