package org.opsbro.automation.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.model.Value.Fields;

/**
 * What happened in a run, in a file: JSON objects, one a line, of at most {@value #LONGEST_LINE} bytes. Readers go on where they were by offset, and may
 * wait for more. Nobody else reads the file, and it goes with the run. For any thread.
 */
final class RunLog implements AutoCloseable {
    static final int LONGEST_LINE = 128 * 1024;
    private static final int PAGE_BYTES = 2 * LONGEST_LINE;

    private final Path path;
    private final FileChannel file;
    private CompletableFuture<Void> grown = new CompletableFuture<>();
    private long size;
    private boolean complete;

    /**
     * What was read.
     *
     * @param next where to go on
     * @param more whether there is more, or may be
     */
    record Page(List<Fields> entries, long next, boolean more) {}

    RunLog(Path path) throws IOException {
        this.path = path;
        this.file = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    synchronized void append(Fields entry) throws IOException {
        var bytes = (Json.write(entry) + "\n").getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_LINE) throw new IOException("a line of " + bytes.length + " bytes");
        var buffer = ByteBuffer.wrap(bytes);
        // a line that a full disk cut short is written over by the next
        for (var at = size; buffer.hasRemaining(); ) at += file.write(buffer, at);
        size += bytes.length;
        grow();
    }

    /** Nothing more will come. */
    synchronized void complete() {
        complete = true;
        grow();
    }

    private void grow() {
        grown.complete(null);
        grown = new CompletableFuture<>();
    }

    synchronized long size() {
        return size;
    }

    /** Done as soon as there is something behind an offset, or never will be. */
    synchronized Future<?> behind(long offset) {
        return size > offset || complete ? CompletableFuture.completedFuture(null) : grown;
    }

    /** What came behind an offset, a part of it if it is much. */
    Page read(long after) throws IOException {
        var end = size();
        if (after < 0 || after > end)
            throw new IllegalArgumentException("want an offset that was told before, found " + after);
        var buffer = ByteBuffer.allocate((int) Math.min(PAGE_BYTES, end - after));
        while (buffer.hasRemaining() && file.read(buffer, after + buffer.position()) >= 0) {}
        List<Fields> entries = new ArrayList<>();
        var next = 0;
        for (var at = 0; at < buffer.position(); at++) {
            if (buffer.get(at) != '\n') continue;
            entries.add(entry(new String(buffer.array(), next, at - next, StandardCharsets.UTF_8)));
            next = at + 1;
        }
        return new Page(entries, after + next, !isDoneAt(after + next));
    }

    private synchronized boolean isDoneAt(long offset) {
        return complete && offset == size;
    }

    private static Fields entry(String line) {
        try {
            return Json.readObject(line);
        } catch (Json.NotJson inTheMiddle) {
            return Value.Fields.EMPTY; // the offset was not one of ours
        }
    }

    @Override
    public void close() throws IOException {
        complete();
        file.close();
        Files.deleteIfExists(path);
    }
}
