package org.opsbro.host;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Files by absolute path. Reading what is absent or unreadable gives empty, never an exception. */
public interface Files {
    /** The most that {@link #text} and {@link #bytes} read: 16 MiB; a larger file is a HostException. */
    int MAX_BYTES = 16 * 1024 * 1024;

    /** The whole file as UTF-8, malformed bytes replaced. */
    Optional<String> text(String path);

    Optional<byte[]> bytes(String path);

    /** The first line without its end and without white space around it. */
    default Optional<String> firstLine(String path) {
        return text(path).map(text -> text.lines().findFirst().orElse("").strip());
    }

    /** A file that is read again and again, such as one of /proc: opened at the first read and kept open. */
    ByteSource open(String path);

    /** What the path is, following links; empty if nothing is there. */
    Optional<FileFacts> facts(String path);

    default boolean exists(String path) {
        return facts(path).isPresent();
    }

    default boolean isDirectory(String path) {
        return facts(path).map(FileFacts::directory).orElse(false);
    }

    /** When the file or the folder last changed, in milliseconds since 1970; 0 if nothing is there. For those who look every few seconds. */
    default long modifiedMillis(String path) {
        return facts(path).map(facts -> facts.modified().toEpochMilli()).orElse(0L);
    }

    /** Where a symbolic link points, as written in it. */
    Optional<String> link(String path);

    /** The names in a folder, sorted; empty if it is absent or no folder. */
    List<String> names(String path);

    /** Space and inodes of the file system that holds the path; empty if it cannot be asked. */
    Optional<Space> space(String path);

    /**
     * Writes the next version of a file beside it, with its rights before its content, and brings it to the disk; nothing is changed until
     * {@link Draft#publish}. A link that belongs to root or to the agent's user stays a link, and what it points to is replaced; any other is refused, for
     * whoever made it could point the agent at a file of somebody else.
     *
     * @throws HostException if it cannot be written, or if the path is a folder or a device; then nothing is left lying
     */
    Draft draft(String path, byte[] content, Rights rights);

    /** Writes atomically, as {@link #draft} does: a reader sees the old or the new content, whole. Keeps owner and mode; a new file gets the mode. */
    default void replace(String path, byte[] content, int newFileMode) {
        try (var draft = draft(path, content, Rights.asBefore(newFileMode))) {
            draft.publish();
        }
    }

    /** Removes a file or an empty folder; absent is fine. */
    void remove(String path);

    /** Makes a folder and those above it. */
    void makeFolder(String path, int mode);

    /** The next version of a file, not yet in its place. Close it, published or not. */
    interface Draft extends AutoCloseable {
        /** Where it lies, for a program that looks at it: beside the file, hidden. */
        String path();

        /** Puts it in place of the file, in one step that a power cut does not undo. */
        void publish();

        /** Removes it unless it was published. */
        @Override
        void close();
    }

    /** Whose a file shall be and who may use it: what is empty stays as it is, or as the agent makes new files; their mode is {@code newFileMode}. */
    record Rights(OptionalLong uid, OptionalLong gid, OptionalInt mode, int newFileMode) {
        public static Rights asBefore(int newFileMode) {
            return new Rights(OptionalLong.empty(), OptionalLong.empty(), OptionalInt.empty(), newFileMode);
        }

        /** Whether a file has them. */
        public boolean fit(FileFacts facts) {
            return uid.orElse(facts.uid()) == facts.uid()
                    && gid.orElse(facts.gid()) == facts.gid()
                    && mode.orElse(facts.mode()) == facts.mode();
        }
    }

    /** What a path is; mode is the permission bits, such as 0644. */
    record FileFacts(
            boolean directory, boolean regular, long sizeBytes, int mode, long uid, long gid, Instant modified) {}

    /** Bytes and inodes of a file system; available is what an ordinary user may still use, as df(1) tells. Inodes are 0 where unknown. */
    record Space(long totalBytes, long freeBytes, long availableBytes, long totalInodes, long freeInodes) {}
}
