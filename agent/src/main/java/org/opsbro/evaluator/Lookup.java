package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.evaluator.ReferencePath.Kind;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;

/**
 * Finds the value of a path below the fields of its root. A key may hold dots: the longest run of plain parts that is a key wins, and a shorter one is
 * tried where the longer leads nowhere. In a list a number is a position. {@code *} stands for all keys of a dictionary, in their order, or all
 * values of a list, and makes the result a list; a branch where the rest of the path is missing is left out.
 */
final class Lookup {
    private static final int SHOWN = 8;

    private final ReferencePath path;
    private final boolean ordered;
    /** For each part: the keys that could start there, of one part, of two… */
    private final String[][] keys;

    /** @param ordered whether the values of a wildcard must come in the order of their keys */
    Lookup(ReferencePath path, boolean ordered) {
        this.path = path;
        this.ordered = ordered;
        this.keys = new String[path.parts().size()][];
        for (var i = 0; i < keys.length; i++) keys[i] = keysFrom(i);
    }

    private String[] keysFrom(int start) {
        List<String> found = new ArrayList<>();
        var key = new StringBuilder();
        for (var i = start; i < keys.length; i++) {
            var part = path.parts().get(i);
            if (i > start && !(part.joins() && path.parts().get(start).joins())) break;
            if (i > start) key.append('.');
            found.add(key.append(part.name()).toString());
        }
        return found.toArray(String[]::new);
    }

    /** Undefined where it leads nowhere. */
    Value find(Value.Fields root, Frame frame) {
        return find(root, 0, frame);
    }

    /** Why it leads nowhere: the part where the path breaks off, and the keys there are. */
    String missing(Frame frame) {
        var root = frame.scope().root(path.root());
        var count = keys.length - 1;
        while (count > 0 && start(count).find(root, frame) instanceof Value.Undefined) count--;
        var here = count == 0 ? root : start(count).find(root, frame);
        var reason = "{{" + path + "}} is undefined: " + path.upTo(count);
        if (!(here instanceof Value.Fields fields)) return reason + " is " + Display.described(here);
        if (fields.size() == 0) return reason + " has no values";
        var wanted = path.parts().get(count).name();
        var hint = Nearest.hint(wanted, fields.keys());
        if (hint.isEmpty())
            hint = ", only "
                    + String.join(", ", fields.keys().stream().limit(SHOWN).toList())
                    + (fields.size() > SHOWN ? "…" : "");
        return reason + " has no " + Display.repr(wanted) + hint;
    }

    private Lookup start(int count) {
        return new Lookup(new ReferencePath(path.root(), path.parts().subList(0, count)), true);
    }

    private Value find(Value from, int start, Frame frame) {
        var here = from;
        for (var i = start; i < keys.length; i++) {
            if (path.parts().get(i).kind() == Kind.EVERY) return every(here, i, frame);
            switch (here) {
                case Value.Fields fields -> {
                    if (keys[i].length > 1) return longest(fields, i, frame);
                    here = fields.get(keys[i][0]);
                }
                case Value.Items items -> here = position(items.all(), keys[i][0]);
                case Value.Tuple tuple -> here = position(tuple.all(), keys[i][0]);
                case Value.Dict dict -> here = Dictionaries.get(dict, Value.of(keys[i][0]));
                default -> {
                    return Value.UNDEFINED;
                }
            }
        }
        return here;
    }

    private Value longest(Value.Fields fields, int start, Frame frame) {
        for (var count = keys[start].length; count > 0; count--) {
            var below = fields.get(keys[start][count - 1]);
            if (below instanceof Value.Undefined) continue;
            var found = find(below, start + count, frame);
            if (!(found instanceof Value.Undefined)) return found;
        }
        return Value.UNDEFINED;
    }

    private static Value position(List<Value> all, String part) {
        if (part.isEmpty() || part.length() > 5 || !part.chars().allMatch(digit -> digit >= '0' && digit <= '9'))
            return Value.UNDEFINED;
        var at = Integer.parseInt(part);
        return at < all.size() ? all.get(at) : Value.UNDEFINED;
    }

    private Value every(Value here, int at, Frame frame) {
        return switch (here) {
            case Value.Fields fields -> {
                var branches = new Branches(fields.size());
                fields.forEach(branches::add);
                yield below(ordered ? branches.byKey() : branches.values(), at + 1, frame);
            }
            case Value.Dict dict -> below(List.copyOf(dict.entries().values()), at + 1, frame);
            case Value.Items items -> below(items.all(), at + 1, frame);
            case Value.Tuple tuple -> below(tuple.all(), at + 1, frame);
            default -> Value.UNDEFINED;
        };
    }

    private Value below(List<Value> branches, int next, Frame frame) {
        frame.spend(branches.size());
        var flat = branchesBelow(next);
        List<Value> found = new ArrayList<>(branches.size());
        for (var branch : branches) {
            var value = find(branch, next, frame);
            if (value instanceof Value.Undefined) continue;
            if (flat && value instanceof Value.Items items) found.addAll(items.all());
            else found.add(value);
            if (found.size() > Limits.LIST)
                throw new EvaluationException("{{" + path + "}} matches more than " + Limits.LIST + " values");
        }
        return new Value.Items(found);
    }

    /** Whether another wildcard follows: its lists are joined to one. */
    private boolean branchesBelow(int next) {
        for (var i = next; i < keys.length; i++) if (path.parts().get(i).kind() == Kind.EVERY) return true;
        return false;
    }
}
