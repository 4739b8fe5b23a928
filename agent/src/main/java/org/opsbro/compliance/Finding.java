package org.opsbro.compliance;

/** One thing that an inspection found. */
public sealed interface Finding {
    /** As wanted. */
    record Compliant(String what) implements Finding {}

    /** Not as wanted, and the changes of the {@link Findings} mend it. */
    record Deviation(String what) implements Finding {}

    /** Not as wanted, and a person has to mend it: why tells the reason. */
    record ByHand(String what, String why) implements Finding {}

    /** Not as it was when it was held to be right. Only a person knows which of both is, so nothing mends it, and nothing that follows waits for it. */
    record Drift(String what) implements Finding {}

    /** The rule has no subject on this machine: another system, no such program. */
    record NotEligible(String why) implements Finding {}

    /** What is there cannot be read or understood, so nothing is changed either. */
    record CannotTell(String why) implements Finding {}
}
