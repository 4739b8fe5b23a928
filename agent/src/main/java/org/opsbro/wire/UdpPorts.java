package org.opsbro.wire;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/** Ports of UDP that a thread of its own receives on; gossip, which waits for timers too, has {@link Datagrams}. */
public final class UdpPorts {
    private UdpPorts() {}

    /**
     * Binds one, of the family of its address alone.
     *
     * @param address port 0 takes a free one
     * @param bufferBytes wanted of the kernel, which may give less
     */
    public static DatagramChannel open(InetSocketAddress address, int bufferBytes) throws IOException {
        var isSix = address.getAddress() instanceof Inet6Address;
        var channel = DatagramChannel.open(isSix ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, bufferBytes);
            channel.bind(address);
            return channel;
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }
}
