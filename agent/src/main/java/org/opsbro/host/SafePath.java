package org.opsbro.host;

import java.util.List;
import java.util.Optional;

/** Paths that a pack may name as a target to write. */
public final class SafePath {
    private static final int LONGEST = 4000;
    private static final List<String> OF_THE_KERNEL = List.of("/proc", "/sys", "/dev");

    private SafePath() {}

    /** Why a path is no target: not absolute, with {@code ..} or control characters, of the kernel; empty if it is one. */
    public static Optional<String> objection(String path) {
        if (!path.startsWith("/")) return Optional.of("want an absolute path such as /etc/haproxy/haproxy.cfg");
        if (path.length() > LONGEST) return Optional.of("want at most " + LONGEST + " characters");
        if (path.chars().anyMatch(Character::isISOControl))
            return Optional.of("want a path without line ends and other control characters");
        if (path.endsWith("/")) return Optional.of("want a file, not a folder");
        for (var part : path.substring(1).split("/", -1))
            if (part.isEmpty() || part.equals(".") || part.equals(".."))
                return Optional.of("want a path without empty parts, . and ..");
        for (var folder : OF_THE_KERNEL)
            if (path.startsWith(folder + "/")) return Optional.of("want a file on a disk, not one of " + folder);
        return Optional.empty();
    }
}
