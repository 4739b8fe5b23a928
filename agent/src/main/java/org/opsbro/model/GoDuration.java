package org.opsbro.model;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations as programs in Go write them: {@code 10s}, {@code 1m30s}, {@code 1.5h}, {@code 250ms}. */
public final class GoDuration {
    private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ns|us|µs|ms|s|m|h)");
    private static final int MOST_PARTS = 6;

    private GoDuration() {}

    /** Empty if it is none. */
    public static Optional<Duration> parse(String text) {
        var parts = PART.matcher(text.strip());
        var nanos = 0.0;
        var count = 0;
        for (; parts.regionStart() < text.strip().length(); count++) {
            if (count == MOST_PARTS || !parts.lookingAt()) return Optional.empty();
            nanos += Double.parseDouble(parts.group(1)) * nanos(parts.group(2));
            parts.region(parts.end(), text.strip().length());
        }
        return count == 0 || nanos > Long.MAX_VALUE / 2.0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos((long) nanos));
    }

    /** {@code 90s}, {@code 1500ms}: what {@link #parse} reads again. */
    public static String of(Duration duration) {
        return duration.toNanosPart() % 1_000_000_000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    private static double nanos(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            default -> 3600e9;
        };
    }
}
