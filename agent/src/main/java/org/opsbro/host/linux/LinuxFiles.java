package org.opsbro.host.linux;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.host.ByteSource;
import org.opsbro.host.Files;
import org.opsbro.host.HostException;
import org.opsbro.host.Sum;

/** The file systems of this machine. */
final class LinuxFiles implements Files {
    static final String ATTRIBUTES = "unix:isDirectory,isRegularFile,size,mode,uid,gid,lastModifiedTime";
    /** Of {@link #entry(Map)}, with the key of the file. */
    static final String ENTRY =
            "unix:isDirectory,isRegularFile,isSymbolicLink,size,mode,uid,gid,ino,lastModifiedTime,ctime,fileKey";

    private static final int MODE_BITS = 07777;

    private final FileSums sums = new FileSums(InstantSource.system());

    @Override
    public Optional<String> text(String path) {
        return bytes(path).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public Optional<byte[]> bytes(String path) {
        try (var stream = java.nio.file.Files.newInputStream(path(path))) {
            var bytes = stream.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES)
                throw new HostException(path + " has more than " + MAX_BYTES + " bytes, which are too many to read");
            return Optional.of(bytes);
        } catch (IOException | SecurityException unreadable) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> sum(String path, Sum sum) {
        return sums.of(path(path), sum);
    }

    @Override
    public ByteSource open(String path) {
        return new KeptFile(path);
    }

    @Override
    public Optional<FileFacts> facts(String path) {
        try {
            return Optional.of(facts(java.nio.file.Files.readAttributes(path(path), ATTRIBUTES)));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Entry> entry(String path) {
        try {
            return Optional.of(entry(java.nio.file.Files.readAttributes(path(path), ENTRY, LinkOption.NOFOLLOW_LINKS)));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    static Entry entry(Map<String, Object> found) {
        return new Entry(
                what(found),
                (int) number(found, "mode") & MODE_BITS,
                number(found, "uid"),
                number(found, "gid"),
                new Stamp(
                        number(found, "ino"),
                        number(found, "size"),
                        time(found, "lastModifiedTime"),
                        time(found, "ctime")));
    }

    private static What what(Map<String, Object> found) {
        if (Boolean.TRUE.equals(found.get("isSymbolicLink"))) return What.LINK;
        if (Boolean.TRUE.equals(found.get("isDirectory"))) return What.FOLDER;
        return Boolean.TRUE.equals(found.get("isRegularFile")) ? What.FILE : What.OTHER;
    }

    private static Instant time(Map<String, Object> found, String name) {
        return found.get(name) instanceof FileTime time ? time.toInstant() : Instant.EPOCH;
    }

    /** One system call; {@code java.nio} makes seven objects of it, and an exception where nothing is. */
    @Override
    public long modifiedMillis(String path) {
        return new File(path).lastModified();
    }

    static FileFacts facts(Map<String, Object> found) {
        return new FileFacts(
                Boolean.TRUE.equals(found.get("isDirectory")),
                Boolean.TRUE.equals(found.get("isRegularFile")),
                number(found, "size"),
                (int) number(found, "mode") & MODE_BITS,
                number(found, "uid"),
                number(found, "gid"),
                time(found, "lastModifiedTime"));
    }

    private static long number(Map<String, Object> found, String name) {
        return found.get(name) instanceof Number number ? number.longValue() : 0;
    }

    @Override
    public Optional<String> link(String path) {
        try {
            return Optional.of(java.nio.file.Files.readSymbolicLink(path(path)).toString());
        } catch (IOException | UnsupportedOperationException noLink) {
            return Optional.empty();
        }
    }

    @Override
    public List<String> names(String path) {
        try (var names = java.nio.file.Files.list(path(path))) {
            return names.map(each -> each.getFileName().toString()).sorted().toList();
        } catch (IOException | UncheckedIOException absent) {
            return List.of();
        }
    }

    @Override
    public Optional<Space> space(String path) {
        return FileSystemSpace.of(path);
    }

    @Override
    public Draft draft(String path, byte[] content, Rights rights) {
        return LinuxDraft.of(path(path), content, rights);
    }

    @Override
    public void remove(String path) {
        try {
            java.nio.file.Files.deleteIfExists(path(path));
        } catch (IOException failed) {
            throw failure("cannot remove " + path, failed);
        }
    }

    @Override
    public void makeFolder(String path, int mode) {
        var folder = path(path);
        if (java.nio.file.Files.isDirectory(folder)) return;
        try {
            var parent = folder.getParent();
            if (parent != null) java.nio.file.Files.createDirectories(parent);
            java.nio.file.Files.createDirectory(folder);
            java.nio.file.Files.setPosixFilePermissions(folder, RealFolder.permissions(mode));
        } catch (FileAlreadyExistsException made) {
            if (!java.nio.file.Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS))
                throw failure("cannot make the folder " + path, made);
        } catch (IOException failed) {
            throw failure("cannot make the folder " + path, failed);
        }
    }

    private static Path path(String path) {
        try {
            return Path.of(path);
        } catch (InvalidPathException wrong) {
            throw new HostException("not a path: " + wrong.getReason());
        }
    }

    static HostException failure(String what, IOException why) {
        var kind = why.getClass().getSimpleName().replace("Exception", "");
        return new HostException(what + ": " + kind + " " + why.getMessage(), why);
    }
}
