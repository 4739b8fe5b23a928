package org.opsbro.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A connection to the socket of an agent, made when it is needed. A call without an answer in time is given up, and its connection with it. One thread's. */
final class SocketCalls implements AutoCloseable {
    private final Path socket;
    private final Duration patience;
    private final AtomicLong number = new AtomicLong();

    @Nullable
    private SocketChannel channel;

    private InputStream in = InputStream.nullInputStream();

    SocketCalls(Path socket, Duration patience) {
        this.socket = socket;
        this.patience = patience;
    }

    record Answer(int status, Map<String, String> headers, String body) {
        /** Nothing was done, and may be when it is asked again. */
        boolean undone() {
            return headers.containsKey("x-opsbro-again") || status == 507;
        }
    }

    /** Nobody heard the call. */
    static final class Unheard extends IOException {
        private static final long serialVersionUID = 1;

        Unheard(IOException cause) {
            super(cause);
        }
    }

    /** @throws IOException if there is no answer: it may have been heard or not */
    Answer call(String method, String target, String body) throws IOException {
        var mine = number.incrementAndGet();
        var open = connected();
        var late = CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS);
        late.execute(() -> {
            if (number.get() == mine) close(open);
        });
        try {
            var content = body.getBytes(UTF_8);
            var head = (method + " " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + content.length
                            + "\r\n\r\n")
                    .getBytes(ISO_8859_1);
            var all = ByteBuffer.allocate(head.length + content.length)
                    .put(head)
                    .put(content)
                    .flip();
            while (all.hasRemaining()) open.write(all);
            return answer();
        } catch (IOException broke) {
            close();
            throw broke;
        } finally {
            number.incrementAndGet();
        }
    }

    private SocketChannel connected() throws Unheard {
        var known = channel;
        if (known != null && known.isOpen()) return known;
        try {
            var made = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel = made;
            made.connect(UnixDomainSocketAddress.of(socket));
            in = new BufferedInputStream(Channels.newInputStream(made));
            return made;
        } catch (IOException down) {
            close();
            throw new Unheard(down);
        }
    }

    private Answer answer() throws IOException {
        var status = Integer.parseInt(line().split(" ", 3)[1]);
        Map<String, String> headers = new TreeMap<>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            var parts = line.split(":", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
        }
        var length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        var body = in.readNBytes(length);
        if (body.length < length) throw new EOFException("it broke off");
        return new Answer(status, headers, new String(body, UTF_8));
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (var letter = in.read(); letter != '\n'; letter = in.read()) {
            if (letter < 0) throw new EOFException("it was closed");
            if (letter != '\r') line.append((char) letter);
        }
        return line.toString();
    }

    private static void close(SocketChannel open) {
        try {
            open.close();
        } catch (IOException ignored) {
            // it is given up
        }
    }

    @Override
    public void close() {
        var open = channel;
        channel = null;
        if (open != null) close(open);
    }
}
