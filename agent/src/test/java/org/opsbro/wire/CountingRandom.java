package org.opsbro.wire;

import java.security.SecureRandom;

/** Chance that is none: bytes counted up from a first one. */
final class CountingRandom extends SecureRandom {
    private static final long serialVersionUID = 1;
    private byte next;

    CountingRandom(int first) {
        super();
        next = (byte) first;
    }

    @Override
    public void nextBytes(byte[] bytes) {
        for (var at = 0; at < bytes.length; at++) bytes[at] = next++;
    }
}
