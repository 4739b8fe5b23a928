package org.opsbro.host.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.opsbro.host.Files.Draft;
import org.opsbro.host.Files.FileFacts;
import org.opsbro.host.Files.Rights;
import org.opsbro.host.HostException;

/** The next version of a file, in the same folder, so that a rename puts it in its place. */
final class LinuxDraft implements Draft {
    private final Path target;
    private final Path next;
    private boolean published;

    private LinuxDraft(Path target) {
        this.target = target;
        next = target.resolveSibling("." + target.getFileName() + ".opsbro-next");
    }

    static LinuxDraft of(Path path, byte[] content, Rights rights) {
        var draft = new LinuxDraft(Links.followed(path));
        try {
            draft.write(content, rights);
            return draft;
        } catch (IOException failed) {
            draft.close();
            throw LinuxFiles.failure("cannot write " + path, failed);
        } catch (HostException refused) {
            draft.close();
            throw refused;
        }
    }

    private void write(byte[] content, Rights rights) throws IOException {
        var before = before();
        Files.deleteIfExists(next); // of an agent that was killed
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        // O_EXCL: a link that somebody put there meanwhile is not followed
        try (var channel =
                FileChannel.open(next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            // the rights before the content: what is secret is never readable, not even for a moment
            give(before, rights);
            for (var left = ByteBuffer.wrap(content); left.hasRemaining(); ) channel.write(left);
            channel.force(true);
        }
    }

    private Optional<FileFacts> before() throws IOException {
        try {
            var facts =
                    LinuxFiles.facts(Files.readAttributes(target, LinuxFiles.ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
            if (!facts.regular())
                throw new HostException("cannot write " + target + ": it is a "
                        + (facts.directory() ? "folder" : "device, pipe or socket") + ", want a file");
            return Optional.of(facts);
        } catch (NoSuchFileException isNew) {
            var folder = target.getParent();
            if (folder != null && !Files.isDirectory(folder))
                throw new HostException("cannot write " + target + ": there is no folder " + folder);
            return Optional.empty();
        }
    }

    private void give(Optional<FileFacts> before, Rights rights) throws IOException {
        var fresh = LinuxFiles.facts(Files.readAttributes(next, LinuxFiles.ATTRIBUTES));
        var uid = rights.uid().orElse(before.map(FileFacts::uid).orElse(fresh.uid()));
        var gid = rights.gid().orElse(before.map(FileFacts::gid).orElse(fresh.gid()));
        if (uid != fresh.uid()) Files.setAttribute(next, "unix:uid", (int) uid);
        if (gid != fresh.gid()) Files.setAttribute(next, "unix:gid", (int) gid);
        // last, because a change of owner takes the bits of setuid and setgid
        var mode = rights.mode().orElse(before.map(FileFacts::mode).orElse(rights.newFileMode()));
        Files.setAttribute(next, "unix:mode", mode);
    }

    @Override
    public String path() {
        return next.toString();
    }

    @Override
    public void publish() {
        try {
            Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            published = true;
            // the rename itself is only durable once the folder is
            try (var folder = FileChannel.open(folder(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        } catch (FileSystemException failed) {
            throw LinuxFiles.failure("cannot replace " + target, failed);
        } catch (IOException failed) {
            throw LinuxFiles.failure("cannot bring the folder of " + target + " to the disk", failed);
        }
    }

    private Path folder() {
        var folder = target.getParent();
        return folder == null ? Path.of("/") : folder;
    }

    @Override
    public void close() {
        if (published) return;
        try {
            Files.deleteIfExists(next);
        } catch (IOException ignored) {
            return; // the failure before this one is the one to tell; the next draft removes it
        }
    }
}
