package org.opsbro.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of bytes by number, written once by {@link BlockFileWriter}: the pieces, an index with a sum for each, and a tail. Memory holds every hundredth
 * number of the index; a look-up reads a page of the index and the piece. (Not mapped into memory: what is mapped counts as this process's, and a disk that
 * fails would end it.) For any thread.
 */
public final class BlockFile implements AutoCloseable {
    static final long MAGIC = 0x4f70_7342_6c6b_3031L; // OpsBlk01
    static final int TAIL = 48;
    static final int ENTRY = 32;
    private static final int PAGE = 100;
    private static final int MOST_PIECE = 64 * 1024 * 1024;

    private final @Nullable Path path;
    private final @Nullable ByteBuffer image;
    private volatile @Nullable FileChannel channel;
    private volatile boolean closed;
    private final long size;
    private final long through;
    private final long first;
    private final long last;
    private final int count;
    private final long index;
    private final int[] pages;

    /**
     * Where a piece is.
     *
     * @param number whose piece it is, as unsigned
     * @param first the least, and {@code last} the greatest, of what its samples are ordered by
     */
    public record Entry(int number, long first, long last, long at, int length, int sum) {}

    /** A piece whose sum is wrong: the disk, or somebody, changed it. */
    public static final class BadSum extends IOException {
        private static final long serialVersionUID = 1;

        BadSum(String message) {
            super(message);
        }
    }

