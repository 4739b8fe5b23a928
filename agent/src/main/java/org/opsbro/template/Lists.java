package org.opsbro.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.opsbro.evaluator.Containers;
import org.opsbro.evaluator.Display;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Limits;
import org.opsbro.evaluator.Operators;
import org.opsbro.evaluator.Sets;
import org.opsbro.model.Value;

/** What the filters of lists make. */
final class Lists {
    private Lists() {}

    static Value joined(Value values, Value separator, Attribute attribute) {
        var between = Display.str(separator);
        var out = new StringBuilder();
        var first = true;
        for (var each : Containers.parts(values)) {
            var value = attribute.in(each);
            if (value instanceof Value.Undefined undefined) throw new EvaluationException(undefined.display());
            if (!first) out.append(between);
            first = false;
            out.append(Display.str(value));
            if (out.length() > Limits.TEXT) break;
        }
        return Limits.text(out.toString());
    }

    static Value first(Value values) {
        var all = Containers.parts(values);
        return all.isEmpty() ? new Value.Undefined("there is no first value: the list is empty") : all.getFirst();
    }

    static Value last(Value values) {
        var all = Containers.parts(values);
        return all.isEmpty() ? new Value.Undefined("there is no last value: the list is empty") : all.getLast();
    }

    static Value random(List<Value> all, RandomGenerator random) {
        if (all.isEmpty()) return new Value.Undefined("there is no value to choose: the list is empty");
        return all.get(random.nextInt(all.size()));
    }

    static Value reversed(Value values) {
        if (values instanceof Value.Text text)
            return Value.of(new StringBuilder(text.text()).reverse().toString());
        List<Value> all = new ArrayList<>(Containers.parts(values));
        Collections.reverse(all);
        return new Value.Items(all);
    }

    static Value sorted(List<Value> all, boolean largestFirst, boolean caseSensitive, List<Attribute> attributes) {
        return new Value.Items(Order.sorted(
                all,
                each -> new Value.Tuple(attributes.stream()
                        .map(attribute -> Attribute.folded(attribute.in(each), caseSensitive))
                        .toList()),
                largestFirst));
    }

    static Value unique(List<Value> all, boolean caseSensitive, Attribute attribute) {
        var seen = new HashSet<Value>();
        List<Value> kept = new ArrayList<>();
        for (var each : all)
            if (seen.add(Sets.key(Attribute.folded(attribute.in(each), caseSensitive)))) kept.add(each);
        return new Value.Items(kept);
    }

    static Value extreme(List<Value> all, boolean caseSensitive, Attribute attribute, boolean largest) {
        if (all.isEmpty())
            return new Value.Undefined(
                    "there is no " + (largest ? "largest" : "smallest") + " value: the list is empty");
        var best = all.getFirst();
        var bestKey = Attribute.folded(attribute.in(best), caseSensitive);
        for (var each : all.subList(1, all.size())) {
            var key = Attribute.folded(attribute.in(each), caseSensitive);
            if (largest ? !Operators.less(bestKey, key) : !Operators.less(key, bestKey)) continue;
            best = each;
            bestKey = key;
        }
        return best;
    }

    static Value sum(List<Value> all, Attribute attribute, Value start) {
        if (start instanceof Value.Text) throw new EvaluationException("texts are not summed: join them");
        var sum = start;
        for (var each : all) {
            var value = attribute.in(each);
            if (value instanceof Value.Undefined undefined) throw new EvaluationException(undefined.display());
            sum = Operators.sum(sum, value);
        }
        return sum;
    }

    static Value grouped(List<Value> all, Attribute attribute, Value otherwise, boolean caseSensitive) {
        record Keyed(Value key, Value value) {}
        List<Keyed> keyed = new ArrayList<>();
        for (var each : all) keyed.add(new Keyed(Attribute.folded(attribute.in(each, otherwise), caseSensitive), each));
        List<Value> groups = new ArrayList<>();
        List<Value> group = new ArrayList<>();
        var sorted = Order.sorted(keyed, Keyed::key, false);
        for (var i = 0; i < sorted.size(); i++) {
            group.add(sorted.get(i).value());
            if (i + 1 < sorted.size()
                    && Operators.equal(sorted.get(i).key(), sorted.get(i + 1).key())) continue;
            groups.add(new Value.Tuple(List.of(attribute.in(group.getFirst(), otherwise), new Value.Items(group))));
            group = new ArrayList<>();
        }
        return new Value.Items(groups);
    }

