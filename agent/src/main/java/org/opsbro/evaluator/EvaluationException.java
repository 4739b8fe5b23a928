package org.opsbro.evaluator;

/** An expression that could not be evaluated now: undefined reference, wrong type, overflow. The message shows the expression with a caret. */
public final class EvaluationException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String reason;
    private final boolean placed;

    /** For functions: the evaluator adds the place. */
    public EvaluationException(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
        this.placed = false;
    }

    private EvaluationException(String reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
        this.placed = true;
    }

    /** The same with the expression and a caret, unless it has them already. */
    EvaluationException in(String text, int offset) {
        return placed ? this : new EvaluationException(reason, Span.shown(reason, text, offset));
    }

    /** The first line of the message: what is wrong, without the expression. */
    public String reason() {
        return reason;
    }
}
