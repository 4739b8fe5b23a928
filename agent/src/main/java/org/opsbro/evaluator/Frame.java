package org.opsbro.evaluator;

import org.opsbro.model.Value;

/** One evaluation under way: where its values come from, how much work it may still do and, for error messages, where it stands. */
final class Frame {
    /** Work of one evaluation; a step on numbers costs nothing, one on texts and containers as much as they weigh. */
    private static final int FUEL = 2_000_000;

    private final Scope scope;
    private int fuel = FUEL;
    private int offset;

    Frame(Scope scope) {
        this.scope = scope;
    }

    Scope scope() {
        return scope;
    }

    /** What happens next belongs to this part of the text. */
    void standAt(Span at) {
        offset = at.start();
    }

    int offset() {
        return offset;
    }

    void spend(int work) {
        fuel -= work;
        if (fuel < 0) throw new EvaluationException("this expression is too much work: it was stopped");
    }

    void spend(Value value) {
        if (!Numbers.isNumber(value)) spend(Limits.weight(value));
    }
}
