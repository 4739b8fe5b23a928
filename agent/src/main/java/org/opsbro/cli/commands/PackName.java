package org.opsbro.cli.commands;

import java.util.List;
import java.util.Optional;
import org.opsbro.cli.CommandFailed;

/** {@code LEVEL.NAME} or {@code NAME}, and a key behind it where one is wanted. */
final class PackName {
    private PackName() {}

    /** {@code global.linux} is {@code linux}: the level in force is known. */
    static String of(String typed) {
        var parts = typed.split("\\.", -1);
        return isLevel(parts[0]) && parts.length > 1 ? parts[1] : parts[0];
    }

    /** The key of {@code LEVEL.NAME.KEY} or {@code NAME.KEY}. */
    static String key(String typed) {
        var parts = typed.split("\\.", -1);
        var at = isLevel(parts[0]) ? 2 : 1;
        if (parts.length != at + 1) throw CommandFailed.usage("want LEVEL.PACK.KEY or PACK.KEY, found " + typed);
        return parts[at];
    }

    static Optional<String> level(String typed) {
        var first = typed.split("\\.", -1)[0];
        return isLevel(first) ? Optional.of(first) : Optional.empty();
    }

    private static boolean isLevel(String word) {
        return List.of("core", "global", "zone", "local").contains(word);
    }
}
