package org.opsbro.model;

import java.time.Instant;

/**
 * Something a person or a program told its whole zone, or also the zones below it: {@code gossip events add deploy-started}.
 *
 * @param id unique: node, Lamport time and sequence
 * @param type a word of at most {@value #MAX_TYPE} characters, as a group name
 * @param payload free text, empty mostly
 * @param from the node that told it
 * @param at when it was told, by the clock of this node
 * @param zone where it was told
 * @param subZones whether the zones below that hear it too
 */
public record ClusterEvent(
        String id, String type, String payload, NodeId from, Instant at, String zone, boolean subZones) {
    public static final int MAX_TYPE = 64;

    /** Keys: eventid, type, payload, from, ctime, zone, sub_zones. */
    public Value.Fields toValue() {
        return Value.object()
                .with("eventid", id)
                .with("type", type)
                .with("payload", payload)
                .with("from", from.uuid())
                .with("ctime", at.toString())
                .with("zone", zone)
                .with("sub_zones", subZones)
                .end();
    }
}
