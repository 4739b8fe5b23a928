package org.opsbro.discovery.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.opsbro.model.GroupName;
import org.opsbro.store.AtomicFile;
import org.opsbro.store.PrivateFolder;
import org.opsbro.wire.BadKey;
import org.opsbro.wire.KeyRing;

/** The keys of zones on disk: {@code zone_keys/ZONE.gossip.key} in the configuration, each readable by its owner only. */
public final class KeyFiles {
    private static final String ENDING = ".gossip.key";
    private final Path folder;

    public KeyFiles(Path configuration) {
        this.folder = configuration.resolve("zone_keys");
    }

    /**
     * What the files say.
     *
     * @param rings by zone
     * @param damaged the zones whose file is there and cannot be read: nothing goes to them in clear for that
     * @param problems a sentence for each file that is not as it should be
     */
    public record Read(Map<String, KeyRing> rings, Set<String> damaged, List<String> problems) {}

    /** Reads all. @throws UncheckedIOException if the folder is there and cannot be looked into */
    public Read read() {
        var rings = new TreeMap<String, KeyRing>();
        var damaged = new TreeSet<String>();
        List<String> problems = new ArrayList<>();
        for (var file : files()) {
            var name = file.getFileName().toString();
            var zone = name.substring(0, name.length() - ENDING.length());
            try {
                if (!GroupName.isOne(zone)) throw new BadKey("a zone cannot be called " + zone);
                var ring = KeyRing.parse(Files.readString(file));
                if (ring.keys().isEmpty()) throw new BadKey("there is no key in it");
                rings.put(zone, ring);
                warnOfOpenFile(file, problems);
            } catch (BadKey | IOException bad) {
                damaged.add(zone);
                problems.add(file + ": " + bad.getMessage() + "; until it is mended nothing is sent to this zone");
            }
        }
        return new Read(rings, damaged, problems);
    }

    private static void warnOfOpenFile(Path file, List<String> problems) throws IOException {
        var open = Files.getPosixFilePermissions(file);
        open.retainAll(Set.of(
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.GROUP_WRITE,
                PosixFilePermission.OTHERS_READ,
                PosixFilePermission.OTHERS_WRITE));
        if (!open.isEmpty()) problems.add(file + ": others than its owner may use this key: chmod 600 " + file);
    }

    private List<Path> files() {
        try (var all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException absent) {
            return List.of(); // no folder, no keys
        } catch (IOException hidden) {
            throw new UncheckedIOException(hidden);
        }
    }

    public void write(String zone, KeyRing ring) throws IOException {
        PrivateFolder.make(folder);
        new AtomicFile(folder.resolve(zone + ENDING)).write(ring.text());
    }
}
