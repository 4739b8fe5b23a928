package org.opsbro.host;

import java.time.Instant;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Files by absolute path: what can be read of them, and the few writes that the agent does for itself. */
public interface Files extends ReadableFiles {
    /** The most that {@link #text} and {@link #bytes} read: 16 MiB; a larger file is a HostException. */
    int MAX_BYTES = 16 * 1024 * 1024;

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

    /** The kinds of what may stand at a path. */
    enum What {
        FILE,
        FOLDER,
        LINK,
        /** A device, a pipe or a socket. */
        OTHER
    }

    /** What stands at a path; mode is the permission bits with set-user-id, set-group-id and sticky. */
    record Entry(What what, int mode, long uid, long gid, Stamp stamp) {
        public Hands.Rights rights() {
            return new Hands.Rights(mode, uid, gid);
        }

        static Entry of(FileFacts facts) {
            var what = facts.directory() ? What.FOLDER : facts.regular() ? What.FILE : What.OTHER;
            return new Entry(
                    what,
                    facts.mode(),
                    facts.uid(),
                    facts.gid(),
                    new Stamp(0, facts.sizeBytes(), facts.modified(), facts.modified()));
        }
    }

    /** By what one knows that a file is still the same: no change of content or rights leaves all of it as it was. */
    record Stamp(long inode, long sizeBytes, Instant modified, Instant changed) {
        public static final Stamp NONE = new Stamp(0, 0, Instant.EPOCH, Instant.EPOCH);
    }
}
