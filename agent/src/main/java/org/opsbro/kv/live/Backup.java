package org.opsbro.kv.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;

/** A copy of the store in one file: a line that says so, the database, and the SHA-256 of both. */
final class Backup {
    private static final byte[] HEAD = "opsbro kv backup 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int SUM_BYTES = 32;
    private static final int CHUNK = 64 * 1024;

    private Backup() {}

    /** Packs a database that nobody writes into; the file is there whole or not at all, and readable by its owner only. */
    static void write(Path database, Path file) throws IOException {
        var next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel =
                FileChannel.open(next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            var digest = sha256();
            OutputStream out = new DigestOutputStream(Channels.newOutputStream(channel), digest);
            out.write(HEAD);
            Files.copy(database, out);
            Channels.newOutputStream(channel).write(digest.digest());
            channel.force(true);
        } catch (IOException failed) {
            Files.deleteIfExists(next);
            throw failed;
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Takes the database out of a backup.
     *
     * @throws IOException if the file is no backup, or is not what it was
     */
    static void read(Path file, Path database) throws IOException {
        var left = Files.size(file) - HEAD.length - SUM_BYTES;
        try (var raw = Files.newInputStream(file)) {
            var digest = sha256();
            InputStream in = new DigestInputStream(raw, digest);
            if (left < 0 || !java.util.Arrays.equals(in.readNBytes(HEAD.length), HEAD))
                throw new IOException(file + " is no backup of the store of an agent");
            try (var out = Files.newOutputStream(database, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                while (left > 0) {
                    var chunk = in.readNBytes((int) Math.min(CHUNK, left));
                    if (chunk.length == 0) throw new IOException(file + " was cut off while it was read");
                    out.write(chunk);
                    left -= chunk.length;
                }
            }
            var sum = digest.digest();
            if (!MessageDigest.isEqual(raw.readNBytes(SUM_BYTES), sum))
                throw new IOException(file + " is damaged: its checksum does not fit its content");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java has it
        }
    }
}
