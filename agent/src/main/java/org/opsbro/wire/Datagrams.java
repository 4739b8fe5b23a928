package org.opsbro.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.concurrent.atomic.LongAdder;
import org.opsbro.model.Value;

/**
 * One UDP socket, for a loop of one thread that waits for packets or its next timer, takes all packets that wait, and then runs what is due:
 *
 * <pre>{@code
 * while (running) {
 *     datagrams.await(nanosToNextTimer);
 *     datagrams.poll((packet, from) -> …);
 *     …timers…
 * }
 * }</pre>
 *
 * <p>Another thread may send, wake the loop, or close. What the network answers to a packet that was sent (ICMP) ends nothing.
 */
public final class Datagrams implements AutoCloseable {
    private static final int WANTED_BUFFER_BYTES = 4 * 1024 * 1024;
    private static final int LONGEST =
            2048; // more than any packet of ours, so that a longer one is seen to be too long
    private static final int COST_OF_A_PACKET = 512; // of the kernel's buffer, at least

    private final DatagramChannel channel;
    private final Selector selector;
    private final ByteBuffer packet = ByteBuffer.allocate(LONGEST);
    private final int bufferBytes;
    private final LongAdder received = new LongAdder();
    private final LongAdder receivedBytes = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder unsent = new LongAdder();
    private volatile String lastTrouble = "";

    /** Takes one packet; valid until it returns. */
    @FunctionalInterface
    public interface Handler {
        void take(ByteBuffer packet, InetSocketAddress from);
    }

    /**
     * Binds it, for broadcasts too.
     *
     * @param address port 0 takes a free one
     * @throws IOException if the address or the port cannot be used
     */
    public Datagrams(InetSocketAddress address) throws IOException {
        channel = DatagramChannel.open();
        try {
            selector = Selector.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, WANTED_BUFFER_BYTES);
            channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
            bufferBytes = channel.getOption(StandardSocketOptions.SO_RCVBUF);
            channel.configureBlocking(false);
            channel.bind(address);
            channel.register(selector, SelectionKey.OP_READ);
        } catch (IOException failed) {
            channel.close();
            throw new IOException("cannot take packets on " + address + ": " + failed.getMessage(), failed);
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    /** The kernel's buffer, in bytes; net.core.rmem_max may give less than the 4 MiB that are asked for. */
    public int bufferBytes() {
        return bufferBytes;
    }

    /**
     * Waits until a packet is there, another thread wakes it or closes, or the time is over, rounded up to milliseconds.
     *
     * @return whether a packet is there
     */
    public boolean await(long nanos) throws IOException {
        try {
            if (nanos <= 0) selector.selectNow();
            else selector.select(nanos / 1_000_000 + 1);
            var ready = !selector.selectedKeys().isEmpty();
            selector.selectedKeys().clear();
            return ready;
        } catch (ClosedSelectorException closed) {
            return false;
        }
    }

    /** Lets {@link #await} return now, or at its next call. */
    public void wakeup() {
        selector.wakeup();
    }

    /**
     * Takes all packets that are there, but no more than the kernel's buffer can hold, so that a flood does not keep the caller here for ever.
     *
     * @return how many it took
     */
    public int poll(Handler handler) {
        var taken = 0;
        for (var round = 0; round < 1 + bufferBytes / COST_OF_A_PACKET; round++) {
            try {
                var from = channel.receive(packet.clear());
                if (from == null) return taken;
                taken++;
                received.increment();
                receivedBytes.add(packet.position());
                handler.take(packet.flip(), (InetSocketAddress) from);
            } catch (ClosedChannelException closed) {
                return taken;
            } catch (IOException trouble) {
                lastTrouble =
                        "receiving: " + trouble.getMessage(); // what the network says about a packet that was sent
            }
        }
        return taken;
    }

    /**
     * Hands what remains of a packet to the kernel. Nothing tells whether it arrives.
     *
     * @return whether the kernel took it: false without a route, with a full buffer, after the close
     */
    public boolean send(ByteBuffer bytes, InetSocketAddress to) {
        var length = bytes.remaining();
        try {
            if (!to.isUnresolved() && channel.send(bytes, to) == length) {
                sent.increment();
                sentBytes.add(length);
                return true;
            }
            lastTrouble = "sending to " + to + (to.isUnresolved() ? ": the name is not known" : ": the buffer is full");
        } catch (IOException | UnsupportedAddressTypeException trouble) {
            lastTrouble = "sending to " + to + ": " + trouble.getMessage();
        }
        unsent.increment();
        return false;
    }

    /** Keys: received received_bytes sent sent_bytes unsent buffer_bytes last_trouble. */
    public Value.Fields toValue() {
        return Value.object()
                .with("received", received.sum())
                .with("received_bytes", receivedBytes.sum())
                .with("sent", sent.sum())
                .with("sent_bytes", sentBytes.sum())
                .with("unsent", unsent.sum())
                .with("buffer_bytes", bufferBytes)
                .with("last_trouble", lastTrouble)
                .end();
    }

    /** Ends it, and whoever waits. */
    @Override
    public void close() throws IOException {
        channel.close();
        selector.close();
    }
}
