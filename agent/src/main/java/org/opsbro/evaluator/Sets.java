package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opsbro.model.Value;

/** Sets of values that are the same by {@link Equality}: {@code {1, 1.0, True}} has one. Of equals the first stays. */
public final class Sets {
    private Sets() {}

    /** @throws EvaluationException if one of them cannot be in a set */
    public static Value.Distinct of(Iterable<Value> values) {
        Map<Value, Value> byKey = new LinkedHashMap<>();
        for (var value : values) byKey.putIfAbsent(key(value), value);
        Limits.checkList(byKey.size());
        return new Value.Distinct(new LinkedHashSet<>(byKey.values()));
    }

    public static Value.Distinct union(Value.Distinct left, Value.Distinct right) {
        List<Value> all = new ArrayList<>(left.all());
        all.addAll(right.all());
        return of(all);
    }

    public static Value.Distinct intersection(Value.Distinct left, Value.Distinct right) {
        // of equal values CPython keeps those of the smaller set
        return right.all().size() > left.all().size() ? kept(left, keys(right), true) : kept(right, keys(left), true);
    }

    public static Value.Distinct difference(Value.Distinct left, Value.Distinct right) {
        return kept(left, keys(right), false);
    }

    static boolean isSubset(Value.Distinct left, Value.Distinct right) {
        var keys = keys(right);
        return left.all().stream().allMatch(value -> keys.contains(key(value)));
    }

    static boolean contains(Value.Distinct set, Value value) {
        // CPython looks for a set in a set as if it were frozen, and never finds it
        if (value instanceof Value.Distinct) return false;
        var key = key(value);
        if (set.all().contains(value) && !Numbers.isNan(value)) return true;
        if (key instanceof Value.Text || key instanceof Value.None) return false;
        return set.all().stream().anyMatch(each -> Equality.same(each, value));
    }

    /**
     * One value for all that are equal: numbers become integers where they are whole.
     *
     * @throws EvaluationException for lists, sets and dictionaries, which can neither be in a set nor be a key
     */
    public static Value key(Value value) {
        return switch (value) {
            case Value.Bool bool -> Value.of(bool.isTrue() ? 1 : 0);
            case Value.Real real ->
                real.number() == (long) real.number() && real.number() >= -0x1p63 && real.number() < 0x1p63
                        ? Value.of((long) real.number())
                        : value;
            case Value.Tuple tuple ->
                new Value.Tuple(tuple.all().stream().map(Sets::key).toList());
            case Value.Int number -> value;
            case Value.Text text -> value;
            case Value.None none -> value;
            case Value.Items items -> throw unhashable(value);
            case Value.Distinct distinct -> throw unhashable(value);
            case Value.Dict dict -> throw unhashable(value);
            case Value.Fields fields -> throw unhashable(value);
            case Value.Undefined undefined -> throw unhashable(value);
        };
    }

    private static EvaluationException unhashable(Value value) {
        return new EvaluationException(Display.described(value) + " cannot be in a set or be a key");
    }

    private static Set<Value> keys(Value.Distinct set) {
        var keys = new LinkedHashSet<Value>();
        for (var value : set.all()) keys.add(key(value));
        return keys;
    }

    private static Value.Distinct kept(Value.Distinct set, Set<Value> keys, boolean where) {
        var kept = new LinkedHashSet<Value>();
        for (var value : set.all()) if (keys.contains(key(value)) == where) kept.add(value);
        return new Value.Distinct(kept);
    }
}
