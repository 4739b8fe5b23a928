package org.opsbro.bench.kv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/** {@code PUT} and {@code GET /kv/KEY} of an agent. */
public final class HttpClient implements KvClient {
    private final Socket socket;
    private final String token;
    private final String reading;
    private final InputStream in;
    private final OutputStream out;

    /** @param reading what follows the path of a key that is read, {@code ?consistent} say */
    public HttpClient(int port, String token, String reading) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        this.token = token;
        this.reading = reading;
        in = new BufferedInputStream(socket.getInputStream(), 4096);
        out = socket.getOutputStream();
    }

    @Override
    public void put(String key, byte[] value) throws IOException {
        call("PUT", key, value);
    }

    @Override
    public int get(String key) throws IOException {
        return call("GET", key + reading, new byte[0]);
    }

    private int call(String method, String key, byte[] body) throws IOException {
        var head = (method + " /kv/" + key + " HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer " + token
                        + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(ISO_8859_1);
        var all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        out.write(all);
        var status = line();
        var length = 0;
        for (var line = line(); !line.isEmpty(); line = line())
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                length = Integer.parseInt(line.substring(15).strip());
        in.skipNBytes(length);
        if (!status.contains(" 200")) throw new IOException(method + " " + key + ": " + status);
        return length;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (var letter = in.read(); letter != '\n'; letter = in.read()) {
            if (letter < 0) throw new IOException("the agent closed the connection");
            if (letter != '\r') line.append((char) letter);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
