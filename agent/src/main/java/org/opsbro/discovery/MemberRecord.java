package org.opsbro.discovery;

import org.opsbro.model.Node;
import org.opsbro.model.NodeId;

/**
 * All that one agent knows of another, as push/pull exchanges it and as the disk keeps it.
 *
 * @param alive the last that the node told of itself
 * @param incarnation which the state is about
 * @param since when the state began, milliseconds of the epoch
 */
public record MemberRecord(Message.Alive alive, Node.State state, long incarnation, long since) {
    public NodeId id() {
        return alive.id();
    }
}
