package org.opsbro.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What is known of one rule of a compliance.
 *
 * @param name within its compliance
 * @param type such as {@code file-rights}
 * @param before the state it had before the present one
 * @param since when the present state began
 * @param checkedAt when it was looked at last; EPOCH while pending
 * @param took how long that lasted, with what was changed
 * @param environment the one that matched; empty for none
 * @param impact its weight in the score
 * @param tags and references of people, such as {@code cis-5.2.1}
 * @param lines what was found and done
 */
public record RuleStatus(
        String name,
        String type,
        ComplianceState state,
        ComplianceState before,
        Instant since,
        Instant checkedAt,
        Duration took,
        String environment,
        int impact,
        List<String> tags,
        List<String> refs,
        List<Line> lines) {
    public RuleStatus {
        tags = List.copyOf(tags);
        refs = List.copyOf(refs);
        lines = List.copyOf(lines);
    }

    /** @param kind COMPLIANT, DEVIATION, FIX, ERROR, INFO or SUCCESS */
    public record Line(String kind, String text) {
        Value.Fields toValue() {
            return Value.object().with("state", kind).with("text", text).end();
        }
    }

    RuleStatus withoutLines() {
        return new RuleStatus(
                name, type, state, before, since, checkedAt, took, environment, impact, tags, refs, List.of());
    }

    /** Keys: name, type, state, old_state, since, last_check, took, environment, impact, tags, refs, infos [{state, text}]. */
    public Value.Fields toValue() {
        return Value.object()
                .with("name", name)
                .with("type", type)
                .with("state", state.word())
                .with("old_state", before.word())
                .with("since", since.toString())
                .with("last_check", checkedAt.toString())
                .with("took", took.toNanos() / 1e9)
                .with("environment", environment)
                .with("impact", impact)
                .with("tags", Value.texts(tags))
                .with("refs", Value.texts(refs))
                .with(
                        "infos",
                        new Value.Items(lines.stream().<Value>map(Line::toValue).toList()))
                .end();
    }
}
