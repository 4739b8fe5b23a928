package org.opsbro.evaluator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.model.Value;

/** What {@link Value.Dict} and {@link Value.Fields} have in common for the language: both are its dictionaries. */
final class Dictionaries {
    private Dictionaries() {}

    static boolean isOne(Value value) {
        return value instanceof Value.Dict || value instanceof Value.Fields;
    }

    /** Keys that are equal are one: the first stays, with the last value. */
    static Value.Dict of(List<Value> keys, List<Value> values) {
        Map<Value, Value> originals = new LinkedHashMap<>();
        Map<Value, Value> entries = new LinkedHashMap<>();
        for (var i = 0; i < keys.size(); i++) {
            var key = keys.get(i);
            var kept = originals.putIfAbsent(Sets.key(key), key);
            entries.put(kept == null ? key : kept, values.get(i));
        }
        Limits.checkList(entries.size());
        return new Value.Dict(entries);
    }

    static int size(Value dictionary) {
        return switch (dictionary) {
            case Value.Dict dict -> dict.entries().size();
            case Value.Fields fields -> fields.size();
            default -> throw noDictionary(dictionary);
        };
    }

    /** The value of a key, or undefined. */
    static Value get(Value dictionary, Value key) {
        return switch (dictionary) {
            case Value.Fields fields -> {
                Sets.key(key);
                yield key instanceof Value.Text text ? fields.get(text.text()) : Value.UNDEFINED;
            }
            case Value.Dict dict -> get(dict.entries(), key);
            default -> throw noDictionary(dictionary);
        };
    }

    static List<Value> keys(Value dictionary) {
        return switch (dictionary) {
            case Value.Dict dict -> List.copyOf(dict.entries().keySet());
            case Value.Fields fields -> fields.keys().stream().map(Value::of).toList();
            default -> throw noDictionary(dictionary);
        };
    }

    static Value merged(Value left, Value right) {
        var keys = new java.util.ArrayList<>(keys(left));
        var values = new java.util.ArrayList<Value>();
        for (var key : keys) values.add(get(left, key));
        for (var key : keys(right)) {
            keys.add(key);
            values.add(get(right, key));
        }
        return of(keys, values);
    }

    static boolean same(Value left, Value right) {
        if (size(left) != size(right)) return false;
        for (var key : keys(left)) {
            var other = get(right, key);
            if (other instanceof Value.Undefined || !Equality.same(get(left, key), other)) return false;
        }
        return true;
    }

    private static Value get(Map<Value, Value> entries, Value key) {
        var canonical = Sets.key(key);
        var found = entries.get(key);
        if (found != null && !Numbers.isNan(key)) return found;
        if (canonical instanceof Value.Text || canonical instanceof Value.None) return Value.UNDEFINED;
        for (var entry : entries.entrySet()) if (Equality.same(entry.getKey(), key)) return entry.getValue();
        return Value.UNDEFINED;
    }

    private static EvaluationException noDictionary(Value value) {
        return new EvaluationException("want a dictionary, found " + Display.described(value));
    }
}
