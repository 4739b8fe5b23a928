package org.opsbro.monitoring;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.opsbro.model.CheckState;
import org.opsbro.model.Performance;
import org.opsbro.model.Status;
import org.opsbro.model.Value;

/** What is known of checks, as it is kept over a restart. */
public final class Retention {
    private Retention() {}

    public static Value.Fields written(Collection<Status> all) {
        return Value.object()
                .with(
                        "checks",
                        new Value.Items(
                                all.stream().<Value>map(Retention::written).toList()))
                .end();
    }

    private static Value.Fields written(Status status) {
        var fields = Value.object().with("history", status.history());
        var told = status.toValue();
        for (var key : told.keys()) fields.with(key, told.get(key));
        return fields.end();
    }

    /** Reads them again; one that does not read is left out: it is checked anew anyway. */
    public static Map<String, Status> read(Value.Fields kept) {
        var all = new TreeMap<String, Status>();
        if (!(kept.get("checks") instanceof Value.Items items)) return all;
        for (var each : items.all()) {
            if (each instanceof Value.Fields fields) status(fields).ifPresent(status -> all.put(status.name(), status));
        }
        return all;
    }

    private static Optional<Status> status(Value.Fields fields) {
        try {
            return Optional.of(whole(fields));
        } catch (IllegalArgumentException | DateTimeException damaged) {
            return Optional.empty();
        }
    }

    private static Status whole(Value.Fields fields) {
        return new Status(
                text(fields, "name"),
                text(fields, "display_name"),
                state(fields, "state"),
                state(fields, "hard_state"),
                (int) number(fields, "attempt"),
                (int) number(fields, "max_attempts"),
                Value.TRUE.equals(fields.get("flapping")),
                Instant.parse(text(fields, "since")),
                Instant.parse(text(fields, "last_check")),
                Duration.ofNanos((long) (real(fields, "took") * 1e9)),
                text(fields, "output"),
                text(fields, "details"),
                performance(fields.get("perfdata")),
                text(fields, "history"));
    }

    private static CheckState state(Value.Fields fields, String key) {
        return CheckState.valueOf(text(fields, key).toUpperCase(Locale.ROOT));
    }

    private static List<Performance> performance(Value kept) {
        List<Performance> all = new ArrayList<>();
        if (kept instanceof Value.Items items)
            for (var each : items.all())
                if (each instanceof Value.Fields fields)
                    all.add(new Performance(
                            text(fields, "label"),
                            real(fields, "value"),
                            text(fields, "unit"),
                            text(fields, "warn"),
                            text(fields, "crit"),
                            text(fields, "min"),
                            text(fields, "max")));
        return all;
    }

    private static String text(Value.Fields fields, String key) {
        if (fields.get(key) instanceof Value.Text text) return text.text();
        throw new IllegalArgumentException("no text under " + key);
    }

    private static long number(Value.Fields fields, String key) {
        return fields.get(key) instanceof Value.Int number ? number.number() : 1;
    }

    private static double real(Value.Fields fields, String key) {
        return switch (fields.get(key)) {
            case Value.Real real -> real.number();
            case Value.Int number -> number.number();
            default -> Double.NaN;
        };
    }
}
