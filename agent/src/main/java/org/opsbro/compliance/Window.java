package org.opsbro.compliance;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * When changes are allowed: days and a span of the day in UTC, {@code sat,sun 02:00-04:30} or {@code 22:00-04:00} for every day. A span over midnight
 * belongs to the day on which it begins.
 */
public record Window(Set<DayOfWeek> days, LocalTime from, LocalTime to, String text) {
    private static final Pattern FORM =
            Pattern.compile("(?:([a-z]{3}(?:,[a-z]{3})*) +)?([0-9]{2}:[0-9]{2}) *- *([0-9]{2}:[0-9]{2})");

    public Window {
        days = Set.copyOf(days);
    }

    static Optional<Window> parse(String text) {
        var match = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!match.matches()) return Optional.empty();
        var days = EnumSet.allOf(DayOfWeek.class);
        if (match.group(1) != null) {
            days.clear();
            for (var word : List.of(match.group(1).split(",", -1)))
                for (var day : DayOfWeek.values())
                    if (day.name().toLowerCase(Locale.ROOT).startsWith(word)) days.add(day);
            if (days.size() != match.group(1).split(",", -1).length) return Optional.empty();
        }
        try {
            return Optional.of(
                    new Window(days, LocalTime.parse(match.group(2)), LocalTime.parse(match.group(3)), text));
        } catch (DateTimeException wrong) {
            return Optional.empty();
        }
    }

    boolean holds(Instant now) {
        var moment = now.atOffset(ZoneOffset.UTC);
        var time = moment.toLocalTime();
        var day = moment.getDayOfWeek();
        if (from.isBefore(to)) return days.contains(day) && !time.isBefore(from) && time.isBefore(to);
        return (days.contains(day) && !time.isBefore(from)) || (days.contains(day.minus(1)) && time.isBefore(to));
    }
}
