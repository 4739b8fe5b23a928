package org.opsbro.discovery.zone;

import java.util.List;
import java.util.Optional;
import org.opsbro.model.GroupName;
import org.opsbro.pack.Keys;

/**
 * A place of nodes in a tree of places.
 *
 * @param subZones the zones right below it
 * @param publicKey of its authority (Ed25519, base64): what the relays and orders of this zone are checked with; empty where none is pinned
 */
public record Zone(String name, List<String> subZones, String publicKey) {
    public Zone {
        subZones = List.copyOf(subZones);
    }

    /** Reads {@code zone: {name, sub-zones, public-key}}; what is wrong is reported on its keys, and then it is empty. */
    public static Optional<Zone> from(Keys keys) {
        var name = keys.requiredText("name");
        var below = keys.texts("sub-zones");
        var key = keys.text("public-key").orElse("");
        if (!name.isEmpty() && !GroupName.isOne(name)) keys.problem("name", refusal(name));
        for (var each : below) {
            if (!GroupName.isOne(each)) keys.problem("sub-zones", refusal(each));
            if (each.equals(name)) keys.problem("sub-zones", "the zone " + name + " cannot be below itself");
        }
        keys.end();
        return keys.broken() ? Optional.empty() : Optional.of(new Zone(name, below, key));
    }

    private static String refusal(String name) {
        return "found \"" + name + "\", want letters, digits and _ - . : only, at most " + GroupName.MAX_LENGTH;
    }
}
