package org.opsbro.kv.raft.live;

import java.io.IOException;
import java.time.Duration;
import org.opsbro.model.NodeId;
import org.opsbro.wire.Stream;

/** Opens streams to other servers of the consensus; the other end gives them to its {@link Consensus#serve}. */
@FunctionalInterface
public interface Dialer {
    /**
     * Opens one, blocking.
     *
     * @param patience for connecting; also how long the stream may be silent before it is given up
     * @throws IOException if that server cannot be reached now
     */
    Stream dial(NodeId to, Duration patience) throws IOException;
}
