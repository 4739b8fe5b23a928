package org.opsbro.kv.raft.live;

import java.nio.file.Path;
import java.time.Duration;
import org.opsbro.model.NodeId;

/**
 * How a server of a consensus is started.
 *
 * @param group the name of this consensus and of no other, a letter and then letters, digits, {@code -} and {@code _}: servers of another one are not heard
 * @param self a node without {@code :} and {@code /} in its id
 * @param folder of its own: log, vote and snapshots
 * @param founds whether it begins alone, with a vote of its own, where its folder is empty. For the first server of a group, at its first start, and never
 *     again: two that begin alone are two groups. All others are started without, and added by the leader.
 * @param election how long a follower waits for a word of the leader before it asks for votes, and half as much more by chance; the leader says something
 *     ten times as often
 * @param snapshotBytes how much of the log there is at least between two snapshots; half the size of the snapshot if that is more
 * @param patience how long {@link Consensus#readBarrier} waits
 */
public record Settings(
        String group,
        NodeId self,
        Path folder,
        boolean founds,
        Duration election,
        long snapshotBytes,
        Duration patience) {
    public static Settings usual(String group, NodeId self, Path folder, boolean founds) {
        return new Settings(
                group, self, folder, founds, Duration.ofSeconds(1), 16L * 1024 * 1024, Duration.ofSeconds(5));
    }
}
