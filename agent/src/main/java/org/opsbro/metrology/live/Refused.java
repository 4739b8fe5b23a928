package org.opsbro.metrology.live;

import java.util.Locale;

/** Why a sample is not taken. */
enum Refused {
    /** NaN or infinite. */
    NOT_FINITE,
    /** Older than the raw samples that are kept. */
    TOO_OLD,
    /** More than a day ahead. */
    IN_THE_FUTURE,
    /** A name that is empty, longer than 1,024 letters, or has a space or a control character. */
    BAD_NAME,
    /** There are as many series as there may be. */
    TOO_MANY_SERIES,
    /** Memory is full, as nothing can be written to the disk. */
    MEMORY_FULL,
    /** It could not be written to the log, and so may be lost by a crash; it is kept as long as the agent runs. */
    NOT_LOGGED;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
