package org.opsbro.wire;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** What became of a packet that came. */
public sealed interface Opened {
    /** @param plain what was sent; valid until the next packet is opened */
    record Packet(Peer peer, ByteBuffer plain) implements Opened {}

    /** A packet that changes nothing. It was counted. */
    record Refused(Refusal reason, InetSocketAddress from) implements Opened {}
}
