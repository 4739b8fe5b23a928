package org.opsbro.model;

import java.util.Locale;

/** The state of a check, with the exit codes of Nagios plugins. */
public enum CheckState {
    OK(0),
    WARNING(1),
    CRITICAL(2),
    UNKNOWN(3),
    /** Not run yet. */
    PENDING(4);

    private final int code;

    CheckState(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public boolean isProblem() {
        return this == WARNING || this == CRITICAL || this == UNKNOWN;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
