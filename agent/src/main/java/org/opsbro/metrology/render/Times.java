package org.opsbro.metrology.render;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Times as Graphite writes them: {@code -1h}, {@code noon yesterday}, {@code 14:05_20261130}, seconds since 1970; and dates of ISO 8601. */
public final class Times {
    private static final long DAY = 86_400;
    private static final long MOST = 100_000L * DAY;
    private static final int EARLIEST_YEAR = 1900;
    private static final int CENTURY = 1970;
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Pattern ISO =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d(t\\d\\d:\\d\\d(:\\d\\d)?(z|[+-]\\d\\d:\\d\\d)?)?");
    private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");

    private Times() {}

    /**
     * Seconds since 1970 of a time.
     *
     * @param now seconds since 1970
     * @throws BadTarget if it is no time
     */
    public static long seconds(String text, ZoneId zone, long now) {
        try {
            return read(text.strip().toLowerCase(Locale.ROOT), zone, now);
        } catch (DateTimeException | NumberFormatException wrong) {
            throw wrong(text);
        }
    }

    private static BadTarget wrong(String text) {
        return new BadTarget(
                "\"" + text
                        + "\" is no time: want now, -1h, -1d+2h, 14:05_20261130, noon yesterday, monday, 11/30/26, 2026-11-30T10:00:00Z or seconds since 1970");
    }

    private static long read(String text, ZoneId zone, long now) {
        if (ISO.matcher(text).matches()) return iso(text.toUpperCase(Locale.ROOT), zone);
        var bare = text.replace("_", "").replace(",", "").replace(" ", "");
        if (DIGITS.matcher(bare).matches() && !isDate(bare)) return Long.parseLong(bare);
        var sign = bare.indexOf('+') >= 0 ? bare.indexOf('+') : bare.indexOf('-');
        if (sign < 0) return reference(bare, zone, now);
        return reference(bare.substring(0, sign), zone, now) + offset(bare.substring(sign));
    }

    private static long iso(String text, ZoneId zone) {
        if (text.indexOf('T') < 0)
            return LocalDate.parse(text).atStartOfDay(zone).toEpochSecond();
        try {
            return OffsetDateTime.parse(text).toEpochSecond();
        } catch (DateTimeParseException local) {
            return LocalDateTime.parse(text).atZone(zone).toEpochSecond();
        }
    }

    /** YYYYMMDD. */
    private static boolean isDate(String digits) {
        return digits.length() == 8
                && Integer.parseInt(digits.substring(0, 4)) > EARLIEST_YEAR
                && Integer.parseInt(digits.substring(4, 6)) < 13
                && Integer.parseInt(digits.substring(6)) < 32;
    }

    private static long reference(String text, ZoneId zone, long now) {
        if (text.isEmpty() || text.equals("now")) return now;
        var rest = text;
        var hour = 0;
        var minute = 0;
        var colon = rest.indexOf(':');
        if (colon > 0 && colon < 3) {
            hour = Integer.parseInt(rest.substring(0, colon));
            minute = Integer.parseInt(rest.substring(colon + 1, Math.min(rest.length(), colon + 3)));
            rest = rest.substring(Math.min(rest.length(), colon + 3));
            if (rest.startsWith("pm")) hour = (hour + 12) % 24;
            if (rest.startsWith("am") || rest.startsWith("pm")) rest = rest.substring(2);
        }
        for (var half : List.of("am", "pm")) {
            var at = rest.indexOf(half);
            if (at <= 0 || at >= 3) continue;
            hour = Integer.parseInt(rest.substring(0, at));
            if (half.equals("pm")) hour = (hour + 12) % 24;
            rest = rest.substring(at + 2);
        }
        if (rest.startsWith("noon")) {
            hour = 12;
            minute = 0;
            rest = rest.substring(4);
        } else if (rest.startsWith("midnight")) {
            hour = 0;
            minute = 0;
            rest = rest.substring(8);
        } else if (rest.startsWith("teatime")) {
            hour = 16;
            minute = 0;
            rest = rest.substring(7);
        }
        var today = Instant.ofEpochSecond(now).atZone(zone).toLocalDate();
        return day(rest, today, text)
                .atTime(hour, minute)
                .atZone(zone)
                .withLaterOffsetAtOverlap()
                .toEpochSecond();
    }

