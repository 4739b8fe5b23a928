package org.opsbro.wire;

import java.util.Locale;

/** Why a packet or a stream of another was not taken. */
public enum Refusal {
    /** Shorter than its header says, or longer than any packet. */
    TRUNCATED,
    /** Not made by an agent. */
    NOT_OURS,
    /** Made by an agent of another version of the wire. */
    VERSION,
    /** Of a zone that this node does not talk with. */
    UNKNOWN_ZONE,
    /** Sealed with a key that this node does not have. */
    UNKNOWN_KEY,
    /** In clear, where this node wants a seal. */
    CLEAR,
    /** Came before, or too late to know. */
    REPLAYED,
    /** The key is ours, but what was sealed is not what came. */
    FORGED,
    /** Our own packet, as broadcasts bring it back. */
    ECHO,
    /** More connections than this node takes. */
    BUSY,
    /** A connection that said too little for too long. */
    SILENT,
    /** A purpose that nobody here serves. */
    NO_SUCH_PURPOSE;

    /** As in the counters: {@code unknown_key}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
