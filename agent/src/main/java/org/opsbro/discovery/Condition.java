package org.opsbro.discovery;

import java.util.Set;
import org.opsbro.model.NodeId;

/**
 * How gossip is doing here, for {@code agent info} and {@code doctor}.
 *
 * @param living members, this one included
 * @param foreign nodes of other zones
 * @param localHealth from 0, well, to 8
 * @param isolated whether nobody is heard
 * @param queued facts still to be told
 * @param notAdmitted records refused for their zone or want of an address
 * @param tooMany records beyond the most members
 * @param doubted accusations beyond an accuser's budget
 * @param badOrders signed orders that do not hold
 * @param refusedPings requests to ping a stranger, or too many of them
 * @param flapping members that come and go too often
 */
public record Condition(
        int living,
        int suspect,
        int dead,
        int left,
        int foreign,
        int localHealth,
        boolean isolated,
        int queued,
        long notAdmitted,
        long tooMany,
        long doubted,
        long badOrders,
        long refusedPings,
        Set<NodeId> flapping) {
    public Condition {
        flapping = Set.copyOf(flapping);
    }
}
