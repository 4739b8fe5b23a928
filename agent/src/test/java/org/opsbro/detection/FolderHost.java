package org.opsbro.detection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.opsbro.host.Accounts;
import org.opsbro.host.ByteSource;
import org.opsbro.host.Clock;
import org.opsbro.host.Commands;
import org.opsbro.host.Host;
import org.opsbro.host.Network;
import org.opsbro.host.Packages;
import org.opsbro.host.Services;

/**
 * A machine whose files are those below a folder, which may be changed for another while it runs; ten seconds pass with each change. What the other folder
 * does not have stays as it was.
 */
public final class FolderHost implements Host {
    private final Path base;
    private Path root;
    private long nanos = 1_000_000_000L;

    public FolderHost(Path root) {
        this.base = root;
        this.root = root;
    }

    public void become(Path other) {
        root = other;
        nanos += 10_000_000_000L;
    }

    @Override
    public org.opsbro.host.Files files() {
        return new Below();
    }

    @Override
    public Commands commands() {
        return command -> new Commands.Outcome.NotStarted("no programs in a folder");
    }

    @Override
    public Accounts accounts() {
        return new Nobody();
    }

    @Override
    public Packages packages() {
        throw new UnsupportedOperationException("no packages in a folder");
    }

    @Override
    public Services services() {
        throw new UnsupportedOperationException("no services in a folder");
    }

    /** Puts a file below a folder, with the folders above it. */
    public static void put(Path root, String path, String text) throws IOException {
        var file = root.resolve(path.substring(1));
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    @Override
    public Network network() {
        return PaperHost.of(Map.of()).network();
    }

    /** Noon of a day; the discipline is what a file called adjtimex at the root says. */
    @Override
    public Clock clock() {
        return new Clock() {
            @Override
            public Instant now() {
                return Instant.parse("2026-06-01T12:00:00Z");
            }

            @Override
            public Optional<Discipline> discipline() {
                return files().firstLine("/adjtimex")
                        .map(line -> line.split(" ", -1))
                        .map(words -> new Discipline(
                                words[0].equals("synchronised"),
                                Double.parseDouble(words[1]),
                                Double.parseDouble(words[2]),
                                Double.parseDouble(words[3]),
                                Double.parseDouble(words[4])));
            }
        };
    }

    @Override
    public long nanos() {
        return nanos;
    }

    private final class Below implements org.opsbro.host.Files {
        @Override
        public Optional<String> text(String path) {
            return bytes(path).map(bytes -> new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
        }

        @Override
        public Optional<byte[]> bytes(String path) {
            try {
                return Optional.of(Files.readAllBytes(below(path)));
            } catch (IOException absent) {
                return Optional.empty();
            }
        }

        private Path below(String path) {
            var now = root.resolve(path.substring(1));
            return Files.exists(now, LinkOption.NOFOLLOW_LINKS) ? now : base.resolve(path.substring(1));
        }

        @Override
        public ByteSource open(String path) {
            return new ByteSource() {
                @Override
                public int read(byte[] buffer) {
                    var bytes = bytes(path);
                    if (bytes.isEmpty()) return -1;
                    var length = Math.min(buffer.length, bytes.get().length);
                    System.arraycopy(bytes.get(), 0, buffer, 0, length);
                    return length;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Optional<FileFacts> facts(String path) {
            var file = below(path);
            if (!Files.exists(file)) return Optional.empty();
            return Optional.of(new FileFacts(
                    Files.isDirectory(file), Files.isRegularFile(file), 0, 0644, 0, 0, Instant.ofEpochSecond(1)));
        }

        @Override
        public long modifiedMillis(String path) {
            try {
                return Files.getLastModifiedTime(below(path)).toMillis();
            } catch (IOException absent) {
                return 0;
            }
        }

        @Override
        public Optional<String> link(String path) {
            try {
                return Optional.of(Files.readSymbolicLink(below(path)).toString());
            } catch (IOException | UnsupportedOperationException noLink) {
                return Optional.empty();
            }
        }

        @Override
        public List<String> names(String path) {
            var all = new TreeSet<>(listed(base, path));
            all.addAll(listed(root, path));
            return List.copyOf(all);
        }

        private static List<String> listed(Path below, String path) {
            try (var names = Files.list(below.resolve(path.substring(1)))) {
                return names.map(name -> name.getFileName().toString()).toList();
            } catch (IOException | UncheckedIOException absent) {
                return List.of();
            }
        }

        @Override
        public Optional<Space> space(String path) {
            return Optional.of(new Space(1000L << 20, 300L << 20, 200L << 20, 1000, 250));
        }

        @Override
        public Draft draft(String path, byte[] content, Rights rights) {
            throw new UnsupportedOperationException(path);
        }

        @Override
        public void remove(String path) {
            throw new UnsupportedOperationException(path);
        }

        @Override
        public void makeFolder(String path, int mode) {
            throw new UnsupportedOperationException(path);
        }
    }

    private static final class Nobody implements Accounts {
        @Override
        public Optional<User> user(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<User> user(long uid) {
            return Optional.empty();
        }

        @Override
        public Optional<Group> group(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<Group> group(long gid) {
            return Optional.empty();
        }

        @Override
        public User self() {
            return new User("root", 0, 0, "", "/root", "/bin/sh");
        }
    }
}
