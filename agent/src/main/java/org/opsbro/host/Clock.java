package org.opsbro.host;

import java.time.Instant;
import java.util.Optional;

/** The clock of the machine, and how well something keeps it. */
public interface Clock {
    Instant now();

    /** What the kernel knows about its clock; empty where it may not be asked. */
    Optional<Discipline> discipline();

    /**
     * As adjtimex(2) tells it.
     *
     * @param synchronised whether something (NTP, PTP, the hypervisor) keeps the clock; the kernel doubts it once the error may exceed 16 seconds
     * @param offsetSeconds what the clock still has to be moved by
     * @param estimatedErrorSeconds how wrong the keeper thinks the clock is
     * @param maximumErrorSeconds how wrong it can be; grows while nobody keeps it
     * @param frequencyPpm how much faster the clock is made to run, in millionths
     */
    record Discipline(
            boolean synchronised,
            double offsetSeconds,
            double estimatedErrorSeconds,
            double maximumErrorSeconds,
            double frequencyPpm) {}
}
