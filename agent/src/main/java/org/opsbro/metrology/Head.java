package org.opsbro.metrology;

import java.util.Arrays;
import org.opsbro.metrology.codec.BlockDecoder;
import org.opsbro.metrology.codec.BlockEncoder;

/**
 * The newest samples of one series, in memory: up to 32 as they are, those before in small blocks. Samples may come in any order; of those of one time the
 * last that came counts. Adding allocates nothing once the room for an hour is there.
 */
public final class Head {
    /** What an empty one takes, in bytes, about. */
    public static final int LEAST_BYTES = 700;

    private static final int OPEN = 32;
    private static final byte[] NONE = {};

    private final long[] times = new long[OPEN];
    private final double[] values = new double[OPEN];
    private int open;
    private byte[] closed = NONE;
    private int used;
    private int closedSamples;

    public boolean isEmpty() {
        return open == 0 && used == 0;
    }

    /** How many samples it has, those of one time twice if they came far from each other. */
    public int samples() {
        return closedSamples + open;
    }

    /** What it takes in memory, about. */
    public int bytes() {
        return LEAST_BYTES + closed.length;
    }

    /**
     * Adds a sample.
     *
     * @param encoder of one column, as a tool
     */
    public void add(long time, double value, BlockEncoder encoder) {
        var at = open;
        while (at > 0 && times[at - 1] > time) at--;
        if (at > 0 && times[at - 1] == time) {
            values[at - 1] = value;
            return;
        }
        if (open == OPEN) {
            close(encoder);
            at = 0;
        }
        System.arraycopy(times, at, times, at + 1, open - at);
        System.arraycopy(values, at, values, at + 1, open - at);
        times[at] = time;
        values[at] = value;
        open++;
    }

    private void close(BlockEncoder encoder) {
        var length = encoder.encode(times, values, 0, open);
        if (used + 2 + length > closed.length) closed = Arrays.copyOf(closed, used + 2 + length + closed.length / 4);
        used = Pieces.put(closed, used, encoder.bytes(), length);
        closedSamples += open;
        open = 0;
    }

    /** Adds all it has to the points, as they came. */
    public void read(Points into, BlockDecoder decoder) {
        Pieces.read(closed, used, into, decoder);
        into.addAll(times, values, open);
    }

    /** Forgets the samples, and keeps the room. */
    public void clear() {
        open = 0;
        used = 0;
        closedSamples = 0;
    }

    /** Forgets the samples, and gives the room back. */
    public void release() {
        clear();
        closed = NONE;
    }
}
