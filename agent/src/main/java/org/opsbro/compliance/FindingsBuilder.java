package org.opsbro.compliance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Gathers {@link Findings} while an inspection looks; not for sharing between threads. */
public final class FindingsBuilder {
    private final List<Finding> all = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private Seen seen = Seen.NOTHING;

    FindingsBuilder() {}

    public FindingsBuilder compliant(String what) {
        return add(new Finding.Compliant(what));
    }

    public FindingsBuilder deviation(String what) {
        return add(new Finding.Deviation(what));
    }

    public FindingsBuilder byHand(String what, String why) {
        return add(new Finding.ByHand(what, why));
    }

    public FindingsBuilder notEligible(String why) {
        return add(new Finding.NotEligible(why));
    }

    public FindingsBuilder cannotTell(String why) {
        return add(new Finding.CannotTell(why));
    }

    /** Compliant if it holds, else a deviation. */
    public FindingsBuilder that(boolean holds, String compliant, String deviation) {
        return holds ? compliant(compliant) : deviation(deviation);
    }

    private FindingsBuilder add(Finding finding) {
        all.add(finding);
        return this;
    }

    /** What mends deviations. A file is changed by one change at most: gather all its lines first. */
    public FindingsBuilder change(Change change) {
        changes.add(change);
        return this;
    }

    /** How a subject is that shall stay as it is: see {@link Seen}. */
    public FindingsBuilder seen(String subject, Map<String, String> things) {
        seen = seen.with(subject, things);
        return this;
    }

    /** Whether something is not as wanted so far. */
    public boolean deviates() {
        return all.stream().anyMatch(Finding.Deviation.class::isInstance);
    }

    /** Who cannot tell one thing changes nothing at all, and holds nothing to be right. */
    public Findings end() {
        var sure = all.stream().noneMatch(Finding.CannotTell.class::isInstance);
        return new Findings(all, sure ? changes : List.of(), sure ? seen : Seen.NOTHING);
    }
}
