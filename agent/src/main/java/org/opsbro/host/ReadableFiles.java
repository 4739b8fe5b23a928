package org.opsbro.host;

import java.util.List;
import java.util.Optional;
import org.opsbro.host.Files.Entry;
import org.opsbro.host.Files.FileFacts;
import org.opsbro.host.Files.Space;

/** Files by absolute path, to be read only. Reading what is absent or unreadable gives empty, never an exception. */
public interface ReadableFiles {
    /** The whole file as UTF-8, malformed bytes replaced. */
    Optional<String> text(String path);

    Optional<byte[]> bytes(String path);

    /** The sum of a whole file, however large, a link not followed; known from before while inode, size and times of the file stand. */
    default Optional<String> sum(String path, Sum sum) {
        return entry(path)
                .filter(entry -> entry.what() == Files.What.FILE)
                .flatMap(file -> bytes(path))
                .map(sum::of);
    }

    /** The first line without its end and without white space around it. */
    default Optional<String> firstLine(String path) {
        return text(path).map(text -> text.lines().findFirst().orElse("").strip());
    }

    /** A file that is read again and again, such as one of /proc: opened at the first read and kept open. */
    ByteSource open(String path);

    /** What the path is, following links; empty if nothing is there. */
    Optional<FileFacts> facts(String path);

    /** What stands at the path itself, a link not followed; empty if nothing is there. */
    default Optional<Entry> entry(String path) {
        return link(path).isPresent()
                ? Optional.of(new Entry(Files.What.LINK, 0777, 0, 0, Files.Stamp.NONE))
                : facts(path).map(Entry::of);
    }

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
}
