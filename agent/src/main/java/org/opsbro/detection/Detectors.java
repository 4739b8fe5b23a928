package org.opsbro.detection;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Expression;
import org.opsbro.evaluator.Scope;
import org.opsbro.model.GroupName;
import org.opsbro.model.Value;

/** Asks detectors, and adds up what they say. */
public final class Detectors {
    /** The most groups one detector may give: a wildcard over thousands of values is a mistake. */
    public static final int MAX_GROUPS = 100;

    private Detectors() {}

    /** Asks one detector. Never throws for what its expressions do: the reason is part of the answer. */
    public static Detection ask(Detector detector, Scope scope) {
        try {
            if (!detector.applyIf().test(scope)) return Detection.none(detector.id(), "");
        } catch (EvaluationException failed) {
            return Detection.none(detector.id(), String.valueOf(failed.getMessage()));
        }
        return matched(detector, scope);
    }

    private static Detection matched(Detector detector, Scope scope) {
        var groups = new TreeSet<String>();
        var reason = new StringBuilder();
        for (var each : detector.addGroups()) {
            try {
                add(text(each, scope), groups, reason);
            } catch (EvaluationException failed) {
                tell(reason, String.valueOf(failed.getMessage()));
            }
        }
        return new Detection(detector.id(), true, groups, reason.toString());
    }

    private static String text(Expression interpolation, Scope scope) {
        return interpolation.evaluate(scope) instanceof Value.Text text ? text.text() : "";
    }

    private static void add(String names, SortedSet<String> groups, StringBuilder reason) {
        for (var name : names.split(",", -1)) {
            var group = GroupName.nearest(name.strip());
            if (group.isEmpty()) tell(reason, "\"" + name.strip() + "\" gives no group name");
            else if (groups.size() < MAX_GROUPS) groups.add(group);
            else if (!groups.contains(group))
                tell(reason, "more than " + MAX_GROUPS + " groups: " + group + " left out");
        }
    }

    private static void tell(StringBuilder reason, String what) {
        if (reason.length() > 1000) return;
        if (!reason.isEmpty()) reason.append("; ");
        reason.append(what);
    }

    /** All groups that the detectors give, together. */
    public static SortedSet<String> groups(Collection<Detection> detections) {
        var all = new TreeSet<String>();
        for (var detection : detections) all.addAll(detection.groups());
        return all;
    }
}
