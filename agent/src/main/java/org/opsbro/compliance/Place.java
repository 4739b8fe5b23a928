package org.opsbro.compliance;

import java.time.Duration;

/**
 * One of a number of places for the nodes of a zone: only who has one changes something.
 *
 * @param name of the places: {@code pack/file} of a compliance, or {@code lock:NAME} where several share them
 * @param most how many there are
 * @param soak how long a node keeps its place after a change, while none of its checks turns CRITICAL
 */
public record Place(String name, int most, Duration soak) {}
