package org.opsbro.packs.system;

import org.opsbro.host.Look;

/** What stands around a path. */
final class Paths {
    private Paths() {}

    /** The folder that holds a path; links above are followed, as the hands follow those of root. */
    static boolean hasFolder(Look look, String path) {
        var above = above(path);
        return above.equals("/") || look.files().isDirectory(above);
    }

    static String above(String path) {
        return path.substring(0, Math.max(1, path.lastIndexOf('/')));
    }
}
