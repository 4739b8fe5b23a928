package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.model.Value;

/** Python's {@code [from:to:step]}. */
final class Slices {
    private Slices() {}

    static Value of(Value sequence, Value from, Value to, Value step) {
        return switch (sequence) {
            case Value.Items items -> new Value.Items(cut(items.all(), from, to, step));
            case Value.Tuple tuple -> new Value.Tuple(cut(tuple.all(), from, to, step));
            case Value.Text text -> {
                var cut = new StringBuilder();
                if (step instanceof Value.None && text.text().length() == Containers.length(text)) {
                    var size = text.text().length();
                    var start = bound(from, size, 0, 0, size);
                    yield Value.of(text.text().substring(start, Math.max(start, bound(to, size, size, 0, size))));
                }
                for (var part : cut(Containers.parts(text), from, to, step)) cut.append(((Value.Text) part).text());
                yield Value.of(cut.toString());
            }
            default -> throw new EvaluationException(Display.described(sequence) + " has no [from:to]");
        };
    }

    private static List<Value> cut(List<Value> all, Value from, Value to, Value by) {
        var step = by instanceof Value.None ? 1 : number(by);
        if (step == 0) throw new EvaluationException("the step of a slice cannot be 0");
        var size = all.size();
        var forward = step > 0;
        var lowest = forward ? 0 : -1;
        var highest = forward ? size : size - 1;
        long start = bound(from, size, forward ? 0 : size - 1, lowest, highest);
        long end = bound(to, size, forward ? size : -1, lowest, highest);
        List<Value> cut = new ArrayList<>();
        // a step beyond the size takes the first value only; cut it so that nothing overflows
        var stride = Math.clamp(step, -size - 1L, size + 1L);
        for (var at = start; forward ? at < end : at > end; at += stride) cut.add(all.get((int) at));
        return cut;
    }

    private static int bound(Value bound, int size, int missing, int lowest, int highest) {
        if (bound instanceof Value.None) return missing;
        var number = number(bound);
        return Math.clamp(number < 0 ? number + size : number, lowest, highest);
    }

    private static long number(Value bound) {
        if (!Numbers.isWhole(bound))
            throw new EvaluationException("a slice wants integers, found " + Display.described(bound));
        return Numbers.whole(bound);
    }
}
