package org.opsbro.wire;

import java.time.Duration;
import org.opsbro.model.NodeId;

/** What a ping over TCP found. */
public sealed interface Probe {
    /** The agent lives, and proved that it has the key, where there is one. */
    record Answered(NodeId id, Duration roundTrip) implements Probe {}

    /** Something is there and connects, but does not answer as it should: another key, another program, too busy. */
    record Rejected(String why) implements Probe {}

    /**
     * The host lives, the agent does not: its kernel refused the connection. A firewall that rejects looks the same, as TCP tells Java no difference between
     * a reset and an ICMP "port unreachable".
     */
    record Refused() implements Probe {}

    /** There is no way there. */
    record Unreachable(String why) implements Probe {}

    /** Nothing came back in time. */
    record Silent() implements Probe {}
}
