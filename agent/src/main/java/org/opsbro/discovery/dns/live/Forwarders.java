package org.opsbro.discovery.dns.live;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.opsbro.discovery.dns.DnsSettings.Forwarder;
import org.opsbro.discovery.dns.Forwarding;

/**
 * Asks the servers that know what we do not: one after the other, from a port and with an id that nobody can guess, at most {@value #MOST_AT_ONCE}
 * queries together. Blocking, for virtual threads.
 */
final class Forwarders {
    private static final int MOST_AT_ONCE = 256;
    private static final int PATIENCE_MILLIS = 1500;
    private static final int MOST_BYTES = 65_535;
    private static final int MOST_DATAGRAM_BYTES = 8192;

    private final List<InetSocketAddress> servers;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final SecureRandom random = new SecureRandom();
    /** The one that answered last is asked first. */
    private volatile int first;

    Forwarders(List<Forwarder> forwarders) {
        this.servers = forwarders.stream()
                .map(each -> new InetSocketAddress(InetAddress.ofLiteral(each.address()), each.port()))
                .toList();
    }

    /** The answer, with the id of the query; empty if nobody gives one, or too many are asked for already. */
    Optional<byte[]> ask(byte[] query, boolean stream) {
        if (!places.tryAcquire()) return Optional.empty();
        try {
            for (var i = 0; i < servers.size(); i++) {
                var which = (first + i) % servers.size();
                var answer = ask(servers.get(which), query, stream);
                if (answer.isEmpty()) continue;
                first = which;
                return answer;
            }
            return Optional.empty();
        } finally {
            places.release();
        }
    }

    private Optional<byte[]> ask(InetSocketAddress server, byte[] query, boolean stream) {
        var asked = Forwarding.withId(query, random.nextInt(0x10000));
        try {
            var answer = stream ? overTcp(server, asked) : overUdp(server, asked);
            return Forwarding.answers(asked, answer)
                    ? Optional.of(Forwarding.withId(answer, Forwarding.id(query)))
                    : Optional.empty();
        } catch (IOException ignored) { // the next one may answer
            return Optional.empty();
        }
    }

    /** The socket is connected: the kernel lets only this server's packets in. */
    private static byte[] overUdp(InetSocketAddress server, byte[] query) throws IOException {
        var limit = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        try (var socket = new DatagramSocket()) {
            socket.connect(server);
            socket.send(new DatagramPacket(query, query.length));
            var packet = new DatagramPacket(new byte[MOST_DATAGRAM_BYTES], MOST_DATAGRAM_BYTES);
            while (true) {
                var left = (limit - System.nanoTime()) / 1_000_000;
                if (left <= 0) return new byte[0];
                socket.setSoTimeout((int) left);
                socket.receive(packet);
                var answer = Arrays.copyOf(packet.getData(), packet.getLength());
                if (Forwarding.answers(query, answer)) return answer;
            }
        }
    }

    private static byte[] overTcp(InetSocketAddress server, byte[] query) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(server, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            var out = new DataOutputStream(socket.getOutputStream());
            out.write(Forwarding.withLength(query));
            var in = new DataInputStream(socket.getInputStream());
            var length = in.readUnsignedShort();
            if (length > MOST_BYTES) return new byte[0];
            return in.readNBytes(length);
        }
    }
}
