package org.opsbro.store;

/** A database that does not do what it is for; the message says which file and what it said. */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Kind kind;

    /** What is to be done about it. */
    public enum Kind {
        /** No space is left: nothing was written, and all goes on as soon as there is some. */
        FULL,
        /** The file is damaged, or is none. */
        DAMAGED,
        /** The disk refused to read, to write or to bring what was written to the platter: nothing that it says is to be believed. */
        DISK,
        OTHER
    }

    public StorageException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public StorageException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
