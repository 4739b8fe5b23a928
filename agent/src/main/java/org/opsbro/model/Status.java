package org.opsbro.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What is known of one check of this node.
 *
 * @param name {@code pack/check}, such as {@code linux/disks}
 * @param displayName for people; the name where nothing else was given
 * @param state of the last run
 * @param hardState the last state confirmed by {@code maxAttempts} runs: what people are told
 * @param attempt runs in the present non-OK state, from 1 up to maxAttempts; 1 when OK
 * @param flapping whether the state changes too often to tell each change
 * @param since when the present state began
 * @param checkedAt when the last run ended; EPOCH while pending
 * @param took how long the last run lasted
 * @param output the first line to read
 * @param details what follows it, empty mostly
 * @param history the last states, oldest first, for flapping: one letter each of {@code OWCU}
 */
public record Status(
        String name,
        String displayName,
        CheckState state,
        CheckState hardState,
        int attempt,
        int maxAttempts,
        boolean flapping,
        Instant since,
        Instant checkedAt,
        Duration took,
        String output,
        String details,
        List<Performance> performance,
        String history) {
    public Status {
        performance = List.copyOf(performance);
    }

    public static Status pending(String name, String displayName, int maxAttempts, Instant at) {
        return new Status(
                name,
                displayName,
                CheckState.PENDING,
                CheckState.PENDING,
                1,
                maxAttempts,
                false,
                at,
                Instant.EPOCH,
                Duration.ZERO,
                "",
                "",
                List.of(),
                "");
    }

    public String pack() {
        var slash = name.indexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    /** Whether the present state is confirmed. */
    public boolean hard() {
        return state == hardState;
    }

    /** Keys: name, display_name, pack, state, state_id, hard_state, hard, attempt, max_attempts, flapping, since, last_check, took, output, details, perfdata. */
    public Value.Fields toValue() {
        return Value.object()
                .with("name", name)
                .with("display_name", displayName)
                .with("pack", pack())
                .with("state", state.word())
                .with("state_id", state.code())
                .with("hard_state", hardState.word())
                .with("hard", hard())
                .with("attempt", attempt)
                .with("max_attempts", maxAttempts)
                .with("flapping", flapping)
                .with("since", since.toString())
                .with("last_check", checkedAt.toString())
                .with("took", took.toNanos() / 1e9)
                .with("output", output)
                .with("details", details)
                .with(
                        "perfdata",
                        new Value.Items(performance.stream()
                                .map(Performance::toValue)
                                .<Value>map(each -> each)
                                .toList()))
                .end();
    }
}
