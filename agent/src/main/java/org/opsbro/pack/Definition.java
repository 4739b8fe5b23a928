package org.opsbro.pack;

import org.opsbro.model.Level;

/**
 * One object of a pack, as read: the room it belongs to makes its own record of it.
 *
 * @param name the path of its file below the folder of its kind, without extension: {@code disks}
 * @param folder where the pack lies
 * @param keys what is under the key of its kind
 */
public record Definition(Kind kind, String name, String pack, String folder, Level level, Keys keys) {
    private static final String PROGRAMS = "libexec/";

    /** {@code pack/name}: unique within its kind. */
    public String id() {
        return pack + "/" + name;
    }

    /** The path of a program that the pack brings, where a word names one as {@code libexec/check_queue}; any other word as it is. */
    public String program(String word) {
        return word.startsWith(PROGRAMS) ? folder + "/" + word : word;
    }

    /** The same of the beginning of a line that is split into words, or that a shell reads. */
    public String line(String line) {
        return line.startsWith(PROGRAMS) ? "'" + folder + "'/" + line : line;
    }
}
