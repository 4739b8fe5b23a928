package org.opsbro.evaluator;

/** Text that is no expression, or names what does not exist. The offset counts characters from 0; the message shows a caret. */
public final class BadExpression extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int offset;

    public BadExpression(String message, int offset) {
        super(message, null, false, false);
        this.offset = offset;
    }

    public int offset() {
        return offset;
    }
}
