package org.opsbro.automation;

/** Bytes that are no order and no frame; the message says which part, what was found and what was wanted. */
public final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
        super(message, null, false, false);
    }
}
