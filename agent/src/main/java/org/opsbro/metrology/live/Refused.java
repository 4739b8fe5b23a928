package org.opsbro.metrology.live;

import java.util.Locale;

/** Why a sample is not taken. */
enum Refused {
    NOT_FINITE("its value is no finite number"),
    TOO_OLD("it is older than the samples that are kept as they came"),
    IN_THE_FUTURE("it is more than a day ahead"),
    BAD_NAME("its name is empty, longer than 1,024 letters, or has a space or a control character"),
    TOO_MANY_SERIES("there are as many series as there may be: most_series of the pack series"),
    MEMORY_FULL("memory is full, as nothing can be written to the disk"),
    /** Kept as long as the agent runs. */
    NOT_LOGGED("it could not be written to the log, and may be lost by a crash");

    private final String reason;

    Refused(String reason) {
        this.reason = reason;
    }

    /** For people. */
    String reason() {
        return reason;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
