package org.opsbro.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Pieces that wait on the disk until somebody took them, in their order: {@code NUMBER.spool} of frames, and {@code taken}, which says how far they are taken.
 * It holds so many bytes at most; beyond them the oldest file goes, and what was in it is counted. What was added is there after a killed process, and after a power cut
 * once {@link #sync} returned; a piece that was being taken may come again. For any thread; a thread that uses it must not be interrupted.
 */
public final class Spool implements AutoCloseable {
    private static final String SUFFIX = ".spool";
    private static final int FILES = 8;
    private static final long LEAST_FILE = 64 << 10;
    private static final long LONGEST_FILE = 16 << 20;
    /** One that is empty again begins anew from here on: all in it is taken. */
    private static final long WORTH_ROLLING = 256 << 10;

    private static final int MARK = 2 * Long.BYTES + Integer.BYTES;

    private final Path folder;
    private final long most;
    private final long fileBytes;
    private final Deque<Part> parts = new ArrayDeque<>();
    private final FileChannel mark;
    private FrameLog growing;
    private @Nullable FileChannel reading;
    private long readingNumber = -1;
    /** In the first part: where what waits begins. */
    private long at;

    private long waiting;
    private long dropped;

    /** A file: its bytes, and the weight of what waits in it. */
    private static final class Part {
        final long number;
        long bytes;
        long waits;

        Part(long number) {
            this.number = number;
        }
    }

    /**
     * A piece that waits.
     *
     * @param weight what it counts as
     */
    public record Piece(int weight, byte[] bytes, long file, long place) {}

    /**
     * Opens a spool, or makes it.
     *
     * @param most bytes of all its files together
     */
    public Spool(Path folder, long most) throws IOException {
        this.folder = PrivateFolder.make(folder);
        this.most = most;
        this.fileBytes = Math.clamp(most / FILES, LEAST_FILE, LONGEST_FILE);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        mark = FileChannel.open(
                folder.resolve("taken"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                mode);
        try {
            var last = known();
            growing = begin(last + 1);
            makeRoom(0);
        } catch (IOException failed) {
            mark.close();
            throw failed;
        }
    }

    /** Reads what is there; the highest number. */
    private long known() throws IOException {
        var taken = taken();
        var last = taken.file();
        for (var number : numbers()) {
            last = Math.max(last, number);
            if (number < taken.file()) {
                Files.delete(path(number));
                continue;
            }
            var part = new Part(number);
            var from = number == taken.file() ? taken.place() : 0;
            FrameLog.read(path(number), frame -> {
                if (part.bytes >= from) part.waits += frame.getInt(frame.position());
                part.bytes += FrameLog.taken(frame.remaining());
            });
            if (part.waits == 0) Files.delete(path(number));
            else {
                if (parts.isEmpty()) at = from;
                parts.add(part);
                waiting += part.waits;
            }
        }
        return last;
    }

    private record Place(long file, long place) {}

    private Place taken() throws IOException {
        var bytes = ByteBuffer.allocate(MARK);
        while (bytes.hasRemaining() && mark.read(bytes, bytes.position()) >= 0) {}
        if (bytes.hasRemaining() || bytes.getInt(2 * Long.BYTES) != sum(bytes.array())) return new Place(0, 0);
        return new Place(bytes.getLong(0), bytes.getLong(Long.BYTES));
    }

    private static int sum(byte[] mark) {
        var sum = new CRC32C();
        sum.update(mark, 0, 2 * Long.BYTES);
        return (int) sum.getValue();
    }

    private void keepTaken() throws IOException {
        var bytes = ByteBuffer.allocate(MARK).putLong(parts.getFirst().number).putLong(at);
        bytes.putInt(sum(bytes.array())).flip();
        while (bytes.hasRemaining()) mark.write(bytes, bytes.position());
    }

    private List<Long> numbers() throws IOException {
        try (var names = Files.list(folder)) {
            return names.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.matches("\\d{12}\\" + SUFFIX))
                    .map(name -> Long.parseLong(name.replace(SUFFIX, "")))
                    .sorted()
                    .toList();
        }
    }

    private Path path(long number) {
        return folder.resolve("%012d".formatted(number) + SUFFIX);
    }

    private FrameLog begin(long number) throws IOException {
        var next = new FrameLog(path(number), frame -> {});
        parts.add(new Part(number));
        return next;
    }

    private void roll() throws IOException {
        var before = growing;
        growing = begin(parts.getLast().number + 1);
        before.close();
    }

    /**
     * Adds a piece at the end; the oldest go where there is no room for it.
     *
     * @param weight what it counts as, above 0
     * @throws IOException if it cannot be written; then nothing of it is there
     */
    public synchronized void add(int weight, byte[] bytes) throws IOException {
        if (weight <= 0) throw new IllegalArgumentException("a weight of " + weight);
        var takes = FrameLog.taken(Integer.BYTES + bytes.length);
        if (takes > most || Integer.BYTES + bytes.length > FrameLog.LONGEST) {
            dropped += weight;
            return;
        }
        if (growing.size() > 0 && growing.size() + takes > fileBytes) roll();
        makeRoom(takes);
        growing.append(ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(weight)
                .put(bytes)
                .flip());
        var part = parts.getLast();
        part.bytes = growing.size();
        part.waits += weight;
        waiting += weight;
    }

    private void makeRoom(long wanted) throws IOException {
        while (parts.size() > 1 && bytes() + wanted > most) {
            dropped += parts.getFirst().waits;
            removeFirst();
        }
    }

    private void removeFirst() throws IOException {
        var gone = parts.removeFirst();
        at = 0;
        waiting -= gone.waits;
        if (readingNumber == gone.number) closeReading();
        keepTaken();
        Files.deleteIfExists(path(gone.number));
    }

    private void closeReading() throws IOException {
        var open = reading;
        reading = null;
        readingNumber = -1;
        if (open != null) open.close();
    }

    /** Brings what was added to the disk. */
    public synchronized void sync() throws IOException {
        growing.sync();
    }

    /** The oldest pieces, which go on waiting: so many at most, and no further one once they have so many bytes. */
    public synchronized List<Piece> first(int most, int bytes) throws IOException {
        while (true) {
            List<Piece> found = new ArrayList<>();
            var part = parts.getFirst();
            var sum = 0L;
            for (var place = at; place < part.bytes && found.size() < most && sum < bytes; ) {
                var piece = read(part, place);
                if (piece.isEmpty()) break;
                found.add(piece.get());
                sum += piece.get().bytes().length;
                place = end(piece.get());
            }
            if (!found.isEmpty()) return found;
            if (parts.size() == 1 && part.waits == 0) return found;
            // all of it is taken; or it was damaged, and what waits in it is lost
            if (parts.size() == 1) roll();
            dropped += part.waits;
            removeFirst();
        }
    }

    private static long end(Piece piece) {
        return piece.place() + FrameLog.taken(Integer.BYTES + piece.bytes().length);
    }

    private Optional<Piece> read(Part part, long place) throws IOException {
        var open = reading;
        if (open == null || readingNumber != part.number) {
            closeReading();
            open = FileChannel.open(path(part.number), StandardOpenOption.READ);
            reading = open;
            readingNumber = part.number;
        }
        return FrameLog.frame(open, place).map(frame -> {
            var weight = frame.getInt();
            var bytes = new byte[frame.remaining()];
            frame.get(bytes);
            return new Piece(weight, bytes, part.number, place);
        });
    }

    /** These pieces are taken, in the order that {@link #first} gave them; they do not come again. */
    public synchronized void taken(List<Piece> pieces) throws IOException {
        for (var piece : pieces) {
            var part = parts.getFirst();
            if (piece.file() < part.number) {
                dropped -= piece.weight(); // its file had to go meanwhile, but it was not lost
            } else if (piece.file() == part.number && piece.place() == at) {
                at = end(piece);
                part.waits -= piece.weight();
                waiting -= piece.weight();
            } else throw new IllegalArgumentException("a piece that was not the first");
        }
        if (parts.getFirst().waits > 0 || (parts.size() == 1 && growing.size() < WORTH_ROLLING)) {
            keepTaken();
            return;
        }
        if (parts.size() == 1) roll();
        removeFirst();
    }

    /** The weight of all that waits. */
    public synchronized long waiting() {
        return waiting;
    }

    /** The weight of what went since the start as there was no room for it. */
    public synchronized long dropped() {
        return dropped;
    }

    /** Of all its files. */
    public synchronized long bytes() {
        return parts.stream().mapToLong(part -> part.bytes).sum();
    }

    @Override
    public synchronized void close() throws IOException {
        growing.sync();
        growing.close();
        closeReading();
        mark.close();
    }
}
