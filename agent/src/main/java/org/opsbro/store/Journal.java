package org.opsbro.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.model.Value.Fields;

/**
 * A history: JSON objects, one a line, in one file a day ({@code 2026-11-24.jsonl}, UTC). An entry reaches the kernel when {@link #append} returns,
 * so a killed process loses nothing; {@link #sync} brings it to the disk, so a power cut loses what came since. A torn last line is skipped.
 * For any thread.
 */
public final class Journal implements AutoCloseable {
    private static final String SUFFIX = ".jsonl";
    private static final int LONGEST_ENTRY_BYTES = 256 * 1024;

    private final Path folder;
    private final Keep keep;
    private Optional<Day> open = Optional.empty();
    private boolean unsynced;

    /** How much is kept: whatever is older, or beyond the size, goes, oldest day first; today always stays. */
    public record Keep(int days, long bytes) {
        /** A month, and at most 64 MiB. */
        public static final Keep A_MONTH = new Keep(31, 64L * 1024 * 1024);
    }

    private record Day(LocalDate date, FileChannel channel) {}

    public Journal(Path folder, Keep keep) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.keep = keep;
    }

    /** Adds {@code {"at": instant, …entry}}. */
    public synchronized void append(Instant at, Fields entry) throws IOException {
        var line = Value.object().with("at", at.toString());
        for (var key : entry.keys()) line.with(key, entry.get(key));
        var bytes = (Json.write(line.end()) + "\n").getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_ENTRY_BYTES)
            throw new IOException("an entry of " + bytes.length + " bytes, want at most " + LONGEST_ENTRY_BYTES);
        var buffer = ByteBuffer.wrap(bytes);
        var channel = day(at.atZone(ZoneOffset.UTC).toLocalDate()).channel();
        while (buffer.hasRemaining()) channel.write(buffer);
        unsynced = true;
    }

    /** Brings what was appended to the disk. */
    public synchronized void sync() throws IOException {
        if (unsynced && open.isPresent()) open.get().channel().force(false);
        unsynced = false;
    }

    /** The last entries, at most limit, oldest first. */
    public synchronized List<Fields> last(int limit) throws IOException {
        var found = new ArrayList<Fields>();
        for (var day : days().reversed()) {
            var lines = Files.readString(day, StandardCharsets.UTF_8).lines().toList();
            for (var line : lines.reversed()) {
                if (found.size() >= limit) break;
                entry(line).ifPresent(found::add);
            }
        }
        Collections.reverse(found);
        return found;
    }

    @Override
    public synchronized void close() throws IOException {
        if (open.isPresent()) open.get().channel().close();
        open = Optional.empty();
    }

    private Day day(LocalDate date) throws IOException {
        // a clock that went back goes on in the later file: entries stay in the order they came
        if (open.isPresent() && !open.get().date().isBefore(date)) return open.get();
        close();
        var path = folder.resolve(date + SUFFIX);
        mendTornLine(path);
        var channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        var day = new Day(date, channel);
        open = Optional.of(day);
        forget(date);
        return day;
    }

    /** A line cut short by a power cut must not swallow the next one. */
    private static void mendTornLine(Path path) throws IOException {
        if (!Files.exists(path) || Files.size(path) == 0) return;
        try (var channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var last = ByteBuffer.allocate(1);
            channel.read(last, channel.size() - 1);
            if (last.get(0) != '\n') channel.write(ByteBuffer.wrap(new byte[] {'\n'}), channel.size());
        }
    }

    private void forget(LocalDate today) throws IOException {
        var total = 0L;
        for (var day : days().reversed()) {
            var date = LocalDate.parse(day.getFileName().toString().replace(SUFFIX, ""));
            total += Files.size(day);
            var old = date.isBefore(today.minusDays(keep.days())) || total > keep.bytes();
            if (old && date.isBefore(today)) Files.delete(day);
        }
    }

    private List<Path> days() throws IOException {
        try (var names = Files.list(folder)) {
            return names.filter(path -> path.getFileName().toString().matches("\\d{4}-\\d\\d-\\d\\d\\.jsonl"))
                    .sorted()
                    .toList();
        }
    }

    private static Optional<Fields> entry(String line) {
        try {
            return Optional.of(Json.readObject(line));
        } catch (Json.NotJson torn) {
            return Optional.empty();
        }
    }
}
