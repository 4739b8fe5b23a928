package org.opsbro.evaluator;

/** An expression that could not be evaluated now: undefined reference, wrong type, overflow. The message shows the expression with a caret. */
public final class EvaluationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public EvaluationException(String message) {
        super(message, null, false, false);
    }
}
