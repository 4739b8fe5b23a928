package org.opsbro.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.opsbro.evaluator.Expression;
import org.opsbro.model.CheckState;
import org.opsbro.model.GroupExpression;
import org.opsbro.model.Status;

/**
 * Something that is looked at again and again.
 *
 * @param id {@code pack/name}
 * @param retryEvery how soon it runs again while a problem is not confirmed
 * @param maxAttempts how many runs confirm a problem
 */
public record Check(
        String id,
        String pack,
        String displayName,
        String notes,
        GroupExpression ifGroup,
        Duration every,
        Duration retryEvery,
        Duration timeout,
        int maxAttempts,
        Flapping flapping,
        Map<String, Expression> variables,
        Way way) {
    public Check {
        variables = Map.copyOf(variables);
    }

    /** How it is judged. */
    public sealed interface Way {
        /** By expressions: the first of critical and warning that holds, else OK. Outputs that are absent have a plain text. */
        record Judged(
                Optional<Expression> criticalIf,
                Optional<Expression> criticalOutput,
                Optional<Expression> warningIf,
                Optional<Expression> warningOutput,
                Optional<Expression> okOutput)
                implements Way {}

        /** By what somebody said last. */
        record Told(Supplier<Verdict> now) implements Way {}

        /** By a program that keeps the contract of {@link NagiosPlugin}: words that take values, or a line for the shell. */
        record Plugin(List<Expression> words, String shellLine) implements Way {
            public Plugin {
                words = List.copyOf(words);
            }
        }
    }

    /** Whether running it may take long: it starts a program, or reaches outside. */
    public boolean isSlow(Set<String> reachingOut) {
        return switch (way) {
            case Way.Plugin plugin -> true;
            case Way.Told told -> false;
            case Way.Judged judged -> calls(judged, reachingOut);
        };
    }

    /** Whether it calculates with one of these functions. */
    public boolean calls(Set<String> functions) {
        return way instanceof Way.Judged judged && calls(judged, functions);
    }

    private boolean calls(Way.Judged judged, Set<String> functions) {
        return expressions(judged).stream().anyMatch(each -> each.calls(functions));
    }

    /** The paths below {@code kv.} that it reads. */
    public Stream<List<String>> keys() {
        return switch (way) {
            case Way.Judged judged -> expressions(judged).stream().flatMap(Expression::keys);
            case Way.Plugin plugin ->
                Stream.concat(variables.values().stream(), plugin.words().stream())
                        .flatMap(Expression::keys);
            case Way.Told told -> Stream.empty();
        };
    }

    private List<Expression> expressions(Way.Judged judged) {
        return Stream.concat(
                        variables.values().stream(),
                        Stream.of(
                                        judged.criticalIf(),
                                        judged.criticalOutput(),
                                        judged.warningIf(),
                                        judged.warningOutput(),
                                        judged.okOutput())
                                .flatMap(Optional::stream))
                .toList();
    }

    /** What is known after a run. */
    public Status next(Status before, Verdict verdict, Instant at, Duration took) {
        var history = flapping.remembered(before.history(), letter(verdict.state()));
        var attempt = attempt(before, verdict.state());
        var state = verdict.state();
        // a problem that was confirmed stays confirmed when it becomes another problem
        var hard = state == CheckState.OK
                || attempt >= maxAttempts
                || before.hardState().isProblem();
        return new Status(
                id,
                displayName,
                state,
                hard ? state : before.hardState(),
                attempt,
                maxAttempts,
                flapping.next(before.flapping(), history),
                before.state() == state ? before.since() : at,
                at,
                took,
                verdict.output(),
                verdict.details(),
                verdict.performance(),
                history);
    }

    private int attempt(Status before, CheckState state) {
        if (state == CheckState.OK || !before.state().isProblem()) return 1;
        return Math.min(maxAttempts, before.attempt() + 1);
    }

    /** When it should run again after this. */
    public Duration pause(Status status) {
        return status.hard() ? every : retryEvery;
    }

    private static char letter(CheckState state) {
        return state.name().charAt(0);
    }
}
