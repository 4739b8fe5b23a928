package org.opsbro.agent.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.opsbro.model.Value;

/** Checks for whoever shows a few of them: the worst first. */
final class CheckRows {
    private static final List<String> WORST_FIRST = List.of("critical", "unknown", "warning", "pending", "ok");
    private static final List<String> SHOWN = List.of("name", "state", "since", "flapping", "output");

    private CheckRows() {}

    /**
     * How many there are in each state, and the worst ones: {@code {"counts": {"ok": 3}, "rows": [{"name", "state", "since", "flapping", "output"}]}}.
     *
     * @param checks by name, as {@code /monitoring/state} tells them
     * @param wanted which of them are counted
     * @param onlyProblems whether those that are OK or pending get no row
     */
    static Value.Fields told(Value.Fields checks, Predicate<String> wanted, boolean onlyProblems, int most) {
        var counts = new TreeMap<String, Integer>();
        List<Value.Fields> rows = new ArrayList<>();
        for (var name : checks.keys()) {
            if (!wanted.test(name) || !(checks.get(name) instanceof Value.Fields check)) continue;
            var state = state(check);
            counts.merge(state, 1, Integer::sum);
            if (!onlyProblems || rank(state) < WORST_FIRST.indexOf("pending")) rows.add(row(check));
        }
        rows.sort(Comparator.comparingInt(row -> rank(state(row))));
        var counted = Value.object();
        counts.forEach((state, count) -> counted.with(state, count));
        return Value.object()
                .with("counts", counted.end())
                .with("rows", new Value.Items(List.copyOf(rows.subList(0, Math.min(most, rows.size())))))
                .end();
    }

    private static Value.Fields row(Value.Fields check) {
        var row = Value.object();
        for (var key : SHOWN) row.with(key, check.get(key));
        return row.end();
    }

    private static String state(Value.Fields check) {
        return check.get("state").display();
    }

    private static int rank(String state) {
        return WORST_FIRST.indexOf(state);
    }
}
