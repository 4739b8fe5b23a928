package org.opsbro.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An agent of canned answers on a Unix socket; it keeps what it was asked. Of several answers to one call each is given once, the last for ever. */
public final class FakeAgent implements AutoCloseable {
    public static final int GONE = 0;
    private final Path folder;
    private final ServerSocketChannel server;
    private final Map<String, Deque<Canned>> answers = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();

    private volatile String headers = "";

    private volatile Others others =
            call -> new Canned(404, "{\"error\": \"no canned answer to " + call.replace('"', '\'') + "\"}");

    /** An answer; of the status {@link #GONE} there is none, and the connection ends. */
    public record Canned(int status, String body) {}

    /** Answers what has no answer of its own: {@code POST /kv/a value}. */
    public interface Others {
        Canned answer(String call);
    }

    public FakeAgent() throws IOException {
        folder = Files.createTempDirectory("opsbro-cli");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket()));
        Thread.ofVirtual().start(this::serve);
    }

    /** The data folder, which holds the socket. */
    public Path folder() {
        return folder;
    }

    public Path socket() {
        return folder.resolve("opsbro.sock");
    }

    /** {@code answering("GET /agent/uuid", "\"abc\"")}. */
    public FakeAgent answering(String call, String json) {
        return answering(call, 200, json);
    }

    public FakeAgent answering(String call, int status, String json) {
        answers.computeIfAbsent(call, key -> new ArrayDeque<>()).add(new Canned(status, json));
        return this;
    }

    public FakeAgent answering(Others all) {
        others = all;
        return this;
    }

    /** With this header, and no other, in all answers from now on. */
    public FakeAgent telling(String name, String value) {
        headers = name + ": " + value + "\r\n";
        return this;
    }

    /** {@code PUT /kv/a value}, in order. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket());
        Files.deleteIfExists(folder);
    }

    private void serve() {
        try {
            while (true) {
                try (var channel = server.accept()) {
                    answer(channel);
                }
            }
        } catch (ClosedChannelException closed) {
            return; // the test is over
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private void answer(SocketChannel channel) throws IOException {
        var reader = new BufferedReader(
                new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.ISO_8859_1));
        var call = reader.readLine().replace(" HTTP/1.1", "");
        var length = 0;
        for (var line = reader.readLine(); !line.isEmpty(); line = reader.readLine())
            if (line.startsWith("Content-Length: ")) length = Integer.parseInt(line.substring(16));
        var body = new char[length];
        for (var read = 0; read < length; ) read += reader.read(body, read, length - read);
        var text = new String(new String(body).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        calls.add((call + " " + text).strip());
        var canned = next(call, text);
        if (canned.status() == GONE) return;
        var bytes = canned.body().getBytes(StandardCharsets.UTF_8);
        var head = "HTTP/1.1 " + canned.status() + " x\r\nContent-Length: " + bytes.length + "\r\n" + headers
                + "Connection: close\r\n\r\n";
        channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1)));
        for (var left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) channel.write(left);
    }

    private Canned next(String call, String body) {
        var canned = answers.get(call);
        if (canned == null) return others.answer((call + " " + body).strip());
        return canned.size() > 1 ? canned.removeFirst() : canned.getFirst();
    }
}
