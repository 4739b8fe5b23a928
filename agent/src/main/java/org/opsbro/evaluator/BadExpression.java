package org.opsbro.evaluator;

/** Text that is no expression, or names what does not exist. The offset counts characters from 0; the message shows a caret. */
public final class BadExpression extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String reason;
    private final int offset;

    public BadExpression(String reason, String text, int offset) {
        super(Span.shown(reason, text, offset), null, false, false);
        this.reason = reason;
        this.offset = offset;
    }

    /** The first line of the message: what is wrong, without the text. */
    public String reason() {
        return reason;
    }

    public int offset() {
        return offset;
    }
}
