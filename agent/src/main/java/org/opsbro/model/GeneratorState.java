package org.opsbro.model;

import java.util.Locale;

/** How a generated file stands. */
public enum GeneratorState {
    /** Nobody can tell yet: what it depends on is not known. */
    UNKNOWN,
    /** The file is right, and a command is owed that makes it known. */
    PENDING,
    /** The file is what the template says. */
    COMPLIANT,
    /** It was written, and its command has run; COMPLIANT with the next look. */
    FIXED,
    /** It differs, and its generator only audits. */
    NON_COMPLIANT,
    /** It could not be rendered, or written, or its command failed. */
    ERROR,
    /** It is not for this node now. */
    NOT_ELIGIBLE;

    /** As the API and people write it: {@code NOT-ELIGIBLE}. */
    public String word() {
        return name().toUpperCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the file is as it should be, and whoever reads it knows. */
    public boolean isRight() {
        return this == COMPLIANT || this == FIXED;
    }
}
