package org.opsbro.agent.levels;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.opsbro.agent.levels.Contents.Entry;
import org.opsbro.model.ByteReader;
import org.opsbro.model.ByteWriter;
import org.opsbro.model.Malformed;
import org.opsbro.store.AtomicFile;
import org.opsbro.store.PrivateFolder;

/**
 * A level on the disk: {@code packs} is in use, {@code applied} is what was taken from the store last, {@code next} is made whole before it comes in the place
 * of {@code packs}, and {@code before-…} are what was edited here and had to go. For one thread at a time, but for reading.
 */
final class LevelFolder {
    private static final int MOST_KEPT = 3;

    private final Path packs;
    private final Path root;
    private final Levels.Swap swap;
    private final AtomicFile applied;

    /** What was taken from the store, and what was in it. */
    record Applied(Manifest manifest, Contents contents) {}

    /** Something that cannot be in a level. */
    static final class Unfit extends IOException {
        private static final long serialVersionUID = 1;

        Unfit(String message) {
            super(message);
        }
    }

    /** @param packs where the packs of the level lie */
    LevelFolder(Path packs, Levels.Swap swap) {
        this.packs = packs;
        this.root = packs.resolveSibling("");
        this.swap = swap;
        this.applied = new AtomicFile(root.resolve("applied"));
    }

    Path packs() {
        return packs;
    }

    private Path next() {
        return root.resolve("next");
    }

    Optional<Applied> applied() throws IOException {
        try {
            var text = applied.read();
            if (text.isEmpty()) return Optional.empty();
            var in = new ByteReader(Base64.getDecoder().decode(text.get().strip()));
            var manifest = Manifest.read(in.block("the manifest", Manifest.MOST_BYTES));
            var contents = Contents.read(in.block("the list", Contents.MOST_LISTED_BYTES));
            in.end();
            return Optional.of(new Applied(manifest, contents));
        } catch (Malformed | IllegalArgumentException damaged) {
            throw new IOException(applied.path() + " is damaged: " + damaged.getMessage(), damaged);
        }
    }

    void applied(Applied now) throws IOException {
        Files.createDirectories(root);
        applied.write(Base64.getEncoder()
                        .encodeToString(new ByteWriter()
                                .block(now.manifest().bytes())
                                .block(now.contents().bytes())
                                .bytes())
                + "\n");
    }

    /** What lies in the level now. */
    Contents contents() throws IOException {
        return contents(packs());
    }

    /** @throws Unfit if something lies there that cannot be on every node */
    static Contents contents(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return Contents.NONE;
        List<Entry> files = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes facts) {
                return isHidden(folder, at) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
                if (isHidden(folder, file)) return FileVisitResult.CONTINUE;
                files.add(entry(folder, file, facts));
                if (files.size() > Contents.MOST_FILES)
                    throw new Unfit(folder + " has more than " + Contents.MOST_FILES + " files");
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(Comparator.comparing(Entry::path));
        try {
            return new Contents(files);
        } catch (Malformed unfit) {
            throw new Unfit(String.valueOf(unfit.getMessage()));
        }
    }

    private static boolean isHidden(Path folder, Path at) {
        return !at.equals(folder) && at.getFileName().toString().startsWith(".");
    }

    private static Entry entry(Path folder, Path file, BasicFileAttributes facts) throws IOException {
        var path = folder.relativize(file).toString();
        if (!facts.isRegularFile())
            throw new Unfit(Contents.told(path) + " is no ordinary file: a level has no links, devices and pipes");
        if (facts.size() > Contents.MOST_FILE_BYTES)
            throw new Unfit(
                    Contents.told(path) + " has " + facts.size() + " bytes, want at most " + Contents.MOST_FILE_BYTES);
        var bytes = Files.readAllBytes(file);
        var executable = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
                .contains(PosixFilePermission.OWNER_EXECUTE);
        return new Entry(path, bytes.length, executable, Contents.hash(bytes));
    }

    /** Where files come from that are not in the level yet. */
    interface Source {
        byte[] content(Entry file) throws IOException, InterruptedException;
    }

    /** Makes a folder with this in it, beside the level. */
    Path prepare(Contents wanted, Source source) throws IOException, InterruptedException {
        var next = cleared();
        var here = here();
        for (var each : wanted.files()) {
            var content = here.contains(each) ? local(each) : Optional.<byte[]>empty();
            write(next, each, content.isPresent() ? content.get() : source.content(each));
        }
        try (var folder = FileChannel.open(next, StandardOpenOption.READ)) {
            folder.force(true);
        }
        return next;
    }

