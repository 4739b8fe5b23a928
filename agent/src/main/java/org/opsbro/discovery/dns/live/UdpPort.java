package org.opsbro.discovery.dns.live;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.opsbro.discovery.dns.Outcome;
import org.opsbro.discovery.dns.Responder;
import org.opsbro.wire.UdpPorts;

/** One address over UDP: a thread that receives, answers and sends, one query after the other; those that are forwarded wait on threads of their own. */
final class UdpPort implements AutoCloseable {
    private static final int MOST_QUERY_BYTES = 4096;
    private static final int MOST_BYTES = 8192;
    /** To whom may be anybody, no more than passes in one piece: a forged sender must not be flooded. */
    private static final int MOST_BYTES_FAR = 1232;

    private static final int BUFFER_BYTES = 1 << 20;
    private static final long CLOSING_MILLIS = 1000;

    private final DatagramChannel channel;
    private final Serving serving;
    private final Responder responder;
    private final ByteBuffer query = ByteBuffer.allocateDirect(MOST_QUERY_BYTES + 1);
    private final ByteBuffer reply = ByteBuffer.allocateDirect(MOST_BYTES);
    private final Thread thread = Thread.ofPlatform().name("dns").daemon().unstarted(this::serve);

    UdpPort(InetSocketAddress address, Serving serving) throws IOException {
        this.serving = serving;
        this.responder = serving.responder();
        channel = UdpPorts.open(address, BUFFER_BYTES);
    }

    void start() {
        thread.start();
    }

    private void serve() {
        while (channel.isOpen()) {
            try {
                query.clear();
                var from = channel.receive(query);
                query.flip();
                if (from != null) answer(from);
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException ignored) { // one asker cannot be reached: the next may be
            } catch (RuntimeException bug) {
                serving.failed(bug);
            }
        }
    }

    private void answer(SocketAddress from) throws IOException {
        if (query.limit() > MOST_QUERY_BYTES) {
            serving.tally().count(Outcome.TOO_LONG);
            return;
        }
        var most = near(from) ? MOST_BYTES : MOST_BYTES_FAR;
        var outcome = responder.answer(serving.tables().now(), query, reply, most, true);
        serving.tally().count(outcome);
        if (outcome == Outcome.FORWARDED) forward(from);
        else if (outcome.replies()) channel.send(reply, from);
    }

    private static boolean near(SocketAddress from) {
        return from instanceof InetSocketAddress known && near(known.getAddress());
    }

    private static boolean near(InetAddress address) {
        if (address.isLoopbackAddress() || address.isSiteLocalAddress() || address.isLinkLocalAddress()) return true;
        return address instanceof Inet6Address six && (six.getAddress()[0] & 0xfe) == 0xfc; // RFC 4193
    }

    private void forward(SocketAddress from) {
        var asked = new byte[query.limit()];
        query.get(0, asked);
        Thread.ofVirtual().name("dns forward").start(() -> {
            var answer = serving.forwarded(asked, false);
            try {
                channel.send(ByteBuffer.wrap(answer), from);
            } catch (IOException ignored) { // the asker is gone, or the listener
            }
        });
    }

    /** Returns when the port is free again: while the thread still receives, it is not. */
    @Override
    public void close() {
        try {
            channel.close();
            thread.join(CLOSING_MILLIS);
        } catch (IOException ignored) { // it is of no more use
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
