package org.opsbro.agent;

import java.nio.file.Path;

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
}
