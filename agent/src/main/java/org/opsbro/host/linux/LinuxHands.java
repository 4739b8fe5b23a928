package org.opsbro.host.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;
import org.opsbro.host.Commands;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Hands;
import org.opsbro.host.HostException;

/**
 * The hands on this machine. Each write goes through the folder of the file, opened part by part without following links ({@link RealFolder}), so that
 * nobody can put a link in the way between the look and the write.
 */
public final class LinuxHands implements Hands {
    private static final Duration VALIDATION = Duration.ofSeconds(30);
    private static final int PERMISSIONS = 0777;

    private final Commands commands = new LinuxCommands();
    private final Downloads downloads;

    public LinuxHands() {
        this.downloads = new Downloads();
    }

    /** Of one who trusts other authorities of web servers than Java does. */
    LinuxHands(SSLSocketFactory tls) {
        this.downloads = new Downloads(tls);
    }

    @Override
    public void write(Writing writing) {
        try (var folder = RealFolder.of(writing.path())) {
            refuseOther(folder, writing);
            try (var draft = LinuxDraft.in(
                    folder,
                    to -> to.write(writing.content()),
                    rights(writing.expected().isPresent(), writing.ifNew()))) {
                validate(draft.path(), writing);
                refuseOther(folder, writing);
                draft.publish();
            }
        } catch (IOException failed) {
            throw LinuxFiles.failure("cannot write " + writing.path(), failed);
        }
    }

    private static void refuseOther(RealFolder folder, Writing writing) throws IOException {
        var now = folder.file().isPresent() ? folder.read(folder.name()) : Optional.<byte[]>empty();
        var expected = writing.expected();
        if (now.isPresent() != expected.isPresent() || (now.isPresent() && !Arrays.equals(now.get(), expected.get())))
            throw other(writing.path());
    }

    private static HostException other(String path) {
        return new HostException(path + " is not what it was when it was looked at: somebody else writes it too");
    }

    private static org.opsbro.host.Files.Rights rights(boolean wasThere, Rights ifNew) {
        return wasThere
                ? org.opsbro.host.Files.Rights.asBefore(ifNew.mode())
                : new org.opsbro.host.Files.Rights(
                        OptionalLong.of(ifNew.uid()),
                        OptionalLong.of(ifNew.gid()),
                        OptionalInt.of(ifNew.mode()),
                        ifNew.mode());
    }

    @Override
    public void fetch(Fetching fetching) {
        try (var folder = RealFolder.of(fetching.path())) {
            refuseOther(folder, fetching);
            var rights = rights(fetching.before().isPresent(), fetching.ifNew());
            try (var draft = LinuxDraft.in(folder, to -> downloads.into(to, fetching), rights)) {
                refuseOther(folder, fetching);
                draft.publish();
            }
        } catch (IOException failed) {
            throw LinuxFiles.failure("cannot fetch " + fetching.url(), failed);
        }
    }

    private static void refuseOther(RealFolder folder, Fetching fetching) throws IOException {
        var now = folder.file().isPresent() ? folder.sum(folder.name()) : Optional.<String>empty();
        if (!now.equals(fetching.before())) throw other(fetching.path());
    }

    private void validate(String draft, Writing writing) {
        if (writing.validation().isEmpty()) return;
        var words = writing.validation().stream()
                .map(word -> word.replace("{file}", draft))
                .toArray(String[]::new);
        var outcome = commands.run(Command.of(words).within(VALIDATION));
        if (outcome instanceof Outcome.Exited exited && exited.code() == 0) return;
        var said = (outcome.errors() + outcome.output())
                .replace(draft, writing.path())
                .strip();
        var why = outcome instanceof Outcome.NotStarted not
                ? not.reason()
                : said.isEmpty() ? "it did not exit with 0" : said;
        throw new HostException(writing.path() + " stays as it was, " + words[0] + " refuses the new content: "
                + why.substring(0, Math.min(why.length(), 500)));
    }

    @Override
    public void rights(String path, Rights rights) {
        try (var folder = RealFolder.of(path)) {
            if (rights.mode() != (rights.mode() & PERMISSIONS) && !folder.belongsToRoot())
                throw new HostException(
                        "cannot give " + path
                                + " special bits: a folder above it belongs to somebody who is not root, who could put another file in its place");
            folder.give(folder.name(), rights);
        } catch (IOException failed) {
            throw LinuxFiles.failure("cannot give " + path + " rights", failed);
        }
    }

    @Override
    public void makeFolder(String path, Rights rights) {
        try (var folder = RealFolder.of(path)) {
            Files.createDirectory(folder.path(folder.name()), mode(0700));
            folder.give(folder.name(), rights);
            folder.sync();
        } catch (IOException failed) {
            throw LinuxFiles.failure("cannot make the folder " + path, failed);
        }
    }

    private static FileAttribute<?> mode(int mode) {
        return PosixFilePermissions.asFileAttribute(RealFolder.permissions(mode));
    }

    @Override
    public void makeLink(String path, String target) {
        try (var folder = RealFolder.of(path)) {
            var real = folder.path(folder.name());
            if (Files.exists(real, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(real))
                throw new HostException(
                        "cannot point " + path + " to " + target + ": something that is no link is there");
            var next = folder.unused();
            folder.removeForgotten();
            try {
                Files.createSymbolicLink(folder.path(next), Path.of(target));
                folder.replace(next);
            } finally {
                folder.removeFile(next);
            }
            folder.sync();
        } catch (IOException failed) {
            throw LinuxFiles.failure("cannot point " + path + " to " + target, failed);
        }
    }

    @Override
    public void remove(String path, Optional<byte[]> expected) {
        try (var folder = RealFolder.of(path)) {
            if (expected.isPresent() && !folder.has(folder.name(), expected.get()))
                throw new HostException(
                        path + " is not what it was when it was looked at: somebody else writes it too");
            folder.remove(folder.name());
            folder.sync();
        } catch (IOException failed) {
            throw LinuxFiles.failure("cannot remove " + path, failed);
        }
    }

    @Override
    public void tellKernel(String path, String value) {
        if (!path.startsWith("/proc/sys/") && !path.startsWith("/sys/"))
            throw new HostException("cannot tell the kernel " + path + ": want a path below /proc/sys or /sys");
        try (var channel =
                FileChannel.open(Path.of(path), Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            channel.write(ByteBuffer.wrap((value + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException failed) {
            throw LinuxFiles.failure("cannot tell the kernel " + path + " = " + value, failed);
        }
    }

    @Override
    public Outcome run(Command command) {
        return commands.run(command);
    }
}
