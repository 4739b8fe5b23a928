package org.opsbro.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Somebody in the middle of one connection, who changes or cuts off what goes one way. */
final class Tampering implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final InetSocketAddress server;
    private final boolean upwards;
    private final int at;
    private final boolean cut;

    /**
     * @param upwards whether what the client sends is touched, else what the server sends
     * @param at the byte, counted from the start of the connection
     * @param cut whether the connection ends before this byte; else one bit of it is changed
     */
    Tampering(InetSocketAddress server, boolean upwards, int at, boolean cut) throws IOException {
        this.server = server;
        this.upwards = upwards;
        this.at = at;
        this.cut = cut;
        Thread.ofVirtual().start(this::run);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private void run() {
        try (var client = listener.accept();
                var onward = new Socket(server.getAddress(), server.getPort())) {
            client.setTcpNoDelay(true);
            onward.setTcpNoDelay(true);
            var back = Thread.ofVirtual().start(() -> pass(onward, client, !upwards));
            pass(client, onward, upwards);
            back.join();
        } catch (IOException | InterruptedException over) {
            // so is the test
        }
    }

    private void pass(Socket from, Socket to, boolean touched) {
        try {
            pass(from.getInputStream(), to.getOutputStream(), touched);
            to.shutdownOutput();
        } catch (IOException over) {
            Deadlines.closeQuietly(from); // one end gave up, as it should: let the other know
            Deadlines.closeQuietly(to);
        }
    }

    private void pass(InputStream in, OutputStream out, boolean touched) throws IOException {
        var position = 0;
        for (var one = in.read(); one >= 0; one = in.read()) {
            var hit = touched && position++ == at;
            if (hit && cut) return;
            out.write(hit ? one ^ 1 : one);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
