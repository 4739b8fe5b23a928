package org.opsbro.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.BiConsumer;

/**
 * A value of the expression language, of a collector's facts and of every JSON answer.
 *
 * <p>Absence is {@link Undefined}, never Java's null. Values are immutable and safe to share between threads.
 */
// the first thread of the process touches this type before it starts another, so no two threads initialise it at once
@SuppressWarnings("ClassInitializationDeadlock")
public sealed interface Value {
    Value NONE = new None();
    Value TRUE = new Bool(true);
    Value FALSE = new Bool(false);
    Value UNDEFINED = new Undefined("");

    /** Python's {@code None}, JSON's null. */
    record None() implements Value {}

    record Bool(boolean isTrue) implements Value {}

    /** An exact 64-bit integer. */
    record Int(long number) implements Value {}

    record Real(double number) implements Value {}

    record Text(String text) implements Value {}

    /** Nothing is known here; {@code why} says what was looked for, and may be empty. */
    record Undefined(String why) implements Value {}

    /** A list. */
    record Items(List<Value> all) implements Value {
        public static final Items EMPTY = new Items(List.of());

        public Items {
            all = List.copyOf(all);
        }
    }

    /** A tuple: as a list, but never equal to one. */
    record Tuple(List<Value> all) implements Value {
        public Tuple {
            all = List.copyOf(all);
        }
    }

    /** A set of distinct values, in order of first appearance. */
    record Distinct(SequencedSet<Value> all) implements Value {
        public Distinct {
            all = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(all));
        }
    }

    /** A dictionary with keys of any type, as a literal of the language makes it. */
    record Dict(Map<Value, Value> entries) implements Value {
        public Dict {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }
    }

    /**
     * A map from text keys to values, in a stable order: facts, JSON objects, parameters. Open to other representations (columns of
     * numbers): each implements equals and hashCode by {@link #same} and {@link #hash}.
     */
    non-sealed interface Fields extends Value {
        Fields EMPTY = Value.fields(Map.of());

        /** The value under the key, or an {@link Undefined}. */
        Value get(String key);

        /** The keys in their stable order. */
        List<String> keys();

        default boolean has(String key) {
            return !(get(key) instanceof Undefined);
        }

        default int size() {
            return keys().size();
        }

        /** Visits each key with its value, in the stable order. */
        default void forEach(BiConsumer<String, Value> visitor) {
            for (var key : keys()) visitor.accept(key, get(key));
        }

        /** Whether both have the same keys with equal values, in whatever order. */
        static boolean same(Fields one, Fields other) {
            if (one.size() != other.size()) return false;
            for (var key : one.keys()) {
                if (!one.get(key).equals(other.get(key))) return false;
            }
            return true;
        }

        static int hash(Fields fields) {
            var hash = 0;
            for (var key : fields.keys())
                hash += key.hashCode() ^ fields.get(key).hashCode();
            return hash;
        }
    }

    static Value of(boolean value) {
        return value ? TRUE : FALSE;
    }

    static Value of(long value) {
        return new Int(value);
    }

    static Value of(double value) {
        return new Real(value);
    }

    static Value of(String value) {
        return new Text(value);
    }

    static Value of(Optional<String> value) {
        return value.<Value>map(Text::new).orElse(NONE);
    }

    static Value texts(Iterable<String> values) {
        var all = new ArrayList<Value>();
        values.forEach(value -> all.add(of(value)));
        return new Items(all);
    }

    static Fields fields(Map<String, ? extends Value> values) {
        return new MapFields(values);
    }

    /** Starts an object of several keys: {@code Value.object().with("name", of("x")).end()}. */
    static FieldsBuilder object() {
        return new FieldsBuilder();
    }

    /** What an operator would read: text as it is, everything else as its JSON-like form. */
    default String display() {
        // no switch: the command line calls this, and the bootstrap of a switch over types is in no cache of classes
        if (this instanceof Text text) return text.text();
        if (this instanceof Int number) return Long.toString(number.number());
        if (this instanceof Undefined undefined) return undefined.why().isEmpty() ? "undefined" : undefined.why();
        return Json.write(this);
    }
}
