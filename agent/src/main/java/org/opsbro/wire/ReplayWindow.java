package org.opsbro.wire;

/** Which of a sender's last {@value #SIZE} packets have come: what came, or is older than they are, is not taken again. */
final class ReplayWindow {
    static final int SIZE = 1024;

    private final long[] seen = new long[SIZE / Long.SIZE];
    private long highest;

    /** @param first the counter of the first packet that came */
    ReplayWindow(long first) {
        highest = first;
        set(first);
    }

    boolean isFresh(long counter) {
        if (counter > highest) return true;
        return highest - counter < SIZE && (seen[word(counter)] & bit(counter)) == 0;
    }

    /** Notes a packet that was fresh, and was opened. */
    void note(long counter) {
        if (counter > highest) {
            if (counter - highest >= SIZE) java.util.Arrays.fill(seen, 0);
            else for (var skipped = highest + 1; skipped < counter; skipped++) seen[word(skipped)] &= ~bit(skipped);
            highest = counter;
        }
        set(counter);
    }

    private void set(long counter) {
        seen[word(counter)] |= bit(counter);
    }

    private static int word(long counter) {
        return (int) (counter % SIZE) / Long.SIZE;
    }

    private static long bit(long counter) {
        return 1L << counter; // Java takes the lowest six bits of the distance
    }
}
