package org.opsbro.wire;

import java.util.Locale;
import java.util.Optional;

/** How strictly a zone that has a key uses it: the steps by which a running cluster is taken from clear to sealed, and back. */
public enum Verify {
    /** Clear packets are taken; or, of outgoing, what is sent goes in clear. */
    OFF,
    /** As OFF, and each one is counted and told. */
    WARN,
    /** Clear packets are dropped; or, of outgoing, what is sent is sealed. */
    ON;

    public static Optional<Verify> named(String word) {
        for (var mode : values()) if (mode.word().equals(word)) return Optional.of(mode);
        return Optional.empty();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
