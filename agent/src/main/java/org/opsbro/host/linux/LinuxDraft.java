package org.opsbro.host.linux;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.opsbro.host.Files.Draft;
import org.opsbro.host.Files.Entry;
import org.opsbro.host.Files.Rights;
import org.opsbro.host.Hands;
import org.opsbro.host.HostException;

/**
 * The next version of a file, in the same open folder, so that a rename puts it in its place: the one way in which this machine's files are written. Its
 * name is its own, so that two who write the same file never write into one draft.
 */
final class LinuxDraft implements Draft {
    private final RealFolder folder;
    private final Path next;
    private boolean published;

    private LinuxDraft(RealFolder folder) {
        this.folder = folder;
        this.next = folder.unused();
    }

    /** Of a path whose links are followed, the last one too. */
    static LinuxDraft of(Path path, byte[] content, Rights rights) {
        try {
            return in(RealFolder.of(Links.followed(path).toString()), to -> to.write(content), rights);
        } catch (IOException failed) {
            throw LinuxFiles.failure("cannot write " + path, failed);
        }
    }

    /** What writes the content of a draft. */
    @FunctionalInterface
    interface Content {
        void to(OutputStream file) throws IOException;
    }

    /** Of the path that a folder was opened for; it is closed with the draft, and if there can be none. */
    static LinuxDraft in(RealFolder folder, Content content, Rights rights) throws IOException {
        var draft = new LinuxDraft(folder);
        var whole = false;
        try {
            draft.write(content, rights);
            whole = true;
            return draft;
        } finally {
            if (!whole) draft.close();
        }
    }

    private void write(Content content, Rights rights) throws IOException {
        var before = folder.file();
        folder.removeForgotten();
        // O_EXCL: a link that somebody put there meanwhile is not followed
        try (var channel = folder.create(next)) {
            // the rights before the content: what is secret is never readable, not even for a moment
            folder.give(
                    next, rights(before.map(Entry::rights), folder.entry(next).rights(), rights));
            content.to(Channels.newOutputStream(channel));
            if (!(channel instanceof FileChannel file))
                throw new HostException("this system cannot bring " + path() + " to the disk");
            file.force(true);
        }
    }

    private static Hands.Rights rights(Optional<Hands.Rights> before, Hands.Rights fresh, Rights wanted) {
        return new Hands.Rights(
                wanted.mode().orElse(before.map(Hands.Rights::mode).orElse(wanted.newFileMode())),
                wanted.uid().orElse(before.orElse(fresh).uid()),
                wanted.gid().orElse(before.orElse(fresh).gid()));
    }

    @Override
    public String path() {
        return folder.path(next).toString();
    }

    @Override
    public void publish() {
        var target = folder.path(folder.name());
        try {
            folder.replace(next);
            published = true;
        } catch (IOException failed) {
            throw LinuxFiles.failure("cannot replace " + target, failed);
        }
        try {
            folder.sync();
        } catch (IOException failed) {
            throw LinuxFiles.failure("cannot bring the folder of " + target + " to the disk", failed);
        }
    }

    @Override
    public void close() {
        try (folder) {
            if (!published) folder.removeFile(next);
        } catch (IOException ignored) {
            return; // the failure before this one is the one to tell; a later draft removes it
        }
    }
}
