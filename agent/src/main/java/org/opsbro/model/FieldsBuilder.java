package org.opsbro.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.opsbro.model.Value.Fields;

/** Builds {@link Fields} key by key, in order; not for sharing between threads. */
public final class FieldsBuilder {
    private final Map<String, Value> values = new LinkedHashMap<>();

    FieldsBuilder() {}

    public FieldsBuilder with(String key, Value value) {
        values.put(key, value);
        return this;
    }

    public FieldsBuilder with(String key, String value) {
        return with(key, Value.of(value));
    }

    public FieldsBuilder with(String key, long value) {
        return with(key, Value.of(value));
    }

    public FieldsBuilder with(String key, double value) {
        return with(key, Value.of(value));
    }

    public FieldsBuilder with(String key, boolean value) {
        return with(key, Value.of(value));
    }

    public Fields end() {
        return Value.fields(values);
    }
}
