package org.opsbro.agent.shared;

import java.time.Duration;
import java.util.List;
import org.opsbro.kv.Command;
import org.opsbro.kv.Session;
import org.opsbro.kv.live.KvKeeper;
import org.opsbro.kv.live.KvKeeper.Freshness;
import org.opsbro.kv.live.Unavailable;
import org.opsbro.model.Node;
import org.opsbro.model.World;

/** Ends sessions of nodes that are gone: those that left at once, those that died when they did so a while ago, for gossip may be wrong. On the leader. */
final class SessionEnds {
    private static final Duration DEAD_FOR = Duration.ofSeconds(15);

    private final KvKeeper keeper;

    SessionEnds(KvKeeper keeper) {
        this.keeper = keeper;
    }

    void take(World now) throws Unavailable, InterruptedException {
        List<Session> sessions =
                keeper.read(Freshness.STALE, shelf -> shelf.counters().sessions() == 0 ? List.of() : shelf.sessions());
        for (var session : sessions)
            if (isGone(session.node(), now)) keeper.tell(new Command.SessionDestroy(session.id()), "");
    }

    /** Nodes of a name that nobody knows are none of ours. */
    static boolean isGone(String name, World now) {
        var known = now.nodes().values().stream()
                .filter(node -> node.name().equals(name)
                        && node.zone().equals(now.node().zone()))
                .toList();
        return !known.isEmpty() && known.stream().allMatch(node -> isGone(node, now));
    }

    private static boolean isGone(Node node, World now) {
        return switch (node.state()) {
            case LEAVE -> true;
            case DEAD -> !node.since().plus(DEAD_FOR).isAfter(now.at());
            case ALIVE, SUSPECT -> false;
        };
    }
}
