package org.opsbro.model;

import java.util.Collections;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A server with an agent, as the cluster knows it.
 *
 * @param name its host name
 * @param displayName what people call it, empty without one
 * @param address where other agents reach it
 * @param definedGroups written in its configuration
 * @param detectedGroups found by its detectors
 */
public record Node(
        NodeId id,
        String name,
        String displayName,
        String address,
        int port,
        String zone,
        State state,
        long incarnation,
        SortedSet<String> definedGroups,
        SortedSet<String> detectedGroups) {
    public enum State {
        ALIVE,
        SUSPECT,
        DEAD,
        LEAVE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Node {
        definedGroups = Collections.unmodifiableSortedSet(new TreeSet<>(definedGroups));
        detectedGroups = Collections.unmodifiableSortedSet(new TreeSet<>(detectedGroups));
    }

    public boolean isIn(String group) {
        return definedGroups.contains(group) || detectedGroups.contains(group);
    }

    /** Defined and detected together. */
    public SortedSet<String> groups() {
        var all = new TreeSet<>(definedGroups);
        all.addAll(detectedGroups);
        return all;
    }

    public Node withDetectedGroups(SortedSet<String> groups) {
        return new Node(id, name, displayName, address, port, zone, state, incarnation, definedGroups, groups);
    }

    public Node withDefinedGroups(SortedSet<String> groups) {
        return new Node(id, name, displayName, address, port, zone, state, incarnation, groups, detectedGroups);
    }

    public Node withAddress(String newAddress) {
        return new Node(
                id, name, displayName, newAddress, port, zone, state, incarnation, definedGroups, detectedGroups);
    }

    /** Keys of the original's record: uuid name display_name addr port zone state incarnation groups defined_groups detected_groups. */
    public Value.Fields toValue() {
        return Value.object()
                .with("uuid", id.uuid())
                .with("name", name)
                .with("display_name", displayName)
                .with("addr", address)
                .with("port", port)
                .with("zone", zone)
                .with("state", state.word())
                .with("incarnation", incarnation)
                .with("groups", Value.texts(groups()))
                .with("defined_groups", Value.texts(definedGroups))
                .with("detected_groups", Value.texts(detectedGroups))
                .end();
    }
}
