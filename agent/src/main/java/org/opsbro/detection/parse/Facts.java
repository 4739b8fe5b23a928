package org.opsbro.detection.parse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.model.Value;

/** Facts being gathered: a tree of maps that refuses a key twice and too many keys. */
final class Facts {
    /** The most keys, of all levels together, that one collector may give. */
    static final int MAX_KEYS = 10_000;

    private final Branch root = new Branch();
    private int size;

    private static final class Branch {
        final Map<String, Object> children = new LinkedHashMap<>();
    }

    /** Puts a value under a path of keys; false if something stands there, or on the way, already. */
    boolean put(List<String> path, Value value, int line) {
        var branch = root;
        for (var key : path.subList(0, path.size() - 1)) {
            var child = branch.children.get(key);
            if (child == null) {
                child = new Branch();
                count(line);
                branch.children.put(key, child);
            }
            if (!(child instanceof Branch next)) return false;
            branch = next;
        }
        count(line);
        return branch.children.putIfAbsent(path.getLast(), value) == null;
    }

    /** As {@link #put(List, Value, int)}, and a key that stands already is an error. */
    void putOnce(String key, Value value, int line) {
        if (!put(List.of(key), value, line)) throw new Unreadable("the key \"" + key + "\" comes twice", line, 0);
    }

    private void count(int line) {
        if (++size > MAX_KEYS) throw new Unreadable("more than " + MAX_KEYS + " keys", line, 0);
    }

    Value.Fields end() {
        return fields(root);
    }

    private static Value.Fields fields(Branch branch) {
        Map<String, Value> values = new LinkedHashMap<>();
        branch.children.forEach(
                (key, child) -> values.put(key, child instanceof Branch inner ? fields(inner) : (Value) child));
        return Value.fields(values);
    }

    /** How many keys a tree has, on all levels, lists looked into. */
    static int count(Value value) {
        return switch (value) {
            case Value.Fields fields -> {
                var sum = fields.size();
                for (var key : fields.keys()) sum += count(fields.get(key));
                yield sum;
            }
            case Value.Items items ->
                items.all().size() + items.all().stream().mapToInt(Facts::count).sum();
            default -> 0;
        };
    }

    /** Refuses a tree that is too large. */
    static Value.Fields bounded(Value.Fields fields) {
        var count = count(fields);
        if (count > MAX_KEYS) throw new Unreadable(count + " keys, at most " + MAX_KEYS + " are taken", 0, 0);
        return fields;
    }
}