    private static LocalDate day(String text, LocalDate today, String whole) {
        switch (text) {
            case "", "today" -> {
                return today;
            }
            case "yesterday" -> {
                return today.minusDays(1);
            }
            case "tomorrow" -> {
                return today.plusDays(1);
            }
            default -> {}
        }
        var slashes = text.split("/", -1);
        if (slashes.length == 3) {
            var year = Integer.parseInt(slashes[2]);
            if (year < EARLIEST_YEAR) year += EARLIEST_YEAR;
            if (year < CENTURY) year += 100;
            return LocalDate.of(year, Integer.parseInt(slashes[0]), Integer.parseInt(slashes[1]));
        }
        if (text.length() == 8 && DIGITS.matcher(text).matches())
            return LocalDate.of(
                    Integer.parseInt(text.substring(0, 4)),
                    Integer.parseInt(text.substring(4, 6)),
                    Integer.parseInt(text.substring(6)));
        if (text.length() < 3) throw wrong(whole);
        var word = text.substring(0, 3);
        if (MONTHS.contains(word))
            return LocalDate.of(today.getYear(), MONTHS.indexOf(word) + 1, dayOfMonth(text, whole));
        if (!DAYS.contains(word)) throw wrong(whole);
        return today.minusDays(Math.floorMod(today.getDayOfWeek().getValue() - 1 - DAYS.indexOf(word), 7));
    }

    private static int dayOfMonth(String text, String whole) {
        var begin = text.length();
        while (begin > text.length() - 2 && Character.isDigit(text.charAt(begin - 1))) begin--;
        if (begin == text.length()) throw wrong(whole);
        return Integer.parseInt(text.substring(begin));
    }

    /**
     * Seconds of {@code 5min}, {@code -1d}, {@code +1h30min}; a month has 30 days, a year 365.
     *
     * @throws BadTarget if it is none
     */
    public static long offset(String text) {
        if (text.isEmpty()) return 0;
        var at = text.charAt(0) == '+' || text.charAt(0) == '-' ? 1 : 0;
        var sign = text.charAt(0) == '-' ? -1 : 1;
        if (!Character.isDigit(text.charAt(0)) && at == 0) throw noOffset(text);
        var sum = 0L;
        while (at < text.length()) {
            var digits = at;
            while (at < text.length() && isDigit(text.charAt(at))) at++;
            var letters = at;
            while (at < text.length() && Character.isLetter(text.charAt(at))) at++;
            if (letters == digits || letters - digits > 10 || at == letters) throw noOffset(text);
            sum += Long.parseLong(text.substring(digits, letters)) * unit(text.substring(letters, at), text);
            if (sum > MOST) throw noOffset(text);
        }
        return sign * sum;
    }

    private static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }

    private static BadTarget noOffset(String text) {
        return new BadTarget(
                "\"" + text + "\" is no time span: want 10s, 5min, 1h, -7d, 1w, 1mon or 1y, up to 100000 days");
    }

    /** Of which length a unit is, by how it begins. */
    public enum Unit {
        SECONDS("s", 1),
        MINUTES("min", 60),
        HOURS("h", 3600),
        DAYS("d", DAY),
        WEEKS("w", 7 * DAY),
        MONTHS("mon", 30 * DAY),
        YEARS("y", 365 * DAY);

        private final String begin;
        private final long seconds;

        Unit(String begin, long seconds) {
            this.begin = begin;
            this.seconds = seconds;
        }

        /** @throws BadTarget if none begins so */
        static Unit of(String text) {
            for (var unit : values()) if (text.startsWith(unit.begin)) return unit;
            throw noOffset(text);
        }
    }

    private static long unit(String word, String whole) {
        for (var unit : Unit.values()) if (word.startsWith(unit.begin)) return unit.seconds;
        throw noOffset(whole);
    }
}
