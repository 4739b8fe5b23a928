package org.opsbro.compliance;

import java.time.Instant;
import org.opsbro.model.Value;
import org.opsbro.model.Value.Fields;

/**
 * What was held to be right of a rule: its subjects as they were when they were first seen, or when a person accepted them.
 *
 * @param since when it changed last
 * @param by who accepted it; empty if nobody has yet, and it is what the first look saw
 */
public record Baseline(Seen seen, Instant since, String by) {
    public static final Baseline NONE = new Baseline(Seen.NOTHING, Instant.EPOCH, "");

    /** This, and the subjects of a look that it does not have yet. */
    public Baseline with(Seen now, Instant at) {
        return now.without(seen).isEmpty() ? this : new Baseline(seen.over(now), at, by);
    }

    /** What a look found, with how that compares. */
    public Findings compared(Findings findings) {
        return findings.and(findings.seen().since(seen));
    }

    public Fields toValue() {
        return Value.object()
                .with("since", since.toString())
                .with("by", by)
                .with("seen", seen.toValue())
                .end();
    }

    /** @throws java.time.DateTimeException if it was not written by {@link #toValue} */
    public static Baseline of(Fields kept) {
        return new Baseline(
                kept.get("seen") instanceof Fields seen ? Seen.of(seen) : Seen.NOTHING,
                Instant.parse(kept.get("since").display()),
                kept.get("by").display());
    }
}
