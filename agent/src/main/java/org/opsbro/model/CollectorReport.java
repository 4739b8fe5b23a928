package org.opsbro.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a collector said last.
 *
 * @param name such as {@code loadaverage}: its facts are {@code {{collector.loadaverage.…}}}
 * @param pack the pack it comes with
 * @param state how the last run ended
 * @param reason why it is not OK; empty when it is
 * @param facts of the last good run: they stay readable after a failure
 * @param factsAt when those facts were taken; EPOCH if never
 * @param at when the last run ended
 * @param took how long it lasted
 * @param labels of keys of the facts, whose numbers stand below the values of labels: the names of these, one a level; none where the keys below are
 *     {@code NAME=VALUE,NAME=VALUE}. In series they become tags
 */
public record CollectorReport(
        String name,
        String pack,
        State state,
        String reason,
        Value.Fields facts,
        Instant factsAt,
        Instant at,
        Duration took,
        Map<String, List<String>> labels) {
    public CollectorReport {
        labels = Map.copyOf(labels);
    }

    /** One of facts without labels. */
    public CollectorReport(
            String name,
            String pack,
            State state,
            String reason,
            Value.Fields facts,
            Instant factsAt,
            Instant at,
            Duration took) {
        this(name, pack, state, reason, facts, factsAt, at, took, Map.of());
    }

    public enum State {
        PENDING,
        OK,
        ERROR,
        MISSING_CONFIGURATION,
        NOT_ELIGIBLE;

        /** As the original printed it: {@code NOT-ELIGIBLE}. */
        public String word() {
            return name().replace('_', '-').toUpperCase(Locale.ROOT);
        }
    }

    public static CollectorReport pending(String name, String pack) {
        return new CollectorReport(
                name, pack, State.PENDING, "", Value.Fields.EMPTY, Instant.EPOCH, Instant.EPOCH, Duration.ZERO);
    }

    /** Keys: name, pack, state, log (the reason), last_check, facts_at, took, results. */
    public Value.Fields toValue() {
        return Value.object()
                .with("name", name)
                .with("pack", pack)
                .with("state", state.word())
                .with("log", reason)
                .with("last_check", at.toString())
                .with("facts_at", factsAt.toString())
                .with("took", took.toNanos() / 1e9)
                .with("results", facts)
                .end();
    }
}
