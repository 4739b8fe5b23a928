package org.opsbro.model;

import java.time.Duration;
import java.util.List;

/**
 * Work that comes again: it reads the World and tells what happened. Turns run on virtual threads and may block; a turn that is still running
 * when it is due again is left to finish, and skipped that time.
 */
public interface Turn {
    /** Unique, for the log and {@code agent internal show-threads}: {@code collector/loadaverage}. */
    String name();

    /** From one start to the next, before jitter; asked again after each run. */
    Duration every();

    /** Whether it comes after exactly its interval each time, without jitter: what it tells is a figure over time. */
    default boolean isSteady() {
        return false;
    }

    List<Event> take(World world);
}
