package org.opsbro.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a node tells of itself; it travels whole to the other nodes.
 *
 * @param name its host name
 * @param displayName what people call it, empty without one
 * @param address where other agents reach it, an IPv4 or IPv6 address; empty while unknown
 * @param port of its gossip (UDP) and its HTTP (TCP); its streams are one above
 * @param zone the zone it is in
 * @param relay whether it carries information between its zone and the ones beside it
 * @param definedGroups written in its configuration
 * @param detectedGroups found by its detectors
 * @param services by id, which mostly is the name
 * @param checks how its checks are doing
 * @param links by the name of the other zone, how this relay finds its links to it; empty for others, and never told beyond its own zone
 */
public record Profile(
        String name,
        String displayName,
        String address,
        int port,
        String zone,
        boolean relay,
        SortedSet<String> definedGroups,
        SortedSet<String> detectedGroups,
        SortedMap<String, NodeService> services,
        CheckCounts checks,
        SortedMap<String, ZoneLink> links) {
    public Profile {
        definedGroups = Collections.unmodifiableSortedSet(new TreeSet<>(definedGroups));
        detectedGroups = Collections.unmodifiableSortedSet(new TreeSet<>(detectedGroups));
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
        links = Collections.unmodifiableSortedMap(new TreeMap<>(links));
    }

    /** A profile that says no more than a name and a zone. */
    public static Profile named(String name, String zone) {
        return new Profile(
                name,
                "",
                "",
                0,
                zone,
                false,
                new TreeSet<>(),
                new TreeSet<>(),
                new TreeMap<>(),
                CheckCounts.NONE,
                new TreeMap<>());
    }

    public Profile at(String newAddress, int newPort) {
        return new Profile(
                name,
                displayName,
                newAddress,
                newPort,
                zone,
                relay,
                definedGroups,
                detectedGroups,
                services,
                checks,
                links);
    }

    public Profile calling(String newDisplayName) {
        return new Profile(
                name,
                newDisplayName,
                address,
                port,
                zone,
                relay,
                definedGroups,
                detectedGroups,
                services,
                checks,
                links);
    }

    public Profile in(String newZone, boolean asRelay) {
        return new Profile(
                name,
                displayName,
                address,
                port,
                newZone,
                asRelay,
                definedGroups,
                detectedGroups,
                services,
                checks,
                links);
    }

    public Profile withGroups(SortedSet<String> defined, SortedSet<String> detected) {
        return new Profile(name, displayName, address, port, zone, relay, defined, detected, services, checks, links);
    }

    public Profile withServices(Map<String, NodeService> next) {
        return new Profile(
                name,
                displayName,
                address,
                port,
                zone,
                relay,
                definedGroups,
                detectedGroups,
                new TreeMap<>(next),
                checks,
                links);
    }

    public Profile withChecks(CheckCounts next) {
        return new Profile(
                name, displayName, address, port, zone, relay, definedGroups, detectedGroups, services, next, links);
    }

    public Profile withLinks(SortedMap<String, ZoneLink> next) {
        return new Profile(
                name, displayName, address, port, zone, relay, definedGroups, detectedGroups, services, checks, next);
    }
}
