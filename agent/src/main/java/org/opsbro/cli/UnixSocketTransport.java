package org.opsbro.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** HTTP/1.1 over a Unix socket, one connection a call: all a short-lived process needs, and nothing that takes time to load. */
final class UnixSocketTransport implements Transport {
    private final Path socket;

    UnixSocketTransport(Path socket) {
        this.socket = socket;
    }

    @Override
    public Exchange call(String method, String target, byte[] body, Duration timeout) throws IOException {
        if (!Files.exists(socket)) throw new ConnectException("there is no such socket");
        var limit = System.nanoTime() + timeout.toNanos();
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                var selector = Selector.open()) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            var key = channel.register(selector, SelectionKey.OP_WRITE);
            send(channel, key, request(method, target, body), limit);
            return parse(receive(channel, key, limit));
        }
    }

    private static ByteBuffer request(String method, String target, byte[] body) {
        var head = (method + " " + target + " HTTP/1.1\r\nHost: opsbro\r\nConnection: close\r\nContent-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .flip();
    }

    private static void send(SocketChannel channel, SelectionKey key, ByteBuffer bytes, long limit) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) await(key, SelectionKey.OP_WRITE, limit);
        }
    }

    private static byte[] receive(SocketChannel channel, SelectionKey key, long limit) throws IOException {
        var all = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(1 << 16);
        for (int read; (read = channel.read(buffer)) >= 0; buffer.clear()) {
            if (read == 0) await(key, SelectionKey.OP_READ, limit);
            else all.write(buffer.array(), 0, read);
        }
        return all.toByteArray();
    }

    private static void await(SelectionKey key, int operation, long limit) throws IOException {
        key.interestOps(operation);
        var left = (limit - System.nanoTime()) / 1_000_000;
        if (left <= 0 || key.selector().select(left) == 0) throw new IOException("no answer in time");
        key.selector().selectedKeys().clear();
    }

    /** Reads a whole answer whose connection was closed after it. */
    static Exchange parse(byte[] bytes) throws IOException {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        var end = text.indexOf("\r\n\r\n");
        if (end < 0 || !text.startsWith("HTTP/1.") || text.length() < 12)
            throw new IOException("the answer was cut off");
        var head = text.substring(0, end);
        var body = text.substring(end + 4);
        try {
            var status = Integer.parseInt(text.substring(9, 12));
            var whole =
                    head.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding: chunked") ? dechunked(body) : body;
            return new Exchange(status, whole.getBytes(StandardCharsets.ISO_8859_1), head);
        } catch (NumberFormatException | IndexOutOfBoundsException broken) {
            throw new IOException("the answer is not HTTP", broken);
        }
    }

    // RFC 9112 §7.1: size in hex, bytes, and so on until size 0
    private static String dechunked(String body) {
        var whole = new StringBuilder();
        for (var at = 0; ; ) {
            var line = body.indexOf("\r\n", at);
            var size =
                    Integer.parseInt(body.substring(at, line).split(";", 2)[0].strip(), 16);
            if (size == 0) return whole.toString();
            whole.append(body, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
        }
    }
}
