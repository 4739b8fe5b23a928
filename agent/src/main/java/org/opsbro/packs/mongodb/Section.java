package org.opsbro.packs.mongodb;

import java.util.List;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.Value;

/** A part of an answer, empty where there is none. */
record Section(Value.Fields fields) {
    static Section of(Value.Fields whole, String... path) {
        Value here = whole;
        for (var step : path) here = here instanceof Value.Fields fields ? fields.get(step) : Value.UNDEFINED;
        return new Section(here instanceof Value.Fields fields ? fields : Value.Fields.EMPTY);
    }

    /** The number of a key, -1 without one. */
    double number(String key) {
        return switch (fields.get(key)) {
            case Value.Int(long number) -> number;
            case Value.Real(double number) -> number;
            default -> -1;
        };
    }

    /** The first of these that is there. */
    Section or(Section other) {
        return fields.size() == 0 ? other : this;
    }

    /** Puts those of its numbers that have these keys below a name; all of them, where none is named. */
    void numbers(FieldsBuilder into, String name, String... keys) {
        var wanted = List.of(keys);
        var numbers = Value.object();
        fields.forEach((key, value) -> {
            var isNumber = value instanceof Value.Int || value instanceof Value.Real;
            if (isNumber && (wanted.isEmpty() || wanted.contains(key))) numbers.with(key, value);
        });
        var all = numbers.end();
        if (all.size() > 0) into.with(name, all);
    }
}
