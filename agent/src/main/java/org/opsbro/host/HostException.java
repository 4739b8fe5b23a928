package org.opsbro.host;

/** The machine did not do what was asked, for a reason that the caller has no word for: the message says what, where and why. */
public final class HostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public HostException(String message) {
        super(message);
    }

    public HostException(String message, Throwable cause) {
        super(message, cause);
    }
}
