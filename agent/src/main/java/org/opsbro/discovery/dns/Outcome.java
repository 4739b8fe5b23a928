package org.opsbro.discovery.dns;

import java.util.Locale;

/** What became of a message; each is counted. */
public enum Outcome {
    /** Answered with records. */
    ANSWERED,
    /** Answered with what fits, and the word to ask again over TCP. */
    TRUNCATED,
    /** The name is ours and has no such record. */
    NO_DATA,
    /** The name would be ours, and is not there. */
    NO_NAME,
    /** Not ours: for a forwarder. */
    FORWARDED,
    /** Not ours, and there is no forwarder; or a transfer of the zone, or another class than IN. */
    REFUSED,
    /** No notion of DNS fits: told so in twelve bytes. */
    MALFORMED,
    NOT_IMPLEMENTED,
    /** An EDNS that is newer than version 0. */
    BAD_VERSION,
    /** An answer that was sent to us: not replied to, or two servers would answer each other for ever. */
    NO_QUERY(true),
    /** No room for a header: not replied to. */
    TOO_SHORT(true),
    /** Longer than any question: not replied to. */
    TOO_LONG(true);

    private final boolean silent;

    Outcome() {
        this(false);
    }

    Outcome(boolean silent) {
        this.silent = silent;
    }

    /** Whether there is a reply to send. */
    public boolean replies() {
        return !silent && this != FORWARDED;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
