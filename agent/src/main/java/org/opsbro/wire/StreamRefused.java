package org.opsbro.wire;

import java.io.IOException;

/** The other agent is there and answered, but does not take the stream. */
public final class StreamRefused extends IOException {
    private static final long serialVersionUID = 1;
    private final Refusal reason;

    StreamRefused(Refusal reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Refusal reason() {
        return reason;
    }
}
