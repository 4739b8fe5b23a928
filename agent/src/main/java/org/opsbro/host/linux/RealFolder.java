package org.opsbro.host.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.opsbro.host.Files.Entry;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.HostException;
import org.opsbro.host.Sum;

/**
 * The folder that holds a path, open: found by following only links that root or we ourselves made, then opened from the root on part by part with
 * O_NOFOLLOW, so that what is done in it is done in the folder that was found.
 */
final class RealFolder implements AutoCloseable {
    private static final int PERMISSIONS = 0777;
    private static final int WRITABLE_BY_OTHERS = 022;
    private static final String DRAFT = ".opsbro-next";
    private static final Pattern OF_A_DRAFT = Pattern.compile("\\.(.+)\\.([0-9]{1,10})-[0-9a-f]{8}\\.opsbro-next");
    /** Nobody takes so long from a draft to its rename: its program has 30 s to judge it. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(2);

    private final Path folder;
    private final Path name;
    private final boolean belongsToRoot;
    private final SecureDirectoryStream<Path> open;

    private RealFolder(Path folder, Path name, boolean belongsToRoot, SecureDirectoryStream<Path> open) {
        this.folder = folder;
        this.name = name;
        this.belongsToRoot = belongsToRoot;
        this.open = open;
    }

    static RealFolder of(String path) throws IOException {
        var whole = path(path);
        var parent = whole.getParent();
        var name = whole.getFileName();
        if (!whole.isAbsolute() || parent == null || name == null || !whole.equals(whole.normalize()))
            throw new HostException("cannot change \"" + path + "\": want an absolute path without \"..\"");
        var real = Links.followed(parent);
        try {
            return new RealFolder(real, name, allOfRoot(real), opened(real));
        } catch (NoSuchFileException | NotDirectoryException none) {
            throw new HostException("cannot change " + path + ": there is no folder " + real, none);
        }
    }

    private static Path path(String path) {
        try {
            return Path.of(path);
        } catch (InvalidPathException wrong) {
            throw new HostException("not a path: " + wrong.getReason());
        }
    }

    private static long number(Path path, String attribute) throws IOException {
        return Files.getAttribute(path, "unix:" + attribute, LinkOption.NOFOLLOW_LINKS) instanceof Number number
                ? number.longValue()
                : -1;
    }

    private static boolean allOfRoot(Path folder) throws IOException {
        for (var each = folder; each != null; each = each.getParent())
            if (number(each, "uid") != 0 || (number(each, "mode") & WRITABLE_BY_OTHERS) != 0) return false;
        return true;
    }

    @SuppressWarnings("StreamResourceLeak") // each is closed once the one below is open; the last is the caller's
    private static SecureDirectoryStream<Path> opened(Path folder) throws IOException {
        var here = secure(Files.newDirectoryStream(folder.getRoot()));
        for (var part : folder) {
            try (var above = here) {
                here = above.newDirectoryStream(part, LinkOption.NOFOLLOW_LINKS);
            }
        }
        return here;
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) return secure;
        stream.close();
        throw new HostException(
                "this system cannot open a file by the folder that holds it, so nothing is changed on it");
    }

    /** The last part of the path. */
    Path name() {
        return name;
    }

    /** A name in this folder as a path, for those who cannot use the open folder. */
    Path path(Path name) {
        return folder.resolve(name);
    }

    /** Whether this folder and those above are root's, and nobody else may write in them. */
    boolean belongsToRoot() {
        return belongsToRoot;
    }

