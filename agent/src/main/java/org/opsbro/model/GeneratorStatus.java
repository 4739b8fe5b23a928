package org.opsbro.model;

import java.time.Instant;

/**
 * What is known of one generator of this node.
 *
 * @param name {@code pack/generator}
 * @param path of its file
 * @param before the state it had before the present one
 * @param since when the present state began
 * @param reason why it is so, for people
 * @param diff of the last change, or of the one it would make; empty without one, and never the content of a secret
 * @param changedAt when it last wrote the file; EPOCH if this agent has not
 */
public record GeneratorStatus(
        String name,
        String pack,
        Level level,
        String path,
        GeneratorState state,
        GeneratorState before,
        Instant since,
        String reason,
        String diff,
        Instant changedAt) {
    public static GeneratorStatus unknown(String name, String pack, Level level, String path, Instant at) {
        return new GeneratorStatus(
                name,
                pack,
                level,
                path,
                GeneratorState.UNKNOWN,
                GeneratorState.UNKNOWN,
                at,
                "it has not been looked at yet",
                "",
                Instant.EPOCH);
    }

    /** The next look: a state that goes on keeps its beginning. */
    public GeneratorStatus next(GeneratorState now, String why, Instant at) {
        return now == state
                ? new GeneratorStatus(name, pack, level, path, state, before, since, why, diff, changedAt)
                : new GeneratorStatus(name, pack, level, path, now, state, at, why, diff, changedAt);
    }

    public GeneratorStatus withDiff(String next) {
        return new GeneratorStatus(name, pack, level, path, state, before, since, reason, next, changedAt);
    }

    public GeneratorStatus changed(Instant at) {
        return new GeneratorStatus(name, pack, level, path, state, before, since, reason, diff, at);
    }

    /** The keys of the original: name state old_state log pack_name pack_level diff path; and since, changed_at. */
    public Value.Fields toValue() {
        return Value.object()
                .with("name", name)
                .with("state", state.word())
                .with("old_state", before.word())
                .with("log", reason)
                .with("pack_name", pack)
                .with("pack_level", level.word())
                .with("path", path)
                .with("since", since.toString())
                .with("changed_at", changedAt.equals(Instant.EPOCH) ? Value.NONE : Value.of(changedAt.toString()))
                .with("diff", diff)
                .end();
    }
}
