package org.opsbro.evaluator;

import org.opsbro.model.Value;

/** A compiled part of an expression. Immutable; what changes during an evaluation is in the {@link Frame}. */
abstract class Step {
    /** What {@code a if b} is where b is false. */
    static final Value.Undefined NO_ELSE =
            new Value.Undefined("this \"if\" has no \"else\", and its condition is false");

    private static final Value EMPTY = Value.of("");

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

    /** Its value where that is written, handed on or only asked whether it is true. */
    final Value shown(Frame frame) {
        var value = value(frame);
        return value instanceof Value.Undefined undefined ? forgiven(undefined, frame) : value;
    }

    /** Nothing is forgiven but the missing "else" of a template, which is an empty text as in Jinja: but none to reckon with, or to take apart. */
    final Value forgiven(Value.Undefined undefined, Frame frame) {
        if (undefined.equals(NO_ELSE)) return EMPTY;
        throw undefined(undefined, frame);
    }

    /** Whether its value is true; it must be defined. */
    boolean test(Frame frame) {
        return Containers.isTrue(shown(frame));
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
