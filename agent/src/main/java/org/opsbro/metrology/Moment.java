package org.opsbro.metrology;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/** Points in time as people say them: {@code now}, {@code -90s}, {@code -5min}, {@code -1h}, {@code -7d}, {@code -2w}, seconds since 1970, {@code 2026-11-30}, {@code 2026-11-30T10:00:00Z}. */
public final class Moment {
    private static final Pattern AGO = Pattern.compile("-(\\d{1,9})(s|sec|min|m|h|d|w|mon|y)");
    private static final int DAY = 86_400;

    private Moment() {}

    /**
     * Seconds since 1970.
     *
     * @throws IllegalArgumentException if it is no time, with what would be one
     */
    public static long seconds(String text, Instant now) {
        if (text.equals("now")) return now.getEpochSecond();
        var ago = AGO.matcher(text);
        if (ago.matches()) return Math.max(0, now.getEpochSecond() - Long.parseLong(ago.group(1)) * unit(ago.group(2)));
        if (text.matches("\\d{1,10}")) return Long.parseLong(text);
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toEpochSecond()
                    : Instant.parse(text).getEpochSecond();
        } catch (DateTimeException wrong) {
            throw new IllegalArgumentException(
                    "\"" + text
                            + "\" is no time: want now, -1h (s min h d w mon y), 2026-11-30, 2026-11-30T10:00:00Z or seconds since 1970");
        }
    }

    private static long unit(String word) {
        return switch (word) {
            case "s", "sec" -> 1;
            case "m", "min" -> 60;
            case "h" -> 3600;
            case "d" -> DAY;
            case "w" -> 7 * DAY;
            case "mon" -> 30 * DAY;
            default -> 365 * DAY;
        };
    }
}
