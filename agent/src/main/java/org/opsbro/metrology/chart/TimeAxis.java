package org.opsbro.metrology.chart;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An axis of time: at whole seconds, minutes, hours, days, months and years of a zone. */
final class TimeAxis {
    private static final int DAY = 86_400;
    private static final int MOST_TICKS = 500;
    private static final int[] SECONDS = {
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200
    };
    private static final int[] DAYS = {1, 2, 7, 14};
    private static final int[] MONTHS = {1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200};

    private TimeAxis() {}

    /** @param isBold whether a greater part of time begins: a day among hours, a year among months */
    record Tick(long second, String label, boolean isBold) {}

    /**
     * The times at which there is a line.
     *
     * @param most how many there is room for
     */
    static List<Tick> ticks(long from, long until, ZoneId zone, int most) {
        var least = (double) (until - from) / Math.max(1, most);
        for (var step : SECONDS)
            if (step >= least) return step < 3600 ? clock(from, until, zone, step) : hours(from, until, zone, step);
        for (var step : DAYS) if ((double) step * DAY >= least) return days(from, until, zone, step);
        for (var step : MONTHS) if (step * 30.4 * DAY >= least) return months(from, until, zone, step);
        return months(from, until, zone, MONTHS[MONTHS.length - 1]);
    }

    private static LocalDateTime local(long second, ZoneId zone) {
        return LocalDateTime.ofInstant(Instant.ofEpochSecond(second), zone);
    }

    private static List<Tick> clock(long from, long until, ZoneId zone, int step) {
        var format = format(step < 60 ? "HH:mm:ss" : "HH:mm");
        List<Tick> ticks = new ArrayList<>();
        var ofDay = local(from, zone).toLocalTime().toSecondOfDay();
        var first = from + Math.floorMod(-ofDay, step);
        for (var second = first; second <= until && ticks.size() < MOST_TICKS; second += step)
            ticks.add(ofDay(second, local(second, zone), format));
        return ticks;
    }

    private static Tick ofDay(long second, LocalDateTime time, DateTimeFormatter format) {
        var isMidnight = time.toLocalTime().equals(LocalTime.MIDNIGHT);
        return new Tick(second, isMidnight ? format("MMM d").format(time) : format.format(time), isMidnight);
    }

    private static List<Tick> hours(long from, long until, ZoneId zone, int step) {
        var format = format("HH:mm");
        List<Tick> ticks = new ArrayList<>();
        var before = Long.MIN_VALUE;
        for (var time = local(from, zone).truncatedTo(ChronoUnit.DAYS); ; time = time.plusSeconds(step)) {
            var second = time.atZone(zone).toEpochSecond();
            if (second > until || ticks.size() >= MOST_TICKS) return ticks;
            // an hour that a clock leaves out is no second tick at the next one
            if (second >= from && second > before) ticks.add(ofDay(second, local(second, zone), format));
            before = second;
        }
    }

    private static List<Tick> days(long from, long until, ZoneId zone, int step) {
        var day = format("MMM d");
        List<Tick> ticks = new ArrayList<>();
        var first = local(from, zone).toLocalDate();
        // Mondays where weeks are told
        var date = LocalDate.ofEpochDay(first.toEpochDay() - Math.floorMod(first.toEpochDay() - 4, step));
        for (; ; date = date.plusDays(step)) {
            var second = date.atStartOfDay(zone).toEpochSecond();
            if (second > until || ticks.size() >= MOST_TICKS) return ticks;
            if (second >= from) ticks.add(new Tick(second, day.format(date), date.getDayOfMonth() == 1));
        }
    }

    private static List<Tick> months(long from, long until, ZoneId zone, int step) {
        List<Tick> ticks = new ArrayList<>();
        var first = local(from, zone).toLocalDate().withDayOfMonth(1);
        var month = first.getYear() * 12 + first.getMonthValue() - 1;
        for (month -= Math.floorMod(month, step); ; month += step) {
            var date = LocalDate.of(Math.floorDiv(month, 12), Math.floorMod(month, 12) + 1, 1);
            var second = date.atStartOfDay(zone).toEpochSecond();
            if (second > until || ticks.size() >= MOST_TICKS) return ticks;
            var isYear = date.getMonthValue() == 1;
            if (second >= from)
                ticks.add(new Tick(second, format(isYear ? "yyyy" : "MMM").format(date), isYear && step < 12));
        }
    }

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
    }
}
