package org.opsbro.metrology.zone;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.World;

/**
 * Who keeps which of the series that are no node's own: the living nodes of the group {@code ts} of this zone. Every node that sees the same ones chooses the same for a name,
 * and when one goes or comes only its share moves: the greatest hash of name and node wins (rendezvous hashing, Thaler and Ravishankar 1998).
 *
 * @param owners in the order of their ids
 */
public record Placement(List<NodeId> owners) {
    /** Of the nodes that keep what others take. */
    public static final String GROUP = "ts";

    /** Nobody keeps anything for others. */
    public static final Placement NONE = new Placement(List.of());

    public Placement {
        owners = owners.stream().sorted().distinct().toList();
    }

    /** As a node sees it. */
    public static Placement of(World now) {
        var zone = now.node().zone();
        return new Placement(now.nodes().values().stream()
                .filter(node -> isOwner(node) && node.zone().equals(zone))
                .map(Node::id)
                .toList());
    }

    /** Whether a node keeps series for others of its zone. */
    public static boolean isOwner(Node node) {
        return node.living() && node.isIn(GROUP);
    }

    public boolean isEmpty() {
        return owners.isEmpty();
    }

    /** Who keeps the series of a name; empty where nobody does. */
    public Optional<NodeId> owner(String name) {
        var hash = hash(name);
        var greatest = Long.MIN_VALUE;
        NodeId found = null;
        for (var owner : owners) {
            var weight = mixed(hash ^ hash(owner.uuid()));
            if (found != null && weight <= greatest) continue;
            greatest = weight;
            found = owner;
        }
        return Optional.ofNullable(found);
    }

    // FNV-1a: the same on all nodes and in all versions, or they would not agree
    private static long hash(String text) {
        var hash = 0xcbf2_9ce4_8422_2325L;
        for (var octet : text.getBytes(StandardCharsets.UTF_8)) hash = (hash ^ (octet & 0xff)) * 0x100_0000_01b3L;
        return hash;
    }

    // the end of MurmurHash3: each bit of the weight depends on all of both hashes
    private static long mixed(long bits) {
        var mixed = (bits ^ bits >>> 33) * 0xff51_afd7_ed55_8ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ce_b9fe_1a85_ec53L;
        return mixed ^ mixed >>> 33;
    }
}
