package org.opsbro.metrology.live;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.opsbro.model.Value;
import org.opsbro.wire.UdpPorts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port that takes packets over UDP: one thread that receives, and hands each to whoever takes it, without allocation. What the kernel had to drop, as its buffer
 * was full, is told: from {@code /proc/net/udp}, the last column.
 */
public final class UdpInlet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UdpInlet.class);
    private static final int LARGEST_PACKET = 65_536;
    private static final int BUFFER_BYTES = 4 << 20;
    private static final long CLOSING_MILLIS = 1000;

    private final DatagramChannel channel;
    private final InetSocketAddress address;
    private final Packets packets;
    private final byte[] bytes = new byte[LARGEST_PACKET];
    private final Thread thread;

    /** Takes packets, one after the other, by the thread that receives. */
    @FunctionalInterface
    public interface Packets {
        /** The first {@code length} bytes are the packet's, until this returns. */
        void take(byte[] bytes, int length);
    }

    /**
     * Listens, and begins to receive.
     *
     * @param name of the thread
     */
    public UdpInlet(String name, InetSocketAddress wanted, Packets packets) throws IOException {
        this.packets = packets;
        channel = UdpPorts.open(wanted, BUFFER_BYTES);
        address = (InetSocketAddress) channel.getLocalAddress();
        thread = Thread.ofPlatform().name(name).daemon().start(this::receive);
    }

    public InetSocketAddress address() {
        return address;
    }

    private void receive() {
        var buffer = ByteBuffer.wrap(bytes);
        while (channel.isOpen()) {
            try {
                buffer.clear();
                if (channel.receive(buffer) != null) packets.take(bytes, buffer.position());
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException ignored) { // of one packet; the next may come
            } catch (RuntimeException bug) {
                LOG.error("{}: a bug", Thread.currentThread().getName(), bug);
            }
        }
    }

    /** Keys: receive_buffer (bytes, as the kernel gave it), kernel_drops (packets; of all sockets of this port). */
    public Value.Fields toValue() {
        var told = Value.object();
        try {
            told.with("receive_buffer", channel.getOption(StandardSocketOptions.SO_RCVBUF));
            var drops = 0L;
            for (var table : new String[] {"/proc/net/udp", "/proc/net/udp6"})
                if (Files.exists(Path.of(table))) drops += drops(Files.readString(Path.of(table)), address.getPort());
            told.with("kernel_drops", drops);
        } catch (IOException closed) {
            LOG.debug("nothing is known of a port that is closed", closed);
        }
        return told.end();
    }

    static long drops(String table, int port) {
        var wanted = ":%04X".formatted(port);
        var drops = 0L;
        for (var line : table.lines().skip(1).toList()) {
            var words = line.strip().split("\\s+");
            if (words.length > 12 && words[1].endsWith(wanted)) drops += Long.parseLong(words[words.length - 1]);
        }
        return drops;
    }

    /** Returns when the port is free again. */
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
