package org.opsbro.host.linux;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** Closes what takes too long: whoever hangs in a read of it ends with a failure. Nothing happens once this is closed. */
final class Deadline implements AutoCloseable {
    private final Thread watch;
    private volatile boolean passed;

    Deadline(Duration limit, Closeable what) {
        this.watch = Thread.ofVirtual().start(() -> closeAfter(limit, what));
    }

    /** Whether it was closed for that. */
    boolean hasPassed() {
        return passed;
    }

    private void closeAfter(Duration limit, Closeable what) {
        try {
            Thread.sleep(limit);
            passed = true;
            what.close();
        } catch (InterruptedException | IOException over) {
            return; // it came in time, or is closed already
        }
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
