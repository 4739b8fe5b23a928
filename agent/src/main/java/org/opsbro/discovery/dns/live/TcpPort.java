package org.opsbro.discovery.dns.live;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One address over TCP: each connection on a virtual thread, at most {@value #MOST_CONNECTIONS} of them. */
final class TcpPort implements AutoCloseable {
    static final int MOST_CONNECTIONS = 64;
    private static final int BACKLOG = 64;

    private final ServerSocket socket = new ServerSocket();
    private final Serving serving;
    private final Set<TcpConnection> connections = ConcurrentHashMap.newKeySet();

    TcpPort(InetSocketAddress address, Serving serving) throws IOException {
        this.serving = serving;
        try {
            socket.bind(address, BACKLOG);
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }

    int connections() {
        return connections.size();
    }

    void start() {
        Thread.ofVirtual().name("dns accept").start(this::accept);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                open(socket.accept());
            } catch (IOException ignored) { // closed, or one that was gone before it was taken
            }
        }
    }

    private void open(Socket asker) throws IOException {
        if (connections.size() >= MOST_CONNECTIONS) {
            serving.tally().endedConnections.increment();
            asker.close();
            return;
        }
        var connection = new TcpConnection(asker, serving);
        connections.add(connection);
        Thread.ofVirtual().name("dns connection").start(() -> {
            try {
                connection.serve();
            } finally {
                connections.remove(connection);
            }
        });
    }

    /** Ends the connections that are silent or slow for too long: called each second. */
    void endOverdue(long nanos) {
        for (var connection : connections) connection.endIfOverdue(nanos);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException ignored) { // it is of no more use
        }
        connections.forEach(TcpConnection::close);
    }
}
