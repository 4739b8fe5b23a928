package org.opsbro.model;

import java.time.Instant;

/**
 * How a relay finds its links to a zone beside its own.
 *
 * @param ok whether one of them answers
 * @param since when that began, by the clock of the relay
 */
public record ZoneLink(boolean ok, Instant since) {}
