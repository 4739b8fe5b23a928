package org.opsbro.metrology.graphite.live;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.opsbro.metrology.live.TcpInlet;
import org.opsbro.metrology.live.UdpInlet;
import org.opsbro.model.Value;

/** One port, of TCP and of UDP. */
record Ports(TcpInlet tcp, UdpInlet udp) implements AutoCloseable {
    /** @param port 0 for any that is free */
    static Ports open(InetAddress address, int port, TcpInlet.Streams streams, UdpInlet.Packets packets)
            throws IOException {
        // TCP first: of the two, only its ports may be held by what is closed already
        var tcp = new TcpInlet("graphite", new InetSocketAddress(address, port), streams);
        try {
            return new Ports(tcp, new UdpInlet("graphite", new InetSocketAddress(address, tcp.port()), packets));
        } catch (IOException failed) {
            tcp.close();
            throw failed;
        }
    }

    int port() {
        return tcp.port();
    }

    /** Keys: port, and those of both. */
    Value.Fields toValue() {
        var told = Value.object().with("port", port());
        tcp.toValue().forEach(told::with);
        udp.toValue().forEach(told::with);
        return told.end();
    }

    @Override
    public void close() {
        tcp.close();
        udp.close();
    }
}
