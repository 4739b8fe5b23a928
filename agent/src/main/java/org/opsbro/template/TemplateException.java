package org.opsbro.template;

import org.opsbro.evaluator.BadExpression;

/** A template that is none, or that could not be rendered now. The message is {@code name:line:column: reason}, the line and a caret. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String template;
    private final String reason;
    private final int line;
    private final int column;

    TemplateException(String template, String text, int offset, String reason) {
        this(template, text, Math.clamp(offset, 0, text.length()), reason, Place.of(text, offset));
    }

    private TemplateException(String template, String text, int offset, String reason, Place place) {
        super(template + ":" + place + ": " + new BadExpression(reason, text, offset).getMessage(), null, false, false);
        this.template = template;
        this.reason = reason;
        this.line = place.line();
        this.column = place.column();
    }

    /** The name of the template at fault, which may be one that was included. */
    public String template() {
        return template;
    }

    /** What is wrong, in one line, without its place. */
    public String reason() {
        return reason;
    }

    /** From 1. */
    public int line() {
        return line;
    }

    /** From 1. */
    public int column() {
        return column;
    }
}
