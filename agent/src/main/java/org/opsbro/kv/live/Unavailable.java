package org.opsbro.kv.live;

/** The store cannot answer now; the message says why, and what to do. What a caller wanted to write may be there or not, unless it says so. */
public final class Unavailable extends Exception {
    private static final long serialVersionUID = 1;
    private final Kind kind;

    /** What a caller may make of it. */
    public enum Kind {
        /** There is no space left on the disk. */
        FULL,
        /** Nothing was done, and it will be possible in a moment, perhaps elsewhere: try again. */
        AGAIN,
        OTHER
    }

    public Unavailable(String message, Kind kind) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
