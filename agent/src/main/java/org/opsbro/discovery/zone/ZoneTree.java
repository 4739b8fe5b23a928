package org.opsbro.discovery.zone;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.opsbro.model.Node;
import org.opsbro.model.Profile;
import org.opsbro.model.Value;

/** All zones that are known here. A zone that nobody declared stands alone. */
public final class ZoneTree {
    private static final int DEEPEST = 16;
    private final Map<String, Zone> zones;
    private final Map<String, String> parents;

    private ZoneTree(Map<String, Zone> zones, Map<String, String> parents) {
        this.zones = zones;
        this.parents = parents;
    }

    public static ZoneTree lone(String zone) {
        return of(List.of(new Zone(zone, List.of(), "")), new ArrayList<>());
    }

    /**
     * Plants the tree; of two zones of one name the later wins, a link that would give a zone two parents, or close a circle, is left out.
     *
     * @param problems takes a sentence for each link that was left out
     */
    public static ZoneTree of(Collection<Zone> declared, List<String> problems) {
        Map<String, Zone> zones = new TreeMap<>();
        declared.forEach(zone -> zones.put(zone.name(), zone));
        var parents = new HashMap<String, String>();
        for (var zone : List.copyOf(zones.values()))
            for (var below : zone.subZones()) {
                var other = parents.get(below);
                if (other != null)
                    problems.add("the zone " + below + " is below " + other + " and below " + zone.name()
                            + ": it stays below " + other);
                else if (isAbove(parents, below, zone.name()))
                    problems.add("the zones " + below + " and " + zone.name() + " are below one another: " + zone.name()
                            + " stays below");
                else parents.put(below, zone.name());
                zones.putIfAbsent(below, new Zone(below, List.of(), ""));
            }
        return new ZoneTree(zones, parents);
    }

    private static boolean isAbove(Map<String, String> parents, String above, String below) {
        var here = below;
        for (var depth = 0; depth < DEEPEST; depth++) {
            if (here.equals(above)) return true;
            var next = parents.get(here);
            if (next == null) return false;
            here = next;
        }
        return true;
    }

    public Set<String> names() {
        return zones.keySet();
    }

    public Optional<Zone> named(String name) {
        return Optional.ofNullable(zones.get(name));
    }

    public Optional<String> parent(String zone) {
        return Optional.ofNullable(parents.get(zone));
    }

    /** The zone, then those above it, the nearest first. */
    public List<String> upwards(String zone) {
        List<String> way = new ArrayList<>();
        for (var here = Optional.of(zone); here.isPresent() && way.size() < DEEPEST; here = parent(here.get()))
            way.add(here.get());
        return way;
    }

    /** The zones right below. */
    public List<String> children(String zone) {
        return parents.entrySet().stream()
                .filter(link -> link.getValue().equals(zone))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** All zones below, at any depth. */
    public Set<String> descendants(String zone) {
        var all = new TreeSet<String>();
        for (var name : zones.keySet()) if (isBelow(name, zone)) all.add(name);
        return all;
    }

    /** Whether a zone is below another, at any depth. */
    public boolean isBelow(String zone, String above) {
        return !zone.equals(above) && isAbove(parents, above, zone);
    }

    /** Whether a node of a zone may know of a node: those of its own zone and of the zones below, and the relays of its parent. */
    public boolean sees(String zone, Profile other) {
        if (other.zone().equals(zone) || isBelow(other.zone(), zone)) return true;
        return other.relay() && parent(zone).filter(other.zone()::equals).isPresent();
    }

    /** Whether a child may tell its parent of a node: those of its own zone and of the zones below it. */
    public boolean isToldUp(String child, Profile of) {
        return of.zone().equals(child) || isBelow(of.zone(), child);
    }

    /**
     * Whether a zone hears what is told in another for the zones below it: in one above. A zone that is not known here may be one, as the zones above the
     * parent are known to few.
     */
    public boolean hears(String zone, String above) {
        return isBelow(zone, above) || !zones.containsKey(above);
    }

    /** What a node of a zone may know of. */
    public List<Node> seenFrom(String zone, Collection<Node> nodes) {
        return nodes.stream().filter(node -> sees(zone, node.profile())).toList();
    }

    /** By name: parent (empty for none), sub-zones, is_our_zone, public_key. */
    public Value.Fields toValue(String ours) {
        var all = new LinkedHashMap<String, Value>();
        for (var name : zones.keySet())
            all.put(
                    name,
                    Value.object()
                            .with("name", name)
                            .with("parent", parent(name).orElse(""))
                            .with("sub-zones", Value.texts(children(name)))
                            .with("is_our_zone", name.equals(ours))
                            .with("public_key", named(name).map(Zone::publicKey).orElse(""))
                            .end());
        return Value.fields(all);
    }
}
