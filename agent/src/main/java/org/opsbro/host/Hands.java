package org.opsbro.host;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What changes the machine. Whoever holds one may change everything, so only those that enforce get it.
 *
 * <p>The last part of a path is never followed where it is a symbolic link; a link above it is followed only where root or this agent's own user made
 * it. What was not possible is a {@link HostException}, and then nothing has changed.
 */
public interface Hands {
    /** Writes a whole file: others see the old or the new content, never a part, and an existing file keeps owner and mode. */
    void write(Writing writing);

    /** Gives a file or a folder these rights; a link is refused. */
    void rights(String path, Rights rights);

    /** Makes one folder; those above it must be there. */
    void makeFolder(String path, Rights rights);

    /** Makes a symbolic link, or points an existing one elsewhere in one step; anything else at the path is refused. */
    void makeLink(String path, String target);

    /**
     * Removes a file, a link or an empty folder; absent is fine.
     *
     * @param expected what the file must have, or where the link must point, in UTF-8; empty if that does not matter
     */
    void remove(String path, Optional<byte[]> expected);

    /** Writes a value of the kernel, below /proc/sys or /sys. */
    void tellKernel(String path, String value);

    /** Fetches a file from a web server and puts it in its place as {@link #write} does, but only if it has its sums. */
    void fetch(Fetching fetching);

    Commands.Outcome run(Commands.Command command);

    /** Who may do what: permission bits with set-user-id, set-group-id and sticky. */
    record Rights(int mode, long uid, long gid) {}

    /**
     * A whole file to be written.
     *
     * @param expected what must be there now, empty for nothing at all: else it is refused, for somebody else has changed it meanwhile
     * @param ifNew the rights of a file that is not there yet
     * @param validation words of a program that judges the new content before it takes the place of the old; {@code {file}} in them stands for its
     *     path. Empty for none
     */
    record Writing(String path, byte[] content, Optional<byte[]> expected, Rights ifNew, List<String> validation) {
        public Writing {
            validation = List.copyOf(validation);
        }
    }

    /**
     * A file to be fetched.
     *
     * @param url of http or https
     * @param sums that it must have; none if whatever comes is right
     * @param before the SHA-256 sum of what must be there now, empty for nothing at all: else it is refused
     * @param ifNew the rights of a file that is not there yet; an existing one keeps its own
     * @param mostBytes what is larger is refused
     * @param limit for all of it
     */
    record Fetching(
            String path,
            String url,
            Map<Sum, String> sums,
            Optional<String> before,
            Rights ifNew,
            long mostBytes,
            Duration limit) {
        public Fetching {
            sums = Map.copyOf(sums);
        }

        public Fetching within(Duration other) {
            return new Fetching(path, url, sums, before, ifNew, mostBytes, limit.compareTo(other) > 0 ? other : limit);
        }
    }
}
