package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;

/** The methods that a value can be asked for: a closed list for each type, none of which changes anything. */
final class Methods {
    static final List<String> OF_SEQUENCES = List.of("count", "index");
    static final List<String> OF_DICTIONARIES = List.of("get", "items", "keys", "values");
    static final List<String> OF_SETS = List.of(
            "difference", "intersection", "isdisjoint", "issubset", "issuperset", "symmetric_difference", "union");

    private static final Set<String> ALL = all();

    private Methods() {}

    /** Refuses at load what no type has. */
    static void check(String name, String text, int offset) {
        if (!ALL.contains(name))
            throw new BadExpression("there is no method " + name + Nearest.hint(name, ALL), text, offset);
    }

    static Value call(Value target, String name, List<Value> arguments) {
        return switch (target) {
            case Value.Text text -> TextMethods.call(text.text(), name, arguments);
            case Value.Items items -> ofSequence(target, items.all(), name, arguments);
            case Value.Tuple tuple -> ofSequence(target, tuple.all(), name, arguments);
            case Value.Dict dict -> ofDictionary(dict, name, arguments);
            case Value.Fields fields -> ofDictionary(fields, name, arguments);
            case Value.Distinct set -> ofSet(set, name, arguments);
            default -> throw unknown(target, name, List.of());
        };
    }

    static EvaluationException unknown(Value target, String name, List<String> known) {
        return new EvaluationException("a " + Display.type(target) + " has no method " + name
                + (known.isEmpty() ? "" : "; it has " + String.join(", ", known)));
    }

    static void count(String name, List<Value> arguments, int least, int most) {
        if (arguments.size() >= least && arguments.size() <= most) return;
        throw new EvaluationException("." + name + "() takes " + (least == most ? least : least + " to " + most)
                + " arguments, found " + arguments.size());
    }

    private static Value ofSequence(Value target, List<Value> all, String name, List<Value> arguments) {
        return switch (name) {
            case "count" -> {
                count(name, arguments, 1, 1);
                yield Value.of(all.stream()
                        .filter(each -> Equality.same(each, arguments.getFirst()))
                        .count());
            }
            case "index" -> {
                count(name, arguments, 1, 3);
                var from = bound(arguments, 1, 0, all.size());
                var to = bound(arguments, 2, all.size(), all.size());
                for (var i = from; i < to; i++) if (Equality.same(all.get(i), arguments.getFirst())) yield Value.of(i);
                throw new EvaluationException(Display.described(arguments.getFirst()) + " is not in the list");
            }
            default -> throw unknown(target, name, OF_SEQUENCES);
        };
    }

    /** A position that may count from the end, kept inside. */
    static int bound(List<Value> arguments, int which, int missing, int size) {
        if (arguments.size() <= which) return missing;
        var number = Numbers.whole(arguments.get(which));
        return Math.clamp(number < 0 ? number + size : number, 0, size);
    }

    private static Value ofDictionary(Value target, String name, List<Value> arguments) {
        return switch (name) {
            case "get" -> {
                count(name, arguments, 1, 2);
                var found = Dictionaries.get(target, arguments.getFirst());
                if (!(found instanceof Value.Undefined)) yield found;
                yield arguments.size() > 1 ? arguments.get(1) : Value.NONE;
            }
            case "keys" -> {
                count(name, arguments, 0, 0);
                yield new Value.Items(Dictionaries.keys(target));
            }
            case "values" -> {
                count(name, arguments, 0, 0);
                yield new Value.Items(Dictionaries.keys(target).stream()
                        .map(key -> Dictionaries.get(target, key))
                        .toList());
            }
            case "items" -> {
                count(name, arguments, 0, 0);
                yield new Value.Items(Dictionaries.keys(target).stream()
                        .<Value>map(key -> new Value.Tuple(List.of(key, Dictionaries.get(target, key))))
                        .toList());
            }
            default -> throw unknown(target, name, OF_DICTIONARIES);
        };
    }

    private static Value ofSet(Value.Distinct set, String name, List<Value> arguments) {
        var others = arguments.stream()
                .map(each -> each instanceof Value.Distinct other ? other : Sets.of(Containers.parts(each)))
                .toList();
        return switch (name) {
            case "union" -> others.stream().reduce(set, Sets::union);
            case "intersection" -> others.stream().reduce(set, Sets::intersection);
            case "difference" -> others.stream().reduce(set, Sets::difference);
            case "symmetric_difference" -> Bits.xor(set, only(name, others));
            case "issubset" -> Value.of(Sets.isSubset(set, only(name, others)));
            case "issuperset" -> Value.of(Sets.isSubset(only(name, others), set));
            case "isdisjoint" ->
                Value.of(Sets.intersection(set, only(name, others)).all().isEmpty());
            default -> throw unknown(set, name, OF_SETS);
        };
    }

    private static Value.Distinct only(String name, List<Value.Distinct> others) {
        if (others.size() != 1)
            throw new EvaluationException("." + name + "() takes 1 arguments, found " + others.size());
        return others.getFirst();
    }

    private static Set<String> all() {
        Set<String> all = new TreeSet<>();
        List<List<String>> lists = new ArrayList<>(List.of(OF_SEQUENCES, OF_DICTIONARIES, OF_SETS, TextMethods.NAMES));
        lists.forEach(all::addAll);
        return Set.copyOf(all);
    }
}
