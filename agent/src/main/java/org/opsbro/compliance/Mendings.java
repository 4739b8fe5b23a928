package org.opsbro.compliance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** When a rule was mended, oldest first: three times within ten minutes is a quarrel with somebody else, and stays one until a person ends it. */
public record Mendings(List<Instant> at) {
    public static final int MOST = 3;
    public static final Duration SPAN = Duration.ofMinutes(10);
    public static final Mendings NONE = new Mendings(List.of());

    public Mendings {
        at = List.copyOf(at);
    }

    public Mendings and(Instant now) {
        var all = Stream.concat(at.stream(), Stream.of(now)).toList();
        return new Mendings(all.subList(Math.max(0, all.size() - MOST), all.size()));
    }

    public boolean flapping() {
        return at.size() == MOST
                && Duration.between(at.getFirst(), at.getLast()).compareTo(SPAN) <= 0;
    }
}
