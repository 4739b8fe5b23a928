package org.opsbro.kv.raft.live;

import java.io.IOException;
import java.util.Optional;
import org.opsbro.model.NodeId;

/** Why a consensus did not do what it was asked to. */
public abstract sealed class ConsensusException extends IOException {
    private static final long serialVersionUID = 1;

    ConsensusException(String message) {
        super(message);
    }

    /** This server does not lead: nothing was done. */
    public static final class NotLeader extends ConsensusException {
        private static final long serialVersionUID = 1;
        private final transient Optional<NodeId> leader;

        NotLeader(Optional<NodeId> leader) {
            super("this server does not lead: "
                    + leader.map(node -> node + " does").orElse("nobody is known to"));
            this.leader = leader;
        }

        public Optional<NodeId> leader() {
            return leader;
        }
    }

    /** It has too much to do, or is about to change hands: nothing was done, try again. */
    public static final class Busy extends ConsensusException {
        private static final long serialVersionUID = 1;

        Busy(String message) {
            super(message);
        }
    }

    /** There is too little room on the disk of this server: nothing was done. */
    public static final class Full extends ConsensusException {
        private static final long serialVersionUID = 1;

        Full() {
            super("there is too little room on the disk of the server that leads");
        }
    }

    /** It does not do that, and will not: nothing was done. */
    public static final class Refused extends ConsensusException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /** Leadership was lost, the time is over, or it was closed: it may happen, or have happened, all the same. */
    public static final class Unsure extends ConsensusException {
        private static final long serialVersionUID = 1;

        Unsure(String message) {
            super(message);
        }
    }
}
