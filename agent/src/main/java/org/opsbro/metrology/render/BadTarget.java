package org.opsbro.metrology.render;

/** What was asked cannot be answered: what is wrong, where, and what is wanted. */
public final class BadTarget extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BadTarget(String message) {
        super(message, null, false, false);
    }
}
