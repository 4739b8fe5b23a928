package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.opsbro.model.Value;

/** How large a value may become while an expression is evaluated; what a reference brings may be larger. */
public final class Limits {
    /** Characters of a text. */
    public static final int TEXT = 64 * 1024;

    /** Values in a list, tuple, set or dictionary. */
    public static final int LIST = 10_000;

    /** Values in a container and in all that it contains, counted as often as they appear. */
    static final int WEIGHT = 100_000;

    private Limits() {}

    /** How many values there are in it, itself included; counting stops where it is too many. A long text counts for several. */
    static int weight(Value value) {
        return weight(value, WEIGHT + 1);
    }

    /** The parts of a new container, if they are not too many in all. */
    public static <T extends Iterable<Value>> T weighed(T parts) {
        var weight = 0;
        for (var part : parts) {
            weight += weight(part, WEIGHT + 1 - weight);
            if (weight > WEIGHT)
                throw new EvaluationException("a value of more than " + WEIGHT + " parts in all is not allowed");
        }
        return parts;
    }

    private static int weight(Value value, int most) {
        return switch (value) {
            case Value.Items items -> weight(items.all(), most);
            case Value.Tuple tuple -> weight(tuple.all(), most);
            case Value.Distinct set -> 1 + set.all().size();
            case Value.Dict dict ->
                1 + dict.entries().size() + weight(dict.entries().values(), most);
            case Value.Fields fields -> {
                var weight = 1;
                for (var key : fields.keys()) {
                    if (weight >= most) break;
                    weight += 1 + weight(fields.get(key), most - weight);
                }
                yield weight;
            }
            case Value.Text text -> 1 + (text.text().length() >> 6);
            default -> 1;
        };
    }

    private static int weight(Iterable<Value> parts, int most) {
        var weight = 1;
        for (var part : parts) {
            if (weight >= most) break;
            weight += weight(part, most - weight);
        }
        return weight;
    }

    /** The text as a value, if it is not too long. */
    public static Value text(String text) {
        checkText(text.length());
        return Value.of(text);
    }

    /** The list as it is, if it is not too long. */
    public static <T> List<T> list(List<T> all) {
        checkList(all.size());
        return all;
    }

    static Value text(String left, String right) {
        checkText((long) left.length() + right.length());
        return Value.of(left.concat(right));
    }

    static void checkText(long length) {
        if (length > TEXT)
            throw new EvaluationException("a text of " + length + " characters: at most " + TEXT + " are allowed");
    }

    static void checkList(long size) {
        if (size > LIST)
            throw new EvaluationException("a list of " + size + " values: at most " + LIST + " are allowed");
    }

    static Value repeated(String text, long times) {
        if (times <= 0 || text.isEmpty()) return Value.of("");
        checkText(times > TEXT ? times : times * text.length());
        return Value.of(text.repeat((int) times));
    }

    static List<Value> repeated(List<Value> all, long times) {
        if (times <= 0 || all.isEmpty()) return List.of();
        checkList(times > LIST ? times : times * all.size());
        List<Value> repeated = new ArrayList<>();
        for (var i = 0; i < times; i++) repeated.addAll(all);
        return weighed(Collections.unmodifiableList(repeated));
    }

    static List<Value> joined(List<Value> left, List<Value> right) {
        checkList((long) left.size() + right.size());
        List<Value> joined = new ArrayList<>(left.size() + right.size());
        joined.addAll(left);
        joined.addAll(right);
        return weighed(joined);
    }
}
