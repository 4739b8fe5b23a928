package org.opsbro.discovery.dns.live;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.opsbro.discovery.dns.Outcome;
import org.opsbro.discovery.dns.Responder;

/**
 * Queries of one asker, each behind its length (RFC 1035 §4.2.2, RFC 7766), answered in their order; those that wait already are answered in one go. It
 * may be silent for 10 seconds; for a query that has begun, and for taking the answer, it has 5.
 */
final class TcpConnection implements AutoCloseable {
    private static final int MOST_QUERY_BYTES = 4096;
    private static final int MOST_BYTES = 65_535;
    private static final long SILENCE_NANOS = 10_000_000_000L;
    private static final long WORK_NANOS = 5_000_000_000L;

    private final Socket socket;
    private final Serving serving;
    private final Responder responder;
    private final ByteBuffer reply = ByteBuffer.allocate(MOST_BYTES);
    private volatile long deadline = System.nanoTime() + SILENCE_NANOS;

    TcpConnection(Socket socket, Serving serving) {
        this.socket = socket;
        this.serving = serving;
        this.responder = serving.responder();
    }

    void endIfOverdue(long now) {
        if (now - deadline < 0) return;
        serving.tally().endedConnections.increment();
        close();
    }

    void serve() {
        try (socket) {
            var in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 2048));
            var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 2048));
            while (answer(read(in), out)) if (in.available() == 0) out.flush();
            out.flush();
        } catch (IOException ignored) { // it is gone, or was ended
        } catch (RuntimeException bug) {
            serving.failed(bug);
        }
    }

    private byte[] read(DataInputStream in) throws IOException {
        deadline = System.nanoTime() + SILENCE_NANOS;
        var high = in.read();
        deadline = System.nanoTime() + WORK_NANOS;
        if (high < 0) throw new EOFException();
        var length = (high << 8) | in.readUnsignedByte();
        if (length > MOST_QUERY_BYTES) {
            serving.tally().count(Outcome.TOO_LONG);
            throw new EOFException();
        }
        var query = new byte[length];
        in.readFully(query);
        return query;
    }

    /** False where it is no use to go on. */
    private boolean answer(byte[] query, DataOutputStream out) throws IOException {
        var outcome = responder.answer(serving.tables().now(), ByteBuffer.wrap(query), reply, MOST_BYTES, false);
        serving.tally().count(outcome);
        if (outcome == Outcome.FORWARDED) {
            var answer = serving.forwarded(query, true);
            out.writeShort(answer.length);
            out.write(answer);
            return true;
        }
        if (!outcome.replies()) return false;
        out.writeShort(reply.limit());
        out.write(reply.array(), 0, reply.limit());
        return true;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException ignored) { // it is of no more use
        }
    }
}
