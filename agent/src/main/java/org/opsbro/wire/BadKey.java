package org.opsbro.wire;

/** A key, a ring of keys or a signature that cannot be used: says what was found and what was wanted, never the key itself. */
public final class BadKey extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BadKey(String message) {
        super(message);
    }
}
