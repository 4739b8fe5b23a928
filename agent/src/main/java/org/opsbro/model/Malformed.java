package org.opsbro.model;

/** Bytes of a form that nobody writes; the message says which part, what was found and what was wanted. */
public final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Malformed(String message) {
        super(message, null, false, false);
    }
}
