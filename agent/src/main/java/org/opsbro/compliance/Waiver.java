package org.opsbro.compliance;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** A deviation that a person has accepted for a time. */
public record Waiver(Instant until, String reason, String by) {
    public boolean holds(Instant now) {
        return now.isBefore(until);
    }

    public String told() {
        return "accepted until " + until + " by " + by + ": " + reason;
    }

    /** {@code 2026-12-31}, whose day is included, or {@code 2026-12-31T12:00:00Z}. */
    public static Optional<Instant> until(String text) {
        try {
            return Optional.of(
                    text.contains("T")
                            ? Instant.parse(text)
                            : LocalDate.parse(text)
                                    .plusDays(1)
                                    .atStartOfDay(ZoneOffset.UTC)
                                    .toInstant());
        } catch (DateTimeException wrong) {
            return Optional.empty();
        }
    }
}
