package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;

/** What Python does with texts, lists, tuples, sets and dictionaries alike: {@code in}, {@code len()}, iteration, {@code [index]}. */
public final class Containers {
    private static final Value GROUPER = Value.of("grouper");
    private static final Value LIST = Value.of("list");
    private static final int SHOWN = 8;

    private Containers() {}

    /** Python's bool(). */
    public static boolean isTrue(Value value) {
        return switch (value) {
            case Value.Bool bool -> bool.isTrue();
            case Value.Int number -> number.number() != 0;
            case Value.Real real -> real.number() != 0;
            case Value.Text text -> !text.text().isEmpty();
            case Value.None none -> false;
            case Value.Items items -> !items.all().isEmpty();
            case Value.Tuple tuple -> !tuple.all().isEmpty();
            case Value.Distinct distinct -> !distinct.all().isEmpty();
            case Value.Dict dict -> !dict.entries().isEmpty();
            case Value.Fields fields -> fields.size() > 0;
            case Value.Undefined undefined -> throw new EvaluationException(undefined.display());
        };
    }

    public static int length(Value value) {
        return switch (value) {
            case Value.Text text -> text.text().codePointCount(0, text.text().length());
            case Value.Items items -> items.all().size();
            case Value.Tuple tuple -> tuple.all().size();
            case Value.Distinct distinct -> distinct.all().size();
            case Value.Dict dict -> dict.entries().size();
            case Value.Fields fields -> fields.size();
            default -> throw new EvaluationException(Display.described(value) + " has no length");
        };
    }

    /** The parts that a loop would visit: characters of a text, keys of a dictionary. */
    public static List<Value> parts(Value value) {
        return switch (value) {
            case Value.Items items -> items.all();
            case Value.Tuple tuple -> tuple.all();
            case Value.Distinct distinct -> List.copyOf(distinct.all());
            case Value.Dict dict -> List.copyOf(dict.entries().keySet());
            case Value.Fields fields -> fields.keys().stream().map(Value::of).toList();
            case Value.Text text -> characters(text.text());
            default -> throw new EvaluationException("want a list, found " + Display.described(value));
        };
    }

    static boolean contains(Value container, Value value) {
        return switch (container) {
            case Value.Items items -> isAmong(items.all(), value);
            case Value.Tuple tuple -> isAmong(tuple.all(), value);
            case Value.Distinct distinct -> Sets.contains(distinct, value);
            case Value.Dict dict -> !(Dictionaries.get(dict, value) instanceof Value.Undefined);
            case Value.Fields fields -> !(Dictionaries.get(fields, value) instanceof Value.Undefined);
            case Value.Text text -> {
                if (!(value instanceof Value.Text part))
                    throw new EvaluationException("only a text can be in a text, not " + Display.described(value));
                yield text.text().contains(part.text());
            }
            default -> throw new EvaluationException("nothing can be in " + Display.described(container));
        };
    }

    /** {@code container.key} and {@code container[key]} of templates: undefined where there is nothing. */
    public static Value entry(Value container, Value key) {
        if (container instanceof Value.Fields fields)
            return key instanceof Value.Text name ? fields.get(name.text()) : Value.UNDEFINED;
        if (container instanceof Value.Dict dict) return Dictionaries.get(dict, key);
        if (Numbers.isWhole(key)) return atOrUndefined(container, Numbers.whole(key));
        // what groupby gives may be read by name
        if (container instanceof Value.Tuple(var all) && all.size() == 2 && all.getLast() instanceof Value.Items)
            return key.equals(GROUPER) ? all.getFirst() : key.equals(LIST) ? all.getLast() : Value.UNDEFINED;
        return Value.UNDEFINED;
    }

    /** Why there is no such entry, with the keys there are. */
    public static String missing(Value container, Value key) {
        if (!Dictionaries.isOne(container)) return Display.described(container) + " has no " + Display.repr(key);
        var keys = Dictionaries.keys(container).stream().map(Display::str).toList();
        var hint = Nearest.hint(Display.str(key), keys);
        if (hint.isEmpty() && !keys.isEmpty())
            hint = ", only " + String.join(", ", keys.stream().limit(SHOWN).toList())
                    + (keys.size() > SHOWN ? "…" : "");
        return "there is no " + Display.repr(key) + " here" + hint;
    }

    static Value at(Value container, Value index) {
        return switch (container) {
            case Value.Items items -> at(items.all(), index);
            case Value.Tuple tuple -> at(tuple.all(), index);
            case Value.Dict dict -> under(dict, index);
            case Value.Fields fields -> under(fields, index);
            case Value.Text text -> {
                var at = index(index, length(text));
                var start = text.text().offsetByCodePoints(0, at);
                yield Value.of(text.text().substring(start, text.text().offsetByCodePoints(start, 1)));
            }
            default -> throw new EvaluationException(Display.described(container) + " has no [index]");
        };
    }

    private static Value atOrUndefined(Value container, long position) {
        return switch (container) {
            case Value.Items items -> atOrUndefined(items.all(), position);
            case Value.Tuple tuple -> atOrUndefined(tuple.all(), position);
            case Value.Text text -> {
                var size = length(text);
                yield position >= -size && position < size ? at(text, Value.of(position)) : Value.UNDEFINED;
            }
            default -> Value.UNDEFINED;
        };
    }

    private static Value atOrUndefined(List<Value> all, long position) {
        var at = position < 0 ? position + all.size() : position;
        return at >= 0 && at < all.size() ? all.get((int) at) : Value.UNDEFINED;
    }

    static boolean isAmong(List<Value> all, Value value) {
        for (var each : all) if (Equality.same(each, value)) return true;
        return false;
    }

    private static Value at(List<Value> all, Value index) {
        return all.get(index(index, all.size()));
    }

    private static int index(Value index, int size) {
        if (!Numbers.isWhole(index))
            throw new EvaluationException("want an integer as index, found " + Display.described(index));
        var number = Numbers.whole(index);
        var at = number < 0 ? number + size : number;
        if (at < 0 || at >= size)
            throw new EvaluationException("index " + number + " is outside of " + size + " values");
        return (int) at;
    }

    private static Value under(Value dictionary, Value key) {
        var found = Dictionaries.get(dictionary, key);
        if (!(found instanceof Value.Undefined)) return found;
        throw new EvaluationException("there is no key " + Display.repr(key) + known(dictionary));
    }

    private static String known(Value dictionary) {
        var keys = Dictionaries.keys(dictionary);
        if (keys.isEmpty()) return ": the dictionary is empty";
        var shown = keys.stream().limit(8).map(Display::repr).toList();
        return " among " + String.join(", ", shown) + (keys.size() > shown.size() ? "…" : "");
    }

    private static List<Value> characters(String text) {
        Limits.checkList(text.codePointCount(0, text.length()));
        List<Value> all = new ArrayList<>();
        text.codePoints().forEach(point -> all.add(Value.of(Character.toString(point))));
        return all;
    }
}
