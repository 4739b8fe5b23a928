package org.opsbro.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Bytes one after the other, each frame with its sum: four bytes of length, CRC32C of length and bytes, the bytes. A crash leaves the frames that were
 * written before it and perhaps a torn one: reading ends before the first that is not whole, and so does whoever goes on writing. For one thread at a time.
 */
public final class FrameLog implements AutoCloseable {
    /** The longest frame, in bytes. */
    public static final int LONGEST = 16 * 1024 * 1024;

    private static final int HEAD = 8;

    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer head = ByteBuffer.allocate(HEAD);
    private final ByteBuffer[] parts = new ByteBuffer[2];
    private final CRC32C sum = new CRC32C();
    private long size;
    private boolean unsynced;

    /** Takes one frame; its bytes are valid until it returns. */
    @FunctionalInterface
    public interface Reader {
        void read(ByteBuffer frame);
    }

    /** Opens a log, or begins it, readable by its owner only; what is torn at its end goes. */
    public FrameLog(Path path, Reader known) throws IOException {
        this.path = path;
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        channel = FileChannel.open(
                path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE), mode);
        try {
            size = read(channel, known);
            if (size < channel.size()) channel.truncate(size);
            channel.position(size);
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /** Reads a log that is there. */
    public static void read(Path path, Reader reader) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            read(channel, reader);
        }
    }

    public Path path() {
        return path;
    }

    /** In bytes. */
    public long size() {
        return size;
    }

    /**
     * Hands a frame to the kernel. When it cannot be written whole, nothing of it stays.
     *
     * @param frame from its position to its limit, at most {@value #LONGEST} bytes
     */
    public void append(ByteBuffer frame) throws IOException {
        head.clear().putInt(frame.remaining());
        sum.reset();
        sum.update(head.array(), 0, Integer.BYTES);
        sum.update(frame.duplicate());
        head.putInt((int) sum.getValue()).flip();
        var next = size + head.remaining() + frame.remaining();
        parts[0] = head;
        parts[1] = frame;
        try {
            unsynced = true;
            while (head.hasRemaining() || frame.hasRemaining()) channel.write(parts);
        } catch (IOException failed) {
            takeBack();
            throw failed;
        }
        size = next;
    }

    private void takeBack() throws IOException {
        channel.truncate(size);
        channel.position(size);
    }

    /** Brings what was appended to the disk. */
    public void sync() throws IOException {
        if (unsynced) channel.force(false);
        unsynced = false;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** How many bytes a frame takes in a log. */
    static int taken(int bytes) {
        return HEAD + bytes;
    }

    /** The frame that begins at a place of a log; empty where there is no whole one. */
    static Optional<ByteBuffer> frame(FileChannel channel, long at) throws IOException {
        var head = ByteBuffer.allocate(HEAD);
        if (!filled(channel, head, at)) return Optional.empty();
        var length = head.getInt(0);
        if (length < 0 || length > LONGEST) return Optional.empty();
        var frame = ByteBuffer.allocate(length);
        if (!filled(channel, frame, at + HEAD)) return Optional.empty();
        var sum = new CRC32C();
        sum.update(head.array(), 0, Integer.BYTES);
        sum.update(frame.array());
        return (int) sum.getValue() == head.getInt(Integer.BYTES) ? Optional.of(frame.flip()) : Optional.empty();
    }

    private static boolean filled(FileChannel channel, ByteBuffer into, long at) throws IOException {
        while (into.hasRemaining()) if (channel.read(into, at + into.position()) < 0) return false;
        return true;
    }

    /** @return where the last whole frame ends */
    private static long read(FileChannel channel, Reader reader) throws IOException {
        var sum = new CRC32C();
        var window = ByteBuffer.allocate(64 * 1024);
        channel.position(0);
        window.limit(0);
        for (var end = 0L; ; ) {
            try {
                window = filled(channel, window, HEAD);
                var length = window.getInt(window.position());
                if (length < 0 || length > LONGEST) return end;
                window = filled(channel, window, HEAD + length);
                var frame = window.slice(window.position() + HEAD, length);
                sum.reset();
                sum.update(window.slice(window.position(), Integer.BYTES));
                sum.update(frame.duplicate());
                if ((int) sum.getValue() != window.getInt(window.position() + Integer.BYTES)) return end;
                window.position(window.position() + HEAD + length);
                reader.read(frame);
                end += HEAD + length;
            } catch (EOFException torn) {
                return end;
            }
        }
    }

    /** The window, or a larger one, with so many bytes in it. */
    private static ByteBuffer filled(FileChannel channel, ByteBuffer window, int bytes) throws IOException {
        if (window.remaining() >= bytes) return window;
        var roomy = window;
        if (window.capacity() < bytes)
            roomy = ByteBuffer.allocate(bytes + 64 * 1024).put(window);
        else window.compact();
        while (roomy.position() < bytes) if (channel.read(roomy) < 0) throw new EOFException();
        return roomy.flip();
    }
}
