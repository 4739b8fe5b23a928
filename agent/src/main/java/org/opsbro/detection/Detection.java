package org.opsbro.detection;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.opsbro.model.Value;

/**
 * What one detector said.
 *
 * @param detector its id
 * @param matched whether its condition held; what cannot be evaluated does not hold
 * @param groups it gives to the node; empty unless it matched
 * @param reason why it could not be evaluated, or what was odd about a group; empty mostly
 */
public record Detection(String detector, boolean matched, SortedSet<String> groups, String reason) {
    public Detection {
        groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
    }

    static Detection none(String detector, String reason) {
        return new Detection(detector, false, Collections.emptySortedSet(), reason);
    }

    /** Keys: matched, groups, new_groups (those that are not among the given), error. */
    public Value.Fields toValue(SortedSet<String> present) {
        var fresh = new TreeSet<>(groups);
        fresh.removeAll(present);
        return Value.object()
                .with("matched", matched)
                .with("groups", Value.texts(groups))
                .with("new_groups", Value.texts(fresh))
                .with("error", reason)
                .end();
    }
}