    static Value batched(List<Value> all, long size, Value filler) {
        if (size < 1) throw new EvaluationException("want at least one value in each list, found " + size);
        List<Value> lists = new ArrayList<>();
        for (var from = 0; from < all.size(); from += (int) Math.min(size, Limits.LIST)) {
            List<Value> list = new ArrayList<>(all.subList(from, (int) Math.min(all.size(), from + size)));
            if (!(filler instanceof Value.None)) filled(list, Math.min(size, Limits.LIST), filler);
            lists.add(new Value.Items(list));
        }
        return new Value.Items(lists);
    }

    private static void filled(List<Value> list, long size, Value filler) {
        while (list.size() < size) list.add(filler);
    }

    static Value sliced(List<Value> all, long slices, Value filler) {
        if (slices < 1 || slices > Limits.LIST)
            throw new EvaluationException("want at least one slice, found " + slices);
        var count = (int) slices;
        var size = all.size() / count;
        var larger = all.size() % count;
        List<Value> lists = new ArrayList<>();
        var from = 0;
        for (var i = 0; i < count; i++) {
            var to = from + size + (i < larger ? 1 : 0);
            List<Value> list = new ArrayList<>(all.subList(from, to));
            if (!(filler instanceof Value.None) && i >= larger) list.add(filler);
            lists.add(new Value.Items(list));
            from = to;
        }
        return new Value.Items(lists);
    }

    static Value sortedPairs(Value dictionary, boolean caseSensitive, Value by, boolean largestFirst) {
        if (!Pairs.has(dictionary)) throw new EvaluationException("dictsort wants a dictionary");
        var byKey = by.equals(Value.of("key"));
        if (!byKey && !by.equals(Value.of("value")))
            throw new EvaluationException("want \"key\" or \"value\" as by, found " + Display.repr(by));
        return tuples(Order.sorted(
                Pairs.of(dictionary),
                pair -> Attribute.folded(byKey ? pair.key() : pair.value(), caseSensitive),
                largestFirst));
    }

    static Value pairs(Value dictionary) {
        if (dictionary instanceof Value.Undefined) return Value.Items.EMPTY;
        if (!Pairs.has(dictionary)) throw new EvaluationException("items wants a dictionary");
        return tuples(Pairs.of(dictionary));
    }

    private static Value tuples(List<Pairs> pairs) {
        return new Value.Items(pairs.stream().map(Pairs::tuple).toList());
    }

    static Value combined(Value left, Value right) {
        if (!Pairs.has(left) || !Pairs.has(right)) throw new EvaluationException("combine wants two dictionaries");
        Map<Value, Value> all = new LinkedHashMap<>();
        for (var pair : Pairs.of(left)) all.put(pair.key(), pair.value());
        for (var pair : Pairs.of(right)) all.put(pair.key(), pair.value());
        return new Value.Dict(all);
    }

    static Value flat(List<Value> all) {
        List<Value> flat = new ArrayList<>();
        flatten(all, flat);
        return new Value.Items(flat);
    }

    private static void flatten(List<Value> all, List<Value> into) {
        for (var each : all) {
            if (each instanceof Value.Items items) flatten(items.all(), into);
            else if (each instanceof Value.Tuple tuple) flatten(tuple.all(), into);
            else into.add(each);
            Limits.list(into);
        }
    }

    static Value merged(List<Value> left, List<Value> right) {
        List<Value> all = new ArrayList<>(left);
        all.addAll(right);
        return unique(all, true, Attribute.of(Value.NONE));
    }

    static Value kept(List<Value> left, List<Value> right, boolean where) {
        var keys = new HashSet<Value>();
        for (var each : right) keys.add(Sets.key(each));
        var kept = new ArrayList<Value>();
        for (var each : left) if (keys.contains(Sets.key(each)) == where) kept.add(each);
        return unique(kept, true, Attribute.of(Value.NONE));
    }
}
