package org.opsbro.wire;

import java.net.InetSocketAddress;
import org.opsbro.model.NodeId;

/**
 * The agent at the other end of a stream or the sender of a packet.
 *
 * @param id what it calls itself; anybody who holds the key of the zone may call itself so
 * @param zone the zone whose key sealed what it sent
 * @param sealed false where neither end has a key and all is in clear
 */
public record Peer(NodeId id, String zone, boolean sealed, InetSocketAddress address) {}
