package org.opsbro.evaluator;

import org.opsbro.model.Value;

/** A compiled part of an expression. Immutable; what changes during an evaluation is in the {@link Frame}. */
abstract class Step {
    private final Span at;

    Step(Span at) {
        this.at = at;
    }

    final Span at() {
        return at;
    }

    /** Its value, which may be undefined. */
    abstract Value value(Frame frame);

    /** Its value, which must be defined. */
    final Value known(Frame frame) {
        var value = value(frame);
        if (value instanceof Value.Undefined undefined) throw undefined(undefined, frame);
        return value;
    }

    /** Whether its value is true; it must be defined. */
    boolean test(Frame frame) {
        return Containers.isTrue(known(frame));
    }

    /** Why its value is not there. */
    String reason(Value.Undefined undefined, Frame frame) {
        return undefined.why().isEmpty() ? "this is undefined" : undefined.why();
    }

    final EvaluationException undefined(Value.Undefined undefined, Frame frame) {
        frame.standAt(at);
        return new EvaluationException(reason(undefined, frame));
    }
}