    /** Opens a file; its index is read and checked. */
    public static BlockFile open(Path path) throws IOException {
        var channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new BlockFile(path, null, channel, channel.size());
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /** What a file of these bytes would be. */
    public static BlockFile of(byte[] bytes) throws IOException {
        return new BlockFile(null, ByteBuffer.wrap(bytes), null, bytes.length);
    }

    private BlockFile(@Nullable Path path, @Nullable ByteBuffer image, @Nullable FileChannel channel, long size)
            throws IOException {
        this.path = path;
        this.image = image;
        this.channel = channel;
        this.size = size;
        if (size < TAIL) throw new IOException("it has " + size + " bytes");
        var tail = read(size - TAIL, TAIL);
        index = tail.getLong();
        count = tail.getInt();
        var sum = tail.getInt();
        through = tail.getLong();
        first = tail.getLong();
        last = tail.getLong();
        if (tail.getLong() != MAGIC) throw new IOException("it is no such file, or not the whole of it");
        if (index < 0 || count < 0 || index + (long) count * ENTRY != size - TAIL)
            throw new IOException("its tail is wrong");
        pages = pages(sum);
    }

    private int[] pages(int wanted) throws IOException {
        var sum = new CRC32C();
        var found = new int[(count + PAGE - 1) / PAGE];
        for (var page = 0; page < found.length; page++) {
            var bytes = page(page);
            sum.update(bytes.duplicate());
            found[page] = bytes.getInt(0);
        }
        var tail = read(size - TAIL, TAIL);
        sum.update(tail.limit(12).duplicate());
        sum.update(tail.limit(TAIL).position(16));
        if ((int) sum.getValue() != wanted) throw new IOException("the sum of its index is wrong");
        return found;
    }

    /** Whether it outlives this process. */
    public boolean isOnDisk() {
        return path != null;
    }

    /** In bytes. */
    public long size() {
        return size;
    }

    /** How many pieces there are. */
    public int count() {
        return count;
    }

    /** The number that whoever wrote it gave it. */
    public long through() {
        return through;
    }

    /** The least of all pieces; beyond {@link #last} if there are none. */
    public long first() {
        return first;
    }

    public long last() {
        return last;
    }

    /** Where the piece of a number is; null if it has none. */
    public @Nullable Entry find(int number) throws IOException {
        var low = 0;
        var high = pages.length - 1;
        while (low < high) {
            var middle = (low + high + 1) >>> 1;
            if (Integer.compareUnsigned(pages[middle], number) <= 0) low = middle;
            else high = middle - 1;
        }
        if (high < 0) return null;
        var page = page(low);
        for (var at = 0; at < page.limit(); at += ENTRY) if (page.getInt(at) == number) return entry(page, at);
        return null;
    }

    /** The entry at a place of the index, 0 to {@link #count}, for going through all of them in the order of their numbers. */
    public Entries entries() {
        return new Entries();
    }

    /** Goes through the index. */
    public final class Entries {
        private int next;
        private ByteBuffer page = ByteBuffer.allocate(0);

        private Entries() {}

        /** The next entry; null after the last. */
        public @Nullable Entry next() throws IOException {
            if (next == count) return null;
            if (next % PAGE == 0) page = page(next / PAGE);
            return entry(page, next++ % PAGE * ENTRY);
        }
    }

    /**
     * A piece, checked against its sum.
     *
     * @throws BadSum if it is not what was written
     * @throws ClosedChannelException once this is closed
     */
    public byte[] piece(Entry entry) throws IOException {
        if (entry.length() < 0 || entry.length() > MOST_PIECE || entry.at() + entry.length() > index)
            throw new BadSum("a piece lies beyond the file");
        var bytes = new byte[entry.length()];
        read(entry.at(), bytes);
        var sum = new CRC32C();
        sum.update(bytes, 0, bytes.length);
        if ((int) sum.getValue() != entry.sum())
            throw new BadSum("the sum of the piece of " + Integer.toUnsignedString(entry.number()) + " is wrong");
        return bytes;
    }

    private ByteBuffer page(int page) throws IOException {
        return read(index + (long) page * PAGE * ENTRY, Math.min(PAGE, count - page * PAGE) * ENTRY);
    }

    private static Entry entry(ByteBuffer page, int at) {
        return new Entry(
                page.getInt(at),
                page.getInt(at + 4) & 0xffff_ffffL,
                page.getInt(at + 8) & 0xffff_ffffL,
                page.getLong(at + 12),
                page.getInt(at + 20),
                page.getInt(at + 24));
    }

    private ByteBuffer read(long from, int length) throws IOException {
        var bytes = new byte[length];
        read(from, bytes);
        return ByteBuffer.wrap(bytes);
    }

    /** @throws ClosedChannelException once it is closed */
    private void read(long from, byte[] bytes) throws IOException {
        if (image != null) {
            image.get((int) from, bytes);
            return;
        }
        var into = ByteBuffer.wrap(bytes);
        while (into.hasRemaining()) {
            try {
                if (opened().read(into, from + into.position()) < 0) throw new IOException("it is cut");
            } catch (ClosedChannelException interrupted) {
                // a thread that was interrupted while it read has closed the channel for all
                if (closed || Thread.currentThread().isInterrupted()) throw interrupted;
            }
        }
    }

    private FileChannel opened() throws IOException {
        var open = channel;
        if (open != null && open.isOpen()) return open;
        synchronized (this) {
            if (closed || path == null) throw new ClosedChannelException();
            open = channel;
            if (open == null || !open.isOpen()) {
                open = FileChannel.open(path, StandardOpenOption.READ);
                channel = open;
            }
            return open;
        }
    }

    /** Writes a file of these bytes so that it is there whole or not at all, and opens it. */
    public static BlockFile persist(byte[] bytes, Path path) throws IOException {
        var next = path.resolveSibling(path.getFileName() + ".next");
        Files.deleteIfExists(next);
        try (var channel = FileChannel.open(next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) channel.write(left);
            channel.force(true);
        } catch (IOException failed) {
            Files.deleteIfExists(next);
            throw failed;
        }
        return publish(next, path);
    }

    static BlockFile publish(Path next, Path path) throws IOException {
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(path.toAbsolutePath().getParent());
        return open(path);
    }

    /** What was renamed, made or deleted in a folder is so after a power cut too. */
    public static void syncFolder(@Nullable Path folder) throws IOException {
        if (folder == null) return;
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Whoever reads it now is told by a {@link ClosedChannelException}. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        var open = channel;
        if (open != null) open.close();
    }
}
