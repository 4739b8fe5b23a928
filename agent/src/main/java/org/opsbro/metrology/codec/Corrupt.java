package org.opsbro.metrology.codec;

/** These bytes are no block, or not the whole of one. */
public final class Corrupt extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Corrupt(String message) {
        super(message, null, false, false);
    }
}
