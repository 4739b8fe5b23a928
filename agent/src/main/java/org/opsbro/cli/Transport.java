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

    /**
     * What came back.
     *
     * @param head the lines of the head, the first too
     */
    record Exchange(int status, byte[] body, String head) {
        /** What a header says; empty without it. */
        String header(String name) {
            for (var line : head.split("\r\n", -1))
                if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    return line.substring(name.length() + 1).strip();
            return "";
        }
    }
}
