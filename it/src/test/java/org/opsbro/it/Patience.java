package org.opsbro.it;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Waiting for what comes to pass, and ports that nobody uses. */
final class Patience {
    private static final int USUAL_SECONDS = 30;

    private Patience() {}

    /** What is waited for; what it throws ends the wait. */
    interface Condition {
        boolean holds() throws Exception;
    }

    static void within(int seconds, Condition condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(seconds))
                .pollInterval(Duration.ofMillis(100))
                .pollDelay(Duration.ZERO)
                .until(condition::holds);
    }

    static void eventually(Condition condition) {
        within(USUAL_SECONDS, condition);
    }

    /** How long it took, in seconds. */
    static double secondsUntil(int atMost, Condition condition) {
        var start = System.nanoTime();
        within(atMost, condition);
        return (System.nanoTime() - start) / 1e9;
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The first of as many ports in a row that nobody uses, below those the system gives away by itself. */
    static int freePorts(int count) throws IOException {
        for (var first = 20_000 + (int) (ProcessHandle.current().pid() % 1000) * 10; first < 32_000; first += count)
            if (isFree(first, count)) return first;
        throw new IOException("there are no " + count + " free ports in a row below 32000");
    }

    private static boolean isFree(int first, int count) {
        for (var port = first; port < first + count; port++)
            try (var tcp = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    var udp = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
                if (!tcp.isBound() || !udp.isBound()) return false;
            } catch (IOException taken) {
                return false;
            }
        return true;
    }
}
