package org.opsbro.monitoring;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.opsbro.model.CheckState;
import org.opsbro.model.Status;
import org.opsbro.model.Value;
import org.opsbro.model.World;

/** What is wrong with a node, in little: its checks that are confirmed to be no better than WARNING, the worst first. */
public final class Troubles {
    /** Checks that are told; how many more there are is. */
    public static final int MOST = 20;

    private static final int LETTERS = 160;
    private static final List<CheckState> WORST_FIRST =
            List.of(CheckState.CRITICAL, CheckState.UNKNOWN, CheckState.WARNING);

    private Troubles() {}

    /** Keys: node (its name), at, bad (name, pack, state, since, output: {@value #LETTERS} letters of it), more (how many are left out). */
    public static Value.Fields of(World now) {
        var bad = now.checks().values().stream()
                .filter(status -> status.hardState().isProblem())
                .sorted(Comparator.<Status>comparingInt(status -> WORST_FIRST.indexOf(status.hardState()))
                        .thenComparing(Status::name))
                .toList();
        List<Value> told = new ArrayList<>();
        for (var status : bad.subList(0, Math.min(MOST, bad.size()))) told.add(told(status));
        return Value.object()
                .with("node", now.node().name())
                .with("at", now.at().toString())
                .with("bad", new Value.Items(told))
                .with("more", bad.size() - told.size())
                .end();
    }

    private static Value told(Status status) {
        return Value.object()
                .with("name", status.name())
                .with("pack", status.pack())
                .with("state", status.hardState().word())
                .with("since", status.since().toString())
                .with("output", cut(status.output()))
                .end();
    }

    private static String cut(String text) {
        if (text.codePointCount(0, text.length()) <= LETTERS) return text;
        return text.substring(0, text.offsetByCodePoints(0, LETTERS)) + "…";
    }

    /** By which one knows that the same is wrong: texts that differ are no news. */
    public static String gist(Value.Fields troubles) {
        var gist = new StringBuilder();
        if (troubles.get("bad") instanceof Value.Items bad)
            for (var each : bad.all())
                if (each instanceof Value.Fields check)
                    gist.append(check.get("name").display())
                            .append(' ')
                            .append(check.get("state").display())
                            .append('\n');
        return gist.append(troubles.get("more").display()).toString();
    }
}
