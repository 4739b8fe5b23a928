package org.opsbro.wire;

import java.time.Duration;

/**
 * What a server of streams takes.
 *
 * @param streams open at the same time; another one is told that this node is busy
 * @param handshakes that are not done yet at the same time; more are dropped without a word
 * @param handshakesPerPeer the same, from one address
 * @param handshake how long it may take
 * @param patience how long an open stream may be silent where something is awaited
 */
public record StreamLimits(int streams, int handshakes, int handshakesPerPeer, Duration handshake, Duration patience) {
    public static final StreamLimits USUAL =
            new StreamLimits(128, 256, 16, Duration.ofSeconds(5), Duration.ofSeconds(30));
}
