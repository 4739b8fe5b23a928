package org.opsbro.metrology.live;

import org.opsbro.metrology.Tier;

/**
 * How much a {@link SeriesStore} keeps.
 *
 * @param series that have samples of the last hours, at most; four times as many names are known
 * @param memoryBytes of samples that are not in files yet, at most
 * @param diskBytes of all files, at most: each tier is kept for less time when that is not enough
 * @param rawDays how long samples are kept as they came
 * @param minuteDays how long by the minute
 * @param hourDays how long by the hour
 */
public record Limits(
        int series, long memoryBytes, long diskBytes, int rawDays, int minuteDays, int hourDays, Sync sync) {
    public static final Limits USUAL = new Limits(10_000, 16L << 20, 1L << 30, 7, 31, 400, Sync.SECOND);

    /** When samples are brought to the disk. */
    public enum Sync {
        /** Before the call that gave them returns. */
        ALWAYS,
        /** Each second. */
        SECOND,
        /** Whenever the system does it: a power cut may lose half a minute, a killed process a second. */
        NEVER
    }

    /** Names of series, with those that have no samples any more in memory. */
    int names() {
        return series * 4;
    }

    int days(Tier tier) {
        return switch (tier) {
            case RAW -> rawDays;
            case MINUTE -> minuteDays;
            case HOUR -> hourDays;
        };
    }
}
