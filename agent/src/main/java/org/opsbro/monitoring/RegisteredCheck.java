package org.opsbro.monitoring;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.opsbro.evaluator.Display;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression;
import org.opsbro.model.CheckState;
import org.opsbro.model.GoDuration;
import org.opsbro.model.GroupExpression;
import org.opsbro.model.Value;
import org.opsbro.monitoring.Check.Way;

/**
 * A check that a program registered.
 *
 * @param id unique on this node
 * @param service the id of the registered service that stands on it; empty without one
 * @param initial what it is until something is known
 * @param deregisterAfter how long it may be critical before its service is taken away; zero for ever
 */
public record RegisteredCheck(
        String id,
        String name,
        String notes,
        String service,
        How how,
        Duration every,
        Duration timeout,
        CheckState initial,
        Duration deregisterAfter) {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** How it is known. */
    public sealed interface How {
        /** The program tells it, at least this often. */
        record Told(Duration atLeastEvery) implements How {}

        /** A connection opens. */
        record Connects(String host, int port) implements How {}

        /** A page is there: 2xx passes, 429 is a warning. */
        record Answers(String url) implements How {}
    }

    /** Its id among the checks of this node. */
    public String fullId() {
        return Registration.PACK + "/" + id;
    }

    /** @param told what the program said last, for one that is told */
    public Check check(Evaluator evaluator, Supplier<Verdict> told) {
        var pause = how instanceof How.Told each ? often(each.atLeastEvery()) : every;
        return new Check(
                fullId(),
                Registration.PACK,
                name,
                notes,
                new GroupExpression.Everywhere(),
                pause,
                pause,
                timeout,
                1,
                Flapping.DEFAULT,
                variables(evaluator),
                way(evaluator, told));
    }

    /** Often enough to see soon that the program has become silent. */
    private static Duration often(Duration ttl) {
        var part = ttl.dividedBy(30);
        return part.compareTo(SECOND) < 0 ? SECOND : part;
    }

    private Map<String, Expression> variables(Evaluator evaluator) {
        return how instanceof How.Answers(String url)
                ? Map.of("code", evaluator.compile("http_status(" + repr(url) + ", " + seconds() + ")"))
                : Map.of();
    }

    private Way way(Evaluator evaluator, Supplier<Verdict> told) {
        return switch (how) {
            case How.Told ttl -> new Way.Told(told);
            case How.Connects(String host, int port) ->
                judged(
                        evaluator,
                        "not check_tcp(" + repr(host) + ", " + port + ", " + seconds() + ")",
                        repr("no connection to " + host + ":" + port),
                        "",
                        repr(host + ":" + port + " answers"));
            case How.Answers answers ->
                judged(
                        evaluator,
                        "{{variables.code}} // 100 != 2 and {{variables.code}} != 429",
                        "'no answer' if {{variables.code}} == 0 else 'HTTP %d' % {{variables.code}}",
                        "{{variables.code}} == 429",
                        "'HTTP %d' % {{variables.code}}");
        };
    }

    private static Way judged(Evaluator evaluator, String critical, String output, String warning, String ok) {
        return new Way.Judged(
                Optional.of(evaluator.compile(critical)),
                Optional.of(evaluator.compile(output)),
                warning.isEmpty() ? Optional.empty() : Optional.of(evaluator.compile(warning)),
                Optional.of(evaluator.compile(ok)),
                Optional.of(evaluator.compile(ok)));
    }

    private String seconds() {
        return Double.toString(timeout.toMillis() / 1000.0);
    }

    private static String repr(String text) {
        return Display.repr(Value.of(text));
    }

    /** The state of a word of Consul; empty if it is none. */
    public static Optional<CheckState> state(String status) {
        return switch (status.toLowerCase(Locale.ROOT)) {
            case "passing" -> Optional.of(CheckState.OK);
            case "warning" -> Optional.of(CheckState.WARNING);
            case "critical" -> Optional.of(CheckState.CRITICAL);
            default -> Optional.empty();
        };
    }

    /** As Consul's clients write it. */
    public Value.Fields toValue() {
        var fields = Value.object()
                .with("CheckID", id)
                .with("Name", name)
                .with("Notes", notes)
                .with("ServiceID", service);
        switch (how) {
            case How.Told told -> fields.with("TTL", GoDuration.of(told.atLeastEvery()));
            case How.Connects connects -> fields.with("TCP", connects.host() + ":" + connects.port());
            case How.Answers answers -> fields.with("HTTP", answers.url());
        }
        if (!deregisterAfter.isZero()) fields.with("DeregisterCriticalServiceAfter", GoDuration.of(deregisterAfter));
        return fields.with("Interval", GoDuration.of(every))
                .with("Timeout", GoDuration.of(timeout))
                .with(
                        "Status",
                        switch (initial) {
                            case OK -> "passing";
                            case WARNING -> "warning";
                            case CRITICAL, UNKNOWN, PENDING -> "critical";
                        })
                .end();
    }
}
