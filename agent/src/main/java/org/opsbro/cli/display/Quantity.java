package org.opsbro.cli.display;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Amounts as people say them: {@code 3m 20s}, {@code 1.5 GiB}, {@code 12.4 %}. */
public final class Quantity {
    private Quantity() {}

    /** The two largest units that are not zero: {@code 2d 3h}, {@code 3m 20s}, {@code 850ms}. */
    public static String duration(Duration duration) {
        if (duration.isNegative()) return "-" + duration(duration.negated());
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) return duration.toMillis() + "ms";
        long[] amounts = {duration.toDays(), duration.toHoursPart(), duration.toMinutesPart(), duration.toSecondsPart()
        };
        var first = 0;
        while (amounts[first] == 0) first++;
        var text = amounts[first] + "" + "dhms".charAt(first);
        return first < 3 && amounts[first + 1] > 0 ? text + " " + amounts[first + 1] + "dhms".charAt(first + 1) : text;
    }

    /** How long ago something was, as {@code 3m 20s ago}; {@code never} for the epoch. */
    public static String ago(Instant then, Instant now) {
        if (then.equals(Instant.EPOCH)) return "never";
        var passed = Duration.between(then, now);
        return passed.compareTo(Duration.ofSeconds(1)) < 0 ? "now" : duration(passed) + " ago";
    }

    /** A point in time: {@code 2026-11-24 11:30:05}. */
    public static String time(Instant instant, ZoneId zone) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                .withZone(zone)
                .format(instant);
    }

    /** Bytes in the binary unit that leaves one to four digits. */
    public static String bytes(double bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        var unit = 0;
        var amount = bytes;
        while (Math.abs(amount) >= 1024 && unit < units.length - 1) {
            amount /= 1024;
            unit++;
        }
        return number(amount) + " " + units[unit];
    }

    /** With its unit: {@code 12.4 %}; {@code B} and {@code B/s} in binary ones, as {@code 1.5 GiB/s}. */
    public static String of(double amount, String unit) {
        if (unit.equals("B") || unit.equals("B/s")) return bytes(amount) + unit.substring(1);
        return number(amount) + (unit.isBlank() ? "" : " " + unit.strip());
    }

    /** Two places behind the point at most, fewer in large numbers, two digits that matter in tiny ones: {@code 0.03 12.4 1530 0.00042}. */
    public static String number(double number) {
        if (!Double.isFinite(number)) return "?";
        if (number == Math.rint(number) && Math.abs(number) < 1e15) return Long.toString((long) number);
        var size = Math.abs(number);
        // String.format would load locales and look through all jars for more of them: 8 ms of a call
        var exact = BigDecimal.valueOf(number);
        var rounded = size < 0.01
                ? exact.round(new MathContext(2, RoundingMode.HALF_UP))
                : exact.setScale(size >= 100 ? 0 : size >= 10 ? 1 : 2, RoundingMode.HALF_UP);
        var shown = rounded.stripTrailingZeros();
        return size < 1e-6 || size >= 1e15 ? shown.toString() : shown.toPlainString();
    }
}
