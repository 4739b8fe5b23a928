package org.opsbro.evaluator;

import java.util.function.Consumer;
import org.opsbro.model.Value;

/**
 * One evaluation under way: where its values come from, how much work it may still do and, for error messages, where it stands. One thread's.
 */
public final class Frame {
    /** Work of one evaluation; a step on numbers costs nothing, one on texts and containers as much as they weigh. */
    private static final int FUEL = 2_000_000;

    private final Scope scope;
    private Variables variables;
    private int fuel;
    private int offset;
    private Consumer<Part.Seen> witness = seen -> {};
    private boolean witnessed;

    Frame(Scope scope) {
        this(scope, Variables.NONE, FUEL);
    }

    /**
     * For the many expressions of one template.
     *
     * @param fuel the work that all of them together may do
     */
    public Frame(Scope scope, Variables variables, int fuel) {
        this.scope = scope;
        this.variables = variables;
        this.fuel = fuel;
    }

    /** The names that count now. */
    public Variables variables() {
        return variables;
    }

    /** From now on other names count. */
    public void enter(Variables inner) {
        variables = inner;
    }

    /** From now on each part that is evaluated is told, with its tree. */
    public void tell(Consumer<Part.Seen> listener) {
        witness = listener;
        witnessed = true;
    }

    boolean isWitnessed() {
        return witnessed;
    }

    Consumer<Part.Seen> witness() {
        return witness;
    }

    public Scope scope() {
        return scope;
    }

    /** What happens next belongs to this part of the text. */
    void standAt(Span at) {
        offset = at.start();
    }

    /** What happens next belongs to the character of this offset. */
    public void standAt(int character) {
        offset = character;
    }

    public int offset() {
        return offset;
    }

    public void spend(int work) {
        fuel -= work;
        if (fuel < 0) throw new EvaluationException("this is too much work: it was stopped");
    }

    /** The work of looking at all that is in a value. */
    public void spendOn(Value value) {
        spend(value);
    }

    void spend(Value value) {
        if (!Numbers.isNumber(value)) spend(Limits.weight(value));
    }
}
