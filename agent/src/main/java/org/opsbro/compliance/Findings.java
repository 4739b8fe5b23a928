package org.opsbro.compliance;

import java.util.List;
import java.util.stream.Stream;

/**
 * What an inspection found, in the order it looked, and what would mend it: changes that are applied in their order. One change may mend several
 * deviations (one write of a file, one run of a package manager), so they are not paired.
 *
 * @param seen how the subjects are that shall stay as they were when they were first seen; empty where a rule itself says how they shall be
 */
public record Findings(List<Finding> all, List<Change> changes, Seen seen) {
    public Findings {
        all = List.copyOf(all);
        changes = List.copyOf(changes);
    }

    /** The same, with what was found by comparing what was seen. */
    public Findings and(List<Finding> more) {
        return new Findings(Stream.concat(all.stream(), more.stream()).toList(), changes, seen);
    }

    public static FindingsBuilder begin() {
        return new FindingsBuilder();
    }

    /** Why nothing could be told. */
    public static Findings cannotTell(String why) {
        return begin().cannotTell(why).end();
    }

    public static Findings notEligible(String why) {
        return begin().notEligible(why).end();
    }

    /** Whether all is as wanted, for what is here to be wanted. */
    public boolean compliant() {
        return deviations().findAny().isEmpty() && doubts().findAny().isEmpty();
    }

    /** What is not as wanted, whoever can mend it. */
    public Stream<String> deviations() {
        return all.stream().flatMap(finding -> switch (finding) {
            case Finding.Deviation deviation -> Stream.of(deviation.what());
            case Finding.ByHand hand -> Stream.of(hand.what() + " (to be mended by hand: " + hand.why() + ")");
            case Finding.Drift drift -> Stream.of(drift.what());
            case Finding.Compliant fine -> Stream.empty();
            case Finding.NotEligible not -> Stream.empty();
            case Finding.CannotTell doubt -> Stream.empty();
        });
    }

    /** What could not be told. */
    public Stream<String> doubts() {
        return all.stream()
                .flatMap(finding ->
                        finding instanceof Finding.CannotTell doubt ? Stream.of(doubt.why()) : Stream.empty());
    }
}
