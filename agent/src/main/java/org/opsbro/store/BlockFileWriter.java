package org.opsbro.store;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link BlockFile}: pieces in the order of their numbers, then {@link #publish} or {@link #image}. A file that is not published is not there.
 * The tail: where the index begins (8 bytes), entries (4), sum of index and tail (4), through, first, last, magic (8 each).
 */
public final class BlockFileWriter implements AutoCloseable {
    private final @Nullable Path path;
    private final @Nullable Path next;
    private final @Nullable FileChannel channel;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private final OutputStream out;
    private final CRC32C sum = new CRC32C();
    private ByteBuffer index = ByteBuffer.allocate(BlockFile.ENTRY * 128);
    private int count;
    private int before;
    private long at;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private boolean published;

    /** Into memory, for {@link #image}. */
    public BlockFileWriter() {
        path = null;
        next = null;
        channel = null;
        out = memory;
    }

    /** Into a file beside the one it will be. */
    public BlockFileWriter(Path path) throws IOException {
        this.path = path;
        next = path.resolveSibling(path.getFileName() + ".next");
        Files.deleteIfExists(next);
        channel = FileChannel.open(next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        out = new BufferedOutputStream(Channels.newOutputStream(channel), 64 * 1024);
    }

    /** How many pieces there are. */
    public int count() {
        return count;
    }

    /**
     * Adds the piece of a number.
     *
     * @param number greater than the one before, as unsigned
     * @param least and {@code greatest}, of what its samples are ordered by: 0 to 2^32 − 1
     */
    public void add(int number, long least, long greatest, byte[] bytes, int length) throws IOException {
        if (count > 0 && Integer.compareUnsigned(number, before) <= 0)
            throw new IllegalArgumentException("number " + number + " after " + before);
        out.write(bytes, 0, length);
        sum.reset();
        sum.update(bytes, 0, length);
        if (index.remaining() < BlockFile.ENTRY)
            index = ByteBuffer.allocate(index.capacity() * 2).put(index.flip());
        index.putInt(number)
                .putInt((int) least)
                .putInt((int) greatest)
                .putLong(at)
                .putInt(length);
        index.putInt((int) sum.getValue()).putInt(0);
        before = number;
        count++;
        at += length;
        first = Math.min(first, least);
        last = Math.max(last, greatest);
    }

    private byte[] end(long through) {
        var tail = ByteBuffer.allocate(BlockFile.TAIL).putLong(at).putInt(count).putInt(0);
        tail.putLong(through).putLong(first).putLong(last).putLong(BlockFile.MAGIC);
        sum.reset();
        sum.update(index.array(), 0, index.position());
        sum.update(tail.array(), 0, 12);
        sum.update(tail.array(), 16, BlockFile.TAIL - 16);
        tail.putInt(12, (int) sum.getValue());
        var bytes = Arrays.copyOf(index.array(), index.position() + BlockFile.TAIL);
        System.arraycopy(tail.array(), 0, bytes, index.position(), BlockFile.TAIL);
        return bytes;
    }

    /** The whole file, as {@link BlockFile#of} and {@link BlockFile#persist} take it. */
    public byte[] image(long through) {
        memory.writeBytes(end(through));
        return memory.toByteArray();
    }

    /** Brings it to the disk under its name, in one step, and opens it. */
    public BlockFile publish(long through) throws IOException {
        if (channel == null || next == null || path == null) throw new IllegalStateException("it is in memory");
        out.write(end(through));
        out.flush();
        channel.force(true);
        channel.close();
        published = true;
        return BlockFile.publish(next, path);
    }

    /** What was not published goes. */
    @Override
    public void close() throws IOException {
        if (channel != null) channel.close();
        if (next != null && !published) Files.deleteIfExists(next);
    }
}