    private Set<Entry> here() throws IOException {
        try {
            return Set.copyOf(contents().files());
        } catch (Unfit strange) {
            return Set.of();
        }
    }

    /** A file of the level that is still as it was. */
    private Optional<byte[]> local(Entry file) throws IOException {
        var bytes = Files.readAllBytes(packs().resolve(file.path()));
        return Contents.hash(bytes).equals(file.hash()) ? Optional.of(bytes) : Optional.empty();
    }

    /** Makes a copy of the level beside it, for an edit. */
    Path draft() throws IOException {
        var next = cleared();
        for (var each : contents().files()) write(next, each, Files.readAllBytes(packs().resolve(each.path())));
        return next;
    }

    /** A file of the draft, as it was listed. */
    byte[] drafted(Entry file) throws IOException {
        var bytes = Files.readAllBytes(next().resolve(file.path()));
        if (!Contents.hash(bytes).equals(file.hash()))
            throw new IOException(next().resolve(file.path()) + " changed while it was published");
        return bytes;
    }

    private Path cleared() throws IOException {
        PrivateFolder.remove(next());
        return Files.createDirectories(next());
    }

    /** Writes one file below a folder, with what travels of its mode. */
    static void write(Path folder, Entry entry, byte[] content) throws IOException {
        var file = folder.resolve(entry.path());
        Files.createDirectories(file.resolveSibling(""));
        // passwords are parameters
        var secret = ("/" + entry.path()).contains("/parameters/");
        var mode =
                PosixFilePermissions.fromString(entry.executable() ? "rwxr-xr-x" : secret ? "rw-------" : "rw-r--r--");
        try (var channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(mode))) {
            var bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) channel.write(bytes);
            channel.force(true);
        }
        Files.setPosixFilePermissions(file, mode); // whatever the umask takes away
    }

    /**
     * Puts the folder that was prepared in the place of the level. What was there is kept where somebody edited it.
     *
     * @param known what may be thrown away
     * @param name of what is kept
     * @return where the edited one lies now
     */
    Optional<Path> install(List<Contents> known, String name) throws IOException {
        Files.createDirectories(packs());
        var kept = root.resolve("before-" + name);
        if (isOneOf(known, packs())) {
            exchange(next());
            if (isOneOf(known, next())) {
                PrivateFolder.remove(next());
                return Optional.empty();
            }
            // edited just now
            PrivateFolder.remove(kept);
            Files.move(next(), kept, StandardCopyOption.ATOMIC_MOVE);
        } else {
            // under its last name before: nothing that is killed meanwhile leaves an edited level under the name of a
            // draft
            PrivateFolder.remove(kept);
            Files.move(next(), kept, StandardCopyOption.ATOMIC_MOVE);
            exchange(kept);
        }
        prune();
        return Optional.of(kept);
    }

    private void exchange(Path next) throws IOException {
        swap.swap(next, packs());
        // what lies there for a person's own tools, as .git, belongs to no version
        try (var hidden = Files.newDirectoryStream(next, ".*")) {
            for (var each : hidden)
                Files.move(each, packs().resolve(each.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static boolean isOneOf(List<Contents> known, Path folder) throws IOException {
        try {
            return known.contains(contents(folder));
        } catch (Unfit strange) {
            return false;
        }
    }

    private void prune() throws IOException {
        var kept = kept();
        for (var old : kept.subList(0, Math.max(0, kept.size() - MOST_KEPT))) PrivateFolder.remove(old);
    }

    /** What was edited here and had to go, the oldest first. */
    List<Path> kept() throws IOException {
        if (!Files.isDirectory(root)) return List.of();
        List<Path> all = new ArrayList<>();
        try (var folders = Files.newDirectoryStream(root, "before-*")) {
            for (var each : folders) all.add(each);
        }
        all.sort(Comparator.comparing(each -> each.getFileName().toString()));
        return all;
    }

    /** Ends what a run that was killed began. */
    void tidy() throws IOException {
        // of three renames, where the system knows no exchange: the new one is whole, and the old one has its name no
        // more
        if (!Files.exists(packs()) && Files.isDirectory(root))
            try (var half = Files.newDirectoryStream(root, "*.swap")) {
                for (var each : half) Files.move(each, packs(), StandardCopyOption.ATOMIC_MOVE);
            }
        PrivateFolder.remove(root.resolve("next.swap"));
        PrivateFolder.remove(next());
    }
}
