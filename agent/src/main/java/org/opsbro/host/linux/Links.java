package org.opsbro.host.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.opsbro.host.HostException;

/** Follows symbolic links by hand, because who owns them matters: only those of root and of the agent's own user are followed. */
final class Links {
    private static final int MOST_LINKS = 40; // as the kernel, path_resolution(7)

    private final Path asked;
    private final Deque<Path> left = new ArrayDeque<>();
    private Path at = Path.of("/");
    private int links;

    private Links(Path asked) {
        this.asked = asked.toAbsolutePath();
        put(this.asked);
    }

    /** The path without links in it; its end need not exist. */
    static Path followed(Path path) {
        var links = new Links(path);
        try {
            while (!links.left.isEmpty()) links.step(links.left.pop());
        } catch (IOException failed) {
            throw LinuxFiles.failure("cannot write " + path, failed);
        }
        return links.at;
    }

    private void put(Path path) {
        for (var index = path.getNameCount() - 1; index >= 0; index--) left.push(path.getName(index));
    }

    private void step(Path name) throws IOException {
        var word = name.toString();
        if (word.isEmpty() || word.equals(".")) return;
        if (word.equals("..")) {
            var above = at.getParent();
            at = above == null ? at : above;
            return;
        }
        var next = at.resolve(name);
        if (Files.isSymbolicLink(next)) follow(next);
        else at = next;
    }

    private void follow(Path link) throws IOException {
        if (++links > MOST_LINKS) throw new HostException("cannot write " + asked + ": its links go in a circle");
        var owner = owner(link, LinkOption.NOFOLLOW_LINKS);
        if (owner != 0 && owner != owner(Path.of("/proc/self")))
            throw new HostException("cannot write " + asked + ": " + link + " is a link of the user " + owner
                    + ", want one of root or of the agent's own user");
        var target = Files.readSymbolicLink(link);
        if (target.isAbsolute()) at = Path.of("/");
        put(target);
    }

    private static long owner(Path path, LinkOption... options) throws IOException {
        return Files.getAttribute(path, "unix:uid", options) instanceof Integer uid ? uid : -1;
    }
}
