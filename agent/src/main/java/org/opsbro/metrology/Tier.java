package org.opsbro.metrology;

import java.util.Locale;

/** How finely samples are kept: as they came for days, by the minute for weeks, by the hour for a year. */
public enum Tier {
    RAW(1, 1),
    MINUTE(60, Rollup.COLUMNS),
    HOUR(3600, Rollup.COLUMNS);

    private final int seconds;
    private final int columns;

    Tier(int seconds, int columns) {
        this.seconds = seconds;
        this.columns = columns;
    }

    /** From one sample to the next; for the raw ones the least there can be. */
    public int seconds() {
        return seconds;
    }

    /** 1, or those of a {@link Rollup}. */
    public int columns() {
        return columns;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
