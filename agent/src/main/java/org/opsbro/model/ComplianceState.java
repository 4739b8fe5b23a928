package org.opsbro.model;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How a rule, or a whole compliance, stands. The order is that of the roll-up: the last is the worst. */
public enum ComplianceState {
    /** It has no subject on this node; the reason is told. */
    NOT_ELIGIBLE,
    COMPLIANT,
    /** It deviated and was mended, in this look; COMPLIANT with the next. */
    FIXED,
    /** Not looked at yet. */
    PENDING,
    /** It is being mended. */
    RUNNING,
    /** It deviates, and a person has accepted that for a time. */
    WAIVED,
    /** An earlier rule of the same compliance failed, so this one was not looked at. */
    UNKNOWN,
    /** A person took its changes back: it is left alone until it is launched, or its definition changes. */
    ROLLED_BACK,
    /** It deviates and may not be mended now: outside its window, or without its lock. */
    BLOCKED,
    /** It deviates, and nobody asked to mend it. */
    NON_COMPLIANT,
    /** It was mended again and again: somebody else manages the same thing, so it is left alone. */
    FLAPPING,
    /** It could not be looked at, or what was done did not make it right. */
    ERROR;

    /** As the API and people write it: {@code NON-COMPLIANT}. */
    public String word() {
        return name().toUpperCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<ComplianceState> named(String word) {
        return Stream.of(values()).filter(state -> state.word().equals(word)).findFirst();
    }

    /** Whether all is as it should be, or accepted as it is. */
    public boolean isFine() {
        return this == COMPLIANT || this == FIXED || this == WAIVED;
    }

    /** Whether a person should know. */
    public boolean isProblem() {
        return this == ERROR || this == FLAPPING || this == NON_COMPLIANT || this == BLOCKED;
    }

    /** What several are together: the worst, and NOT_ELIGIBLE only where all are. */
    public static ComplianceState worst(Stream<ComplianceState> states) {
        return states.max(ComplianceState::compareTo).orElse(NOT_ELIGIBLE);
    }
}
