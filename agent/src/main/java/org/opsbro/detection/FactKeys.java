package org.opsbro.detection;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.opsbro.model.Value;

/** The keys of facts, for people: paths with dots, {@code *} for the names of things that all have the same keys, such as {@code *.pct_used} of disks. */
public final class FactKeys {
    private static final int MOST = 1000;

    private FactKeys() {}

    /** Those of these facts, in their order, each once. */
    public static List<String> of(Value.Fields facts) {
        SequencedSet<String> found = new LinkedHashSet<>();
        add(facts, "", found);
        return new ArrayList<>(found);
    }

    private static void add(Value.Fields facts, String prefix, SequencedSet<String> found) {
        var rows = areRows(facts);
        for (var key : facts.keys()) {
            if (found.size() >= MOST) return;
            var path = prefix + (rows ? "*" : key);
            if (facts.get(key) instanceof Value.Fields below && below.size() > 0) add(below, path + ".", found);
            else found.add(path);
        }
    }

    private static boolean areRows(Value.Fields facts) {
        for (var key : facts.keys()) if (!(facts.get(key) instanceof Value.Fields)) return false;
        return facts.size() > 0;
    }
}
