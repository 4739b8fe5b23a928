package org.opsbro.agent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.opsbro.model.Level;
import org.opsbro.pack.PackLoader;

/**
 * Where an agent keeps its things. Many agents run on one machine, each with its own data folder.
 *
 * @param configuration {@code agent.yml}, {@code zones/}, keys; /etc/opsbro by default
 * @param data identity, histories, packs of the lower levels, the socket; /var/lib/opsbro by default
 * @param logs /var/log/opsbro by default
 */
public record Folders(Path configuration, Path data, Path logs) {
    public Path settings() {
        return configuration.resolve("agent.yml");
    }

    public Path socket() {
        return data.resolve("opsbro.sock");
    }

    public Path history(String room) {
        return data.resolve("history").resolve(room);
    }

    /** Where the packs of the levels lie that a person may change. */
    Map<Level, Path> homes() {
        return Map.of(
                Level.GLOBAL, data.resolve("global-configuration/packs"),
                Level.ZONE, data.resolve("zone-configuration/packs"),
                Level.LOCAL, data.resolve("local-configuration/packs"));
    }

    /** Where all packs lie, with those that come with the program: folders core and global. */
    List<PackLoader.Place> places(Path shipped) {
        var places = new ArrayList<PackLoader.Place>();
        places.add(new PackLoader.Place(Level.CORE, shipped.resolve("core").toString()));
        places.add(new PackLoader.Place(Level.GLOBAL, shipped.resolve("global").toString()));
        homes().forEach((level, folder) -> places.add(new PackLoader.Place(level, folder.toString())));
        return places;
    }
}
