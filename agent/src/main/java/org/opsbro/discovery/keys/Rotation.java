package org.opsbro.discovery.keys;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.opsbro.discovery.keys.KeyOrder.Step;
import org.opsbro.model.NodeId;

/**
 * A change of keys as it stands: which key is to be the only one, and which keys each member has. Nothing else is kept of it, so whoever has the keys and
 * the authority can go on where another stopped.
 *
 * @param key the id of the new key
 * @param stands of all members of the zone but the one that orders
 */
public record Rotation(String key, List<Stand> stands) {
    public Rotation {
        stands = List.copyOf(stands);
    }

    /** A key of the ring of the one who orders. */
    public record Held(String id, Instant created) {}

    /**
     * Where a member stands.
     *
     * @param keys ids, the one that seals first; empty while that is not known
     * @param reason why that is not known, or why the member did not obey; else empty
     */
    public record Stand(NodeId id, String name, Optional<List<String>> keys, String reason) {
        public Stand {
            keys = keys.map(List::copyOf);
        }

        public boolean holds(String key) {
            return keys.filter(all -> all.contains(key)).isPresent();
        }

        public boolean sealsWith(String key) {
            return keys.filter(all -> !all.isEmpty() && all.getFirst().equals(key))
                    .isPresent();
        }

        /** What it lacks before a step is done there; empty if nothing. */
        public Optional<String> lack(Step step, String key) {
            var missing = switch (step) {
                case INSTALL -> holds(key) ? "" : "does not have the key " + key;
                case USE -> sealsWith(key) ? "" : "does not seal with the key " + key;
                case REMOVE -> keys.equals(Optional.of(List.of(key))) ? "" : "has other keys than " + key + " still";
            };
            if (missing.isEmpty()) return Optional.empty();
            return Optional.of(keys.isPresent() ? missing : "cannot be asked which keys it has");
        }

        /** The ids of the keys that a step has to be ordered for, one after the other; none where it cannot be done. */
        public List<String> ordersOf(Step step, String key) {
            if (keys.isEmpty() || lack(step, key).isEmpty()) return List.of();
            return switch (step) {
                case INSTALL -> List.of(key);
                case USE -> holds(key) ? List.of(key) : List.of();
                case REMOVE ->
                    sealsWith(key)
                            ? keys.get().stream().filter(id -> !id.equals(key)).toList()
                            : List.of();
            };
        }

        /** With the keys of before, where an answer did not come. */
        public Stand orBefore(Stand before) {
            return keys.isPresent() ? this : new Stand(id, name, before.keys(), reason);
        }
    }

    /** The key that is to be the only one: the youngest; of two that were made together always the same. */
    public static String youngest(List<Held> ring) {
        return ring.stream()
                .max(Comparator.comparing(Held::created).thenComparing(Held::id))
                .orElseThrow()
                .id();
    }

    /** Those where a step is still to be done. */
    public List<Stand> behind(Step step) {
        return stands.stream()
                .filter(stand -> stand.lack(step, key).isPresent())
                .toList();
    }

    /** Whether so few are there that going on would leave the greater part of the zone behind, the one that orders counted. */
    public boolean wouldLoseMost() {
        return 2 * behind(Step.INSTALL).size() > stands.size() + 1;
    }
}
