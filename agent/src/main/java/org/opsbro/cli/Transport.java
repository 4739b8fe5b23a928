package org.opsbro.cli;

import java.io.IOException;
import java.time.Duration;

/** One HTTP exchange with an agent. */
@FunctionalInterface
interface Transport {
    /**
     * @param target path and query, encoded
     * @throws java.net.ConnectException if nobody is there
     * @throws IOException if nobody answers in time
     */
    Exchange call(String method, String target, byte[] body, Duration timeout) throws IOException;

    /** What came back. */
    record Exchange(int status, byte[] body) {}
}
