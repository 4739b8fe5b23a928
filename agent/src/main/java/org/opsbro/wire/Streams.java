package org.opsbro.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Opens conversations with other agents. */
@FunctionalInterface
public interface Streams {
    /**
     * Opens one, sealed with the primary key of a zone.
     *
     * @param purpose what it is for, such as {@code push-pull} or {@code exec}: the other end gives it to whoever serves that
     * @param patience for connecting and for each answer
     * @throws IOException if the agent cannot be reached, has no such key, or serves no such purpose
     */
    Stream open(InetSocketAddress to, String zone, String purpose, Duration patience) throws IOException;

    /** Serves the streams of one purpose, each on a virtual thread of its own; it may block, and is closed when it returns or throws. */
    @FunctionalInterface
    interface Service {
        void serve(Stream stream) throws IOException;
    }
}
