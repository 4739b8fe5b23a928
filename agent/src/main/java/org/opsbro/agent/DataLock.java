package org.opsbro.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The right to use a data folder: the kernel gives it back when the process ends, however it ends. */
final class DataLock implements AutoCloseable {
    private final FileChannel channel;

    private DataLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the folder.
     *
     * @throws StartException if another agent has it, or it cannot be written
     */
    static DataLock take(Path data) {
        var path = data.resolve("agent.lock");
        try {
            Files.createDirectories(data);
            var channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                var owner = Files.readString(path).strip();
                channel.close();
                throw new StartException("another agent (pid " + owner + ") already uses the data folder " + data
                        + ": stop it with 'opsbro agent stop', or choose another folder with --data-dir");
            }
            channel.truncate(0);
            var pid = Long.toString(ProcessHandle.current().pid());
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            return new DataLock(channel);
        } catch (IOException failed) {
            throw new StartException("the data folder " + data + " cannot be used: " + reason(failed)
                    + ": give its path with --data-dir, or make it writable for this user");
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }

    /** What the system said, with the word that Java's exception leaves to its class name. */
    static String reason(IOException failed) {
        return failed.getClass().getSimpleName().replace("Exception", "") + " " + failed.getMessage();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
