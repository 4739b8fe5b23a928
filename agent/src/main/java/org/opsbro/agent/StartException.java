package org.opsbro.agent;

/** The agent cannot start, for a reason that the person who started it can mend: the message says which and how. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StartException(String message) {
        super(message, null, false, false);
    }
}
