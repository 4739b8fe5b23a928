package org.opsbro.discovery;

import java.time.Instant;

/**
 * When something happens, by two clocks.
 *
 * @param nanos of a clock that only goes forward, as {@code System.nanoTime()}: all waiting is by this one
 * @param wall for telling people; it may jump
 */
public record Moment(long nanos, Instant wall) {}
