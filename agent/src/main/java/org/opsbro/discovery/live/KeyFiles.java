package org.opsbro.discovery.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.opsbro.model.GroupName;
import org.opsbro.store.AtomicFile;
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
     * All rings by zone.
     *
     * @param problems takes a sentence for each file that is not read: its zone has no key here then
     */
    public Map<String, KeyRing> read(List<String> problems) {
        var rings = new TreeMap<String, KeyRing>();
        for (var file : files()) {
            var name = file.getFileName().toString();
            var zone = name.substring(0, name.length() - ENDING.length());
            try {
                if (!GroupName.isOne(zone)) throw new BadKey("a zone cannot be called " + zone);
                var ring = KeyRing.parse(Files.readString(file));
                rings.put(zone, ring);
                warnOfOpenFile(file, problems);
            } catch (BadKey | IOException bad) {
                problems.add(file + ": " + bad.getMessage());
            }
        }
        return rings;
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
        } catch (IOException absent) {
            return List.of(); // no folder, no keys
        }
    }

    public void write(String zone, KeyRing ring) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        new AtomicFile(folder.resolve(zone + ENDING)).write(ring.text());
    }
}
