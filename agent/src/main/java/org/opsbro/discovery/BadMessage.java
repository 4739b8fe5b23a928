package org.opsbro.discovery;

/** Bytes that are no message, or one beyond a limit: what was found, what was wanted. The sender's packet or stream is dropped whole. */
public final class BadMessage extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BadMessage(String message) {
        // no stack: hostile input must be cheap to refuse
        super(message, null, false, false);
    }
}
