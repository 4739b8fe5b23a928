package org.opsbro.kv.live;

/** The store cannot answer now; the message says why, and what to do. What a caller wanted to write may be there or not, unless it says so. */
public final class Unavailable extends Exception {
    private static final long serialVersionUID = 1;
    private final boolean full;

    Unavailable(String message, boolean full) {
        super(message, null, false, false);
        this.full = full;
    }

    /** Whether there is no space left on the disk. */
    public boolean isFull() {
        return full;
    }
}
