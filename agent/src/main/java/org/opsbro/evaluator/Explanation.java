package org.opsbro.evaluator;

import java.util.List;
import org.opsbro.model.Value;

/**
 * One node of an explained evaluation.
 *
 * @param text the part of the expression
 * @param outcome evaluated, failed or skipped
 * @param value undefined unless evaluated
 * @param note the source of a reference, the reason of a failure, whether a default was used; empty mostly
 * @param nanos time spent in it, its parts included
 */
public record Explanation(String text, Outcome outcome, Value value, String note, long nanos, List<Explanation> parts) {
    public Explanation {
        parts = List.copyOf(parts);
    }

    /** What became of a part. */
    public enum Outcome {
        EVALUATED,
        FAILED,
        SKIPPED
    }
}
