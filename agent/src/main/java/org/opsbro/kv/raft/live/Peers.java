package org.opsbro.kv.raft.live;

import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.util.Endpoint;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.opsbro.model.NodeId;

/** Servers as the engine names them: it wants an address, and gets the id of the node, so that a server stays the same when its address changes. */
final class Peers {
    private static final int PORT = 1;

    private Peers() {}

    /** @throws IllegalArgumentException if the engine could not read the id back */
    static PeerId peer(NodeId node) {
        if (node.uuid().chars().anyMatch(letter -> letter == ':' || letter == '/' || letter == ',' || letter <= ' '))
            throw new IllegalArgumentException(
                    "the node " + node + " cannot be in a consensus: its id has a space or one of : / ,");
        return new PeerId(node.uuid(), PORT);
    }

    static NodeId node(Endpoint endpoint) {
        return new NodeId(endpoint.getIp());
    }

    /** Empty for the engine's word for nobody. */
    static Optional<NodeId> node(PeerId peer) {
        return peer.isEmpty() ? Optional.empty() : Optional.of(node(peer.getEndpoint()));
    }

    static Set<NodeId> nodes(Collection<PeerId> peers) {
        var nodes = new TreeSet<NodeId>();
        for (var peer : peers) nodes.add(node(peer.getEndpoint()));
        return nodes;
    }
}
