package org.opsbro.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** A file whose reader sees the old or the new content, whole, whatever happens to the writer. For one writer at a time. */
public final class AtomicFile {
    private static final String OWNER_ONLY = "rw-------";

    private final Path path;

    public AtomicFile(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /** The whole text; empty if there is no such file. */
    public Optional<String> read() throws IOException {
        try {
            return Optional.of(Files.readString(path, StandardCharsets.UTF_8));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    /** Replaces the content; the file is readable by its owner only. After it returns, a power cut does not lose it. */
    public void write(String text) throws IOException {
        var next = path.resolveSibling(path.getFileName() + ".next");
        Files.deleteIfExists(next);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY));
        try (var channel =
                FileChannel.open(next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) channel.write(bytes);
            channel.force(true);
        } catch (IOException failed) {
            Files.deleteIfExists(next);
            throw failed;
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // the rename itself is only durable once the folder is
        try (var folder = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
