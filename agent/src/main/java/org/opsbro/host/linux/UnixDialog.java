package org.opsbro.host.linux;

import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A dialog over a Unix socket that ends within its time. Such a socket has no read timeout in Java: closing the channel ends the read. */
final class UnixDialog implements AutoCloseable {
    private final SocketChannel channel;
    private final Deadline deadline;

    private UnixDialog(SocketChannel channel, Duration limit) {
        this.channel = channel;
        this.deadline = new Deadline(limit, channel);
    }

    static UnixDialog open(String path, Duration limit) throws IOException {
        return new UnixDialog(SocketChannel.open(UnixDomainSocketAddress.of(path)), limit);
    }

    void say(byte[] bytes) throws IOException {
        for (var left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) channel.write(left);
    }

    void saidAll() throws IOException {
        channel.shutdownOutput();
    }

    InputStream heard() {
        return Channels.newInputStream(channel);
    }

    @Override
    public void close() throws IOException {
        deadline.close();
        channel.close();
    }
}
