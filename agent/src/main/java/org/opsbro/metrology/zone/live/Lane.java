package org.opsbro.metrology.zone.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.opsbro.model.NodeId;

/** Lines of one kind on their way to one node, in batches. Nobody who adds waits: what finds no room is dropped and counted. For any thread. */
final class Lane {
    /** Of a batch, in bytes. */
    static final int MOST_BYTES = 128 * 1024;

    private static final int MOST_WAITING = 16;
    private static final int LEAST = 1024;

    final NodeId owner;
    final Onward.Kind kind;

    private final LongSupplier numbers;
    // guarded by this
    private final Deque<Batch> waiting = new ArrayDeque<>();
    private byte[] filling = new byte[LEAST];
    private int length;
    private int lines;
    private boolean closed;
    private boolean busy;
    private long sent;
    private long dropped;
    private String trouble = "";

    /** Lines, each with its end; the number is greater than those of all before. */
    record Batch(long number, byte[] bytes, int lines) {
        @SuppressWarnings("ArrayRecordComponent") // nobody compares them
        Batch {}
    }

    /** What became of a line. */
    enum Added {
        WELL,
        /** And there is a whole batch to be sent. */
        FULL,
        /** Not added: nothing goes to this node any more. */
        CLOSED
    }

    Lane(NodeId owner, Onward.Kind kind, LongSupplier numbers) {
        this.owner = owner;
        this.kind = kind;
        this.numbers = numbers;
    }

    synchronized Added add(byte[] bytes, int from, int to) {
        if (closed) return Added.CLOSED;
        var size = to - from + 1;
        var isFull = length + size > MOST_BYTES;
        if (size > MOST_BYTES || (isFull && waiting.size() >= MOST_WAITING)) {
            dropped++;
            return Added.WELL;
        }
        if (isFull) seal();
        if (length + size > filling.length)
            filling = Arrays.copyOf(filling, Math.min(MOST_BYTES, Math.max(2 * filling.length, length + size)));
        System.arraycopy(bytes, from, filling, length, size - 1);
        length += size;
        filling[length - 1] = '\n';
        lines++;
        return isFull ? Added.FULL : Added.WELL;
    }

    private void seal() {
        waiting.add(new Batch(numbers.getAsLong(), Arrays.copyOf(filling, length), lines));
        length = 0;
        lines = 0;
    }

    /** Makes a batch of what there is; whether somebody is to {@link #begin} sending now. */
    synchronized boolean flush() {
        if (length > 0 && waiting.size() < MOST_WAITING) seal();
        return !busy && !closed && !waiting.isEmpty();
    }

    /** Whether the caller is the one who sends, until {@link #end}. */
    synchronized boolean begin() {
        if (busy || closed) return false;
        busy = true;
        return true;
    }

    /** The next to be sent; null where there is none, or nothing goes there any more. */
    synchronized @Nullable Batch next() {
        return closed ? null : waiting.peekFirst();
    }

    /** It is there. */
    synchronized void sent(Batch batch) {
        waiting.pollFirst();
        sent += batch.lines();
        trouble = "";
    }

    /** It is refused for good. */
    synchronized void dropped(Batch batch, String why) {
        waiting.pollFirst();
        dropped += batch.lines();
        trouble = why;
    }

    /** It cannot be sent at present. */
    synchronized void failed(String why) {
        trouble = why;
    }

    synchronized void end() {
        busy = false;
    }

    /** Nothing goes there any more. */
    synchronized void close() {
        closed = true;
    }

    /** What is left after {@link #close}, for others; null while one of it is under way, which may arrive. */
    synchronized @Nullable List<Batch> left() {
        if (busy) return null;
        if (length > 0) seal();
        var all = new ArrayList<>(waiting);
        waiting.clear();
        return all;
    }

    synchronized long sent() {
        return sent;
    }

    synchronized long dropped() {
        return dropped;
    }

    /** Lines. */
    synchronized long waiting() {
        return lines + waiting.stream().mapToLong(Batch::lines).sum();
    }

    /** Why nothing can be sent at present; empty if it can. */
    synchronized String trouble() {
        return trouble;
    }
}
