package org.opsbro.metrology.statsd;

/** The memory that the values of all metrics may take together. */
final class Room {
    private long left;

    Room(long bytes) {
        left = bytes;
    }

    /** Whether there is as much, which is taken then. */
    boolean take(long bytes) {
        if (bytes > left) return false;
        left -= bytes;
        return true;
    }

    void give(long bytes) {
        left += bytes;
    }
}
