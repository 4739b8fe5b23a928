package org.opsbro.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The command line as read: values by option name or word label, and the flags that were set. */
public record Given(Map<String, List<String>> values, Set<String> flags) {
    public boolean has(String flag) {
        return flags.contains(flag) || values.containsKey(flag);
    }

    public Optional<String> find(String name) {
        return all(name).stream().findFirst();
    }

    /** A required word, or an option that has a fallback. */
    public String text(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("nothing was declared as " + name));
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** A whole number in a range; anything else is told to the person. */
    public int number(String name, int least, int most) {
        var text = text(name);
        try {
            var number = Integer.parseInt(text);
            if (number >= least && number <= most) return number;
        } catch (NumberFormatException ignored) {
            // told below, with the range
        }
        throw CommandFailed.usage(name + " is " + text + ", want a whole number from " + least + " to " + most);
    }

    /** {@code 30}, {@code 30s}, {@code 500ms}, {@code 5m}, {@code 1h}; a bare number is seconds. */
    public Duration duration(String name) {
        var text = text(name);
        var unit = text.replaceFirst("^[0-9]+(\\.[0-9]+)?", "");
        var amount = text.substring(0, text.length() - unit.length());
        var millis = switch (unit) {
            case "", "s" -> 1_000d;
            case "ms" -> 1d;
            case "m" -> 60_000d;
            case "h" -> 3_600_000d;
            default -> Double.NaN;
        };
        if (amount.isEmpty() || Double.isNaN(millis))
            throw CommandFailed.usage(name + " is " + text + ", want seconds or a duration such as 30s, 500ms, 5m");
        return Duration.ofMillis(Math.round(Double.parseDouble(amount) * millis));
    }
}
