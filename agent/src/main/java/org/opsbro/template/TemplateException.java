package org.opsbro.template;

import org.opsbro.evaluator.BadExpression;
import org.opsbro.model.Source;

/** A template that is none, or that could not be rendered now. The message is {@code name:line:column: reason}, the line and a caret. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String reason;
    private final transient Source source;

    TemplateException(String template, String text, int offset, String reason) {
        this(
                Place.of(text, offset).in(template),
                new BadExpression(reason, text, Math.clamp(offset, 0, text.length())));
    }

    private TemplateException(Source source, BadExpression wrong) {
        super(source + ": " + wrong.getMessage(), null, false, false);
        this.reason = wrong.reason();
        this.source = source;
    }

    /** The name of the template at fault, which may be one that was included, with line and column. */
    public Source source() {
        return source;
    }

    /** What is wrong, in one line, without its place. */
    public String reason() {
        return reason;
    }
}
