package org.opsbro.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.opsbro.model.Json;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.store.AtomicFile;

/**
 * Who this node is, kept by host name in {@code identity.json}: a copied disk with a new host name is a new node, and a machine that takes its old
 * name back is its old self.
 */
final class Identity {
    private final AtomicFile file;

    Identity(Path data) {
        this.file = new AtomicFile(data.resolve("identity.json"));
    }

    /**
     * The id kept for the host name; a first one is taken from the machine's evidence, or from fresh, and kept before it is used.
     *
     * @throws StartException if the file cannot be read or written: a node must not change its identity by accident
     */
    NodeId of(String hostName, Optional<NodeId> evidence, Supplier<NodeId> fresh) {
        try {
            var known = known();
            var kept = known.get(hostName);
            if (kept != null) return kept;
            // two host names on one machine (containers that see its firmware) are two nodes
            var id = evidence.filter(seen -> !known.containsValue(seen)).orElseGet(fresh);
            known.put(hostName, id);
            file.write(Json.pretty(value(known)) + "\n");
            return id;
        } catch (IOException failed) {
            throw new StartException("the identity in " + file.path() + " cannot be kept: " + DataLock.reason(failed)
                    + ": make the data folder writable, or choose another with --data-dir");
        }
    }

    /** The id kept for the host name; the file is only read. */
    Optional<NodeId> find(String hostName) {
        try {
            return Optional.ofNullable(known().get(hostName));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private Map<String, NodeId> known() throws IOException {
        var known = new LinkedHashMap<String, NodeId>();
        var text = file.read();
        if (text.isEmpty()) return known;
        try {
            var fields = Json.readObject(text.get());
            for (var host : fields.keys())
                known.put(host, new NodeId(fields.get(host).display()));
            return known;
        } catch (Json.NotJson | IllegalArgumentException broken) {
            throw new StartException("the identity file " + file.path() + " is damaged: " + broken.getMessage()
                    + ": restore it, or remove it to become a new node");
        }
    }

    private static Value value(Map<String, NodeId> known) {
        var fields = Value.object();
        known.forEach((host, id) -> fields.with(host, id.uuid()));
        return fields.end();
    }
}
