package org.opsbro.metrology.outward.live;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a port that takes all and says nothing, as carbon's. What is written may be lost with the other one, so each time the stream is ended and it is waited for the
 * end of the other side: who took all closes too, who died before resets it, and then it is sent again.
 */
final class TcpCarrier implements Carrier {
    private static final int CONNECT_MILLIS = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST = 64;
    /** What the other one may say, though it should not. */
    private static final int MOST_SAID = 64 << 10;

    private final String host;
    private final int port;
    private final IntPredicate ours;
    private volatile boolean closed;
    private volatile @Nullable Socket open;

    /** @param ours whether this agent itself takes samples on a port of this machine */
    TcpCarrier(String host, int port, IntPredicate ours) {
        this.host = host;
        this.port = port;
        this.ours = ours;
    }

    @Override
    public int most() {
        return MOST;
    }

    @Override
    public String place() {
        return host + ":" + port;
    }

    @Override
    public Answer send(List<byte[]> pieces) {
        try (var socket = new Socket()) {
            open = socket;
            if (closed) return Answer.Later.because("it ends");
            var watch = Thread.ofVirtual().start(() -> cutLate(socket));
            try {
                return sent(socket, pieces);
            } finally {
                watch.interrupt();
            }
        } catch (UnknownHostException unknown) {
            return Answer.Later.because("the name " + host + " is unknown");
        } catch (SocketTimeoutException late) {
            return Answer.Later.because("no answer from " + place());
        } catch (IOException failed) {
            return Answer.Later.because(place() + ": " + failed.getMessage());
        } finally {
            open = null;
        }
    }

    /** Writing has no time limit of its own. */
    private static void cutLate(Socket socket) {
        try {
            Thread.sleep(PATIENCE);
            socket.close();
        } catch (InterruptedException done) {
            // it was in time
        } catch (IOException ignored) { // it is of no more use
        }
    }

    private Answer sent(Socket socket, List<byte[]> pieces) throws IOException {
        socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
        if (ours.test(port) && NetworkInterface.getByInetAddress(socket.getInetAddress()) != null)
            return Answer.Later.because(place() + " is this agent itself, which would send for ever what it sends");
        var out = socket.getOutputStream();
        for (var piece : pieces) out.write(piece);
        socket.shutdownOutput();
        var in = socket.getInputStream();
        var said = new byte[1024];
        var sum = 0;
        for (var got = in.read(said); got >= 0; got = in.read(said)) {
            sum += got;
            if (sum > MOST_SAID) return Answer.Later.because(place() + " talks: it takes no lines of Graphite");
        }
        return new Answer.Taken();
    }

    @Override
    public void close() {
        closed = true;
        var socket = open;
        try {
            if (socket != null) socket.close();
        } catch (IOException ignored) { // it is of no more use
        }
    }
}