    /** What is in a file; empty if there is none. A link is refused. */
    Optional<byte[]> read(Path file) throws IOException {
        try (var channel = open.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            var buffer = ByteBuffer.allocate((int) Math.min(channel.size(), org.opsbro.host.Files.MAX_BYTES));
            while (buffer.hasRemaining() && channel.read(buffer) > 0) {}
            return Optional.of(Arrays.copyOf(buffer.array(), buffer.position()));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    /** Whether a file has this content, or a link points there; also if nothing is there. */
    boolean has(Path file, byte[] content) throws IOException {
        if (Files.isSymbolicLink(path(file)))
            return Arrays.equals(
                    Files.readSymbolicLink(path(file)).toString().getBytes(StandardCharsets.UTF_8), content);
        var now = read(file);
        return now.isEmpty() || Arrays.equals(now.get(), content);
    }

    /** The SHA-256 sum of a file; empty if there is none. A link is refused. */
    Optional<String> sum(Path file) throws IOException {
        try (var channel = open.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            return Optional.of(Sum.SHA256.of(Channels.newInputStream(channel)));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    /** The file of the path; empty if nothing is there. Anything else is refused. */
    Optional<Entry> file() throws IOException {
        try {
            var entry = entry(name);
            var what = switch (entry.what()) {
                case FILE -> "";
                case FOLDER -> "a folder";
                case LINK -> "a symbolic link";
                case OTHER -> "a device, pipe or socket";
            };
            if (what.isEmpty()) return Optional.of(entry);
            throw new HostException("cannot write " + path(name) + ": it is " + what + ", want a file");
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    /** What stands in this folder. Java tells owner and mode by path only, so both ways must lead to the same. */
    Entry entry(Path file) throws IOException {
        var found = Files.readAttributes(path(file), LinuxFiles.ENTRY, LinkOption.NOFOLLOW_LINKS);
        var here = open.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
        if (!Objects.equals(here.fileKey(), found.get("fileKey")))
            throw new HostException("somebody moves what is at " + path(file) + ", so it is left alone");
        return LinuxFiles.entry(found);
    }

    /** A name that nobody else writes to: {@code .hosts.1234-0badcafe.opsbro-next} of the process 1234. */
    Path unused() {
        return Path.of("." + name + "." + ProcessHandle.current().pid() + "-"
                + HexFormat.of().toHexDigits(new SecureRandom().nextInt()) + DRAFT);
    }

    /** Removes the drafts of those who were killed while they wrote this path. */
    void removeForgotten() {
        var oldest = Instant.now().minus(FORGOTTEN);
        for (var each : open) {
            var draft = each.getFileName();
            var words = OF_A_DRAFT.matcher(draft.toString());
            if (words.matches() && words.group(1).equals(name.toString()))
                removeForgotten(draft, Long.parseLong(words.group(2)), oldest);
        }
    }

    /** A process of that number may be another by now. */
    private void removeForgotten(Path draft, long process, Instant oldest) {
        try {
            var facts = open.getFileAttributeView(draft, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
            if (ProcessHandle.of(process).isEmpty()
                    || facts.lastModifiedTime().toInstant().isBefore(oldest)) removeFile(draft);
        } catch (IOException ignored) {
            return; // it is gone, or not ours to remove: it is in nobody's way
        }
    }

    SeekableByteChannel create(Path file) throws IOException {
        return open.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(permissions(0600)));
    }

    /** Owner first: a change of owner takes the special bits away (chown(2)). */
    void give(Path file, Rights rights) throws IOException {
        var before = entry(file).rights();
        var view = open.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        var accounts = folder.getFileSystem().getUserPrincipalLookupService();
        if (before.uid() != rights.uid()) view.setOwner(accounts.lookupPrincipalByName(Long.toString(rights.uid())));
        if (before.gid() != rights.gid())
            view.setGroup(accounts.lookupPrincipalByGroupName(Long.toString(rights.gid())));
        view.setPermissions(permissions(rights.mode()));
        if ((rights.mode() & ~PERMISSIONS) != 0)
            Files.setAttribute(path(file), "unix:mode", rights.mode(), LinkOption.NOFOLLOW_LINKS);
    }

    /** Puts a file of this folder in the place of the path's. */
    void replace(Path next) throws IOException {
        open.move(next, open, name);
    }

    /** Removes a file of this folder if it is there. */
    void removeFile(Path file) throws IOException {
        try {
            open.deleteFile(file);
        } catch (NoSuchFileException ignored) {
            return; // nothing to remove
        }
    }

    /** Removes a file, a link or an empty folder. */
    void remove(Path file) throws IOException {
        try {
            if (Files.isDirectory(path(file), LinkOption.NOFOLLOW_LINKS)) open.deleteDirectory(file);
            else removeFile(file);
        } catch (DirectoryNotEmptyException full) {
            throw new HostException("cannot remove " + path(file) + ": the folder is not empty");
        }
    }

    /** A rename is only durable once its folder is. */
    void sync() throws IOException {
        try (var itself = FileChannel.open(folder, StandardOpenOption.READ)) {
            itself.force(true);
        }
    }

    static Set<PosixFilePermission> permissions(int mode) {
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        var bit = 0400; // the enum goes from OWNER_READ to OTHERS_EXECUTE
        for (var permission : List.of(PosixFilePermission.values())) {
            if ((mode & bit) != 0) permissions.add(permission);
            bit >>= 1;
        }
        return permissions;
    }

    @Override
    public void close() throws IOException {
        open.close();
    }
}
