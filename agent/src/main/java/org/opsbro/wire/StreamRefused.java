package org.opsbro.wire;

import java.io.IOException;

/** The other agent is there and answered, but does not take the stream. */
public final class StreamRefused extends IOException {
    private static final long serialVersionUID = 1;
    private final Refusal reason;
    private final int theirKey;

    StreamRefused(Refusal reason, String message) {
        this(reason, message, 0);
    }

    StreamRefused(Refusal reason, String message, int theirKey) {
        super(message);
        this.reason = reason;
        this.theirKey = theirKey;
    }

    /** The same, by one who says that it uses this key of the zone; 0 if it does not say. */
    StreamRefused using(int key) {
        var said = key == 0 ? "" : "; it says that it uses the key " + ZoneKey.idOf(key);
        return new StreamRefused(reason, getMessage() + said, key);
    }

    /** The number of the key that the other says it uses, which nothing proves; 0 if it does not say. */
    int theirKey() {
        return theirKey;
    }

    public Refusal reason() {
        return reason;
    }
}
