package org.opsbro.metrology.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.opsbro.store.BlockFile;
import org.opsbro.store.FrameLog;

/**
 * Names of series and their numbers, in a log of what was added and what was forgotten. The number of a forgotten name is given again only when no file has
 * samples of it. A record: 1 (added) or 2 (forgotten), the number in four bytes, and of an added one the length of its name in two and the name.
 */
final class Names implements AutoCloseable {
    private static final byte ADDED = 1;
    private static final byte FORGOTTEN = 2;
    private static final int MOST_PENDING = FrameLog.LONGEST / 2;
    private static final int FRAME = 1 << 20;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Map<String, Series> byName = new HashMap<>();
    private final List<@Nullable Series> byId = new ArrayList<>();
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private ByteBuffer pending = ByteBuffer.allocate(4096);
    private FrameLog log;
    private long records;

    Names(Path file) throws IOException {
        log = new FrameLog(file, this::read);
    }

    private void read(ByteBuffer frame) {
        while (frame.hasRemaining()) {
            var kind = frame.get();
            var id = frame.getInt();
            records++;
            if (kind == FORGOTTEN) {
                var gone = byId(id);
                if (gone != null) remove(gone);
                continue;
            }
            var bytes = new byte[frame.getShort() & 0xffff];
            frame.get(bytes);
            put(new Series(id, new String(bytes, StandardCharsets.UTF_8)));
        }
    }

    private void put(Series series) {
        var before = byId(series.id);
        if (before != null) remove(before);
        while (byId.size() <= series.id) byId.add(null);
        byId.set(series.id, series);
        byName.put(series.name, series);
    }

    private void remove(Series series) {
        series.gone = true;
        byName.remove(series.name);
        byId.set(series.id, null);
    }

    int size() {
        return byName.size();
    }

    /** Numbers are below it. */
    int numbers() {
        return byId.size();
    }

    /** Numbers below it are not given to a new name but by {@link #forgetBut}. */
    void reserve(int numbers) {
        while (byId.size() < numbers) byId.add(null);
    }

    Collection<Series> all() {
        return byName.values();
    }

    @Nullable
    Series named(String name) {
        return byName.get(name);
    }

    @Nullable
    Series byId(int id) {
        return id >= 0 && id < byId.size() ? byId.get(id) : null;
    }

    /** A new series; null if too much waits to be written. */
    @Nullable
    Series add(String name) {
        var bytes = name.getBytes(StandardCharsets.UTF_8);
        if (pending.position() > MOST_PENDING) return null;
        var id = free.isEmpty() ? byId.size() : free.poll();
        var series = new Series(id, name);
        put(series);
        pend(7 + bytes.length)
                .put(ADDED)
                .putInt(id)
                .putShort((short) bytes.length)
                .put(bytes);
        return series;
    }

    private ByteBuffer pend(int bytes) {
        if (pending.remaining() < bytes)
            pending = ByteBuffer.allocate(pending.capacity() * 2 + bytes).put(pending.flip());
        records++;
        return pending;
    }

    private void forget(Series series) {
        remove(series);
        pend(5).put(FORGOTTEN).putInt(series.id);
    }

    /** Forgets up to so many of the names that had no sample for the longest time; none that has one since a time. */
    void forgetOldest(int most, long since) {
        all().stream()
                .filter(each -> each.head == null && each.lastTime < since)
                .sorted(Comparator.comparingLong(each -> each.lastTime))
                .limit(most)
                .toList()
                .forEach(this::forget);
    }

    /** Forgets the names without a sample anywhere. Numbers that neither a name nor a file has are free. */
    void forgetBut(BitSet inFiles) {
        for (var each : List.copyOf(all())) if (each.head == null && !inFiles.get(each.id)) forget(each);
        free.clear();
        for (var id = 0; id < byId.size(); id++) if (byId.get(id) == null && !inFiles.get(id)) free.add(id);
    }

    /** Takes what is not in the log yet; {@link #write} brings it there. */
    ByteBuffer take() {
        if (pending.position() == 0) return NOTHING;
        var taken = ByteBuffer.allocate(pending.position()).put(pending.flip()).flip();
        pending.clear();
        return taken;
    }

    /** By the thread that writes; what was taken, or nothing of it. */
    void write(ByteBuffer taken, boolean sync) throws IOException {
        if (taken.hasRemaining()) log.append(taken.duplicate());
        if (sync) log.sync();
    }

    /** Whether most of the log is of names that are gone. */
    boolean isStale() {
        return records > 1000 && records > 3L * byName.size();
    }

    /** All names as a log of their own: the records, for {@link #replace}. */
    List<ByteBuffer> records() {
        List<ByteBuffer> frames = new ArrayList<>();
        var frame = ByteBuffer.allocate(FRAME);
        for (var each : all()) {
            var bytes = each.name.getBytes(StandardCharsets.UTF_8);
            if (frame.remaining() < 7 + bytes.length) {
                frames.add(frame.flip());
                frame = ByteBuffer.allocate(FRAME);
            }
            frame.put(ADDED).putInt(each.id).putShort((short) bytes.length).put(bytes);
        }
        records = byName.size();
        frames.add(frame.flip());
        return frames;
    }

    /** By the thread that writes: the log with these frames only. */
    void replace(List<ByteBuffer> frames) throws IOException {
        var path = log.path();
        var next = path.resolveSibling(path.getFileName() + ".next");
        Files.deleteIfExists(next);
        try (var fresh = new FrameLog(next, frame -> {})) {
            for (var frame : frames) if (frame.hasRemaining()) fresh.append(frame);
            fresh.sync();
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        BlockFile.syncFolder(path.getParent());
        log.close();
        log = new FrameLog(path, frame -> {});
    }

    long bytes() {
        return log.size();
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
