package org.opsbro.agent.shared;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongPredicate;
import org.opsbro.discovery.Address;
import org.opsbro.discovery.live.Conversations;
import org.opsbro.metrology.zone.live.Neighbours;
import org.opsbro.model.Malformed;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Stream;
import org.opsbro.wire.Streams;

/** Makes calls to other agents. Streams are used again for a few seconds, where that is wanted. For any thread. */
final class Caller {
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration KEPT = Duration.ofSeconds(5);
    private static final int MOST_ANSWER = 64 * 1024 * 1024;

    private final Streams streams;
    private final String purpose;
    private final boolean sealed;
    private final int mostKept;
    private final ConcurrentMap<NodeId, Deque<Idle>> idle = new ConcurrentHashMap<>();

    private record Idle(Stream stream, long since) {}

    /**
     * Callers of one purpose.
     *
     * @param sealed whether calls in clear are refused
     * @param mostKept streams that are kept for the next call, to each node; where there are some, {@link #tidy} is to be called now and then
     */
    Caller(Streams streams, String purpose, boolean sealed, int mostKept) {
        this.streams = streams;
        this.purpose = purpose;
        this.sealed = sealed;
        this.mostKept = mostKept;
    }

    /** That the other one could not be asked at all. */
    static final class Unasked extends IOException {
        private static final long serialVersionUID = 1;

        Unasked(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Opens one that is sealed. */
    static Stream open(Streams streams, Node to, String purpose, Duration patience) throws IOException {
        return open(streams, to, purpose, patience, true);
    }

    private static Stream open(Streams streams, Node to, String purpose, Duration patience, boolean sealed)
            throws IOException {
        if (!Address.isTold(to.profile())) throw new IOException(to.name() + " does not say where it is");
        var stream = streams.open(Conversations.streamsOf(Address.of(to.profile())), to.zone(), purpose, patience);
        var known = stream.peer().id().equals(to.id());
        if (known && (stream.peer().sealed() || !sealed)) return stream;
        stream.close();
        throw new IOException(
                known ? "what this node sends is not sealed" : "another agent is at the address of " + to.name());
    }

    /**
     * Makes a call. An answer that goes on keeps its stream until it is read to its end.
     *
     * @throws Unasked if the other one cannot have heard of it
     * @throws IOException if there is no answer: it may have been done or not
     */
    Reply call(Node to, Request request) throws IOException {
        return call(to, request, Neighbours.upTo(MOST_ANSWER));
    }

    /** As {@link #call(Node, Request)}, where several answers share the room for their bytes. */
    Reply call(Node to, Request request, LongPredicate room) throws IOException {
        var stream = stream(to);
        try {
            stream.send(CallCodec.call(request));
            for (var piece : CallCodec.pieces(request.body())) stream.send(piece);
            var frame = next(stream);
            var head = CallCodec.head(frame);
            if (head.contentType().startsWith("text/event-stream"))
                return new Reply(head.status(), head.contentType(), head.headers(), new byte[0], Optional.of(sink -> {
                    try (stream) {
                        for (var piece = next(stream); piece[0] == CallCodec.PIECE; piece = next(stream))
                            sink.send(content(piece));
                    }
                }));
            var body = new ByteArrayOutputStream();
            for (var piece = next(stream); piece[0] == CallCodec.PIECE; piece = next(stream)) {
                body.write(piece, 1, piece.length - 1);
                if (!room.test(piece.length - 1)) throw new IOException("its answer is too long");
            }
            keep(to.id(), stream);
            return new Reply(head.status(), head.contentType(), head.headers(), body.toByteArray(), Optional.empty());
        } catch (Malformed bad) {
            stream.close();
            throw new IOException(to.name() + " answers what cannot be read: " + bad.getMessage(), bad);
        } catch (IOException | RuntimeException failed) {
            stream.close();
            throw failed;
        }
    }

    private Stream stream(Node to) throws Unasked {
        var known = idle.get(to.id());
        if (known != null)
            for (var each = known.pollFirst(); each != null; each = known.pollFirst()) {
                if (System.nanoTime() - each.since() < KEPT.toNanos()) return each.stream();
                each.stream().close();
            }
        try {
            return open(streams, to, purpose, PATIENCE, sealed);
        } catch (IOException unreachable) {
            throw new Unasked(String.valueOf(unreachable.getMessage()), unreachable);
        }
    }

    private void keep(NodeId to, Stream stream) {
        if (mostKept == 0) {
            stream.close();
            return;
        }
        var kept = idle.computeIfAbsent(to, id -> new ConcurrentLinkedDeque<>());
        if (kept.size() >= mostKept) stream.close();
        else kept.addFirst(new Idle(stream, System.nanoTime()));
    }

    /** Closes what nobody used for a while. */
    void tidy() {
        for (var kept : idle.values())
            for (var each = kept.pollLast(); each != null; each = kept.pollLast()) {
                if (System.nanoTime() - each.since() < KEPT.toNanos()) {
                    kept.addLast(each);
                    break;
                }
                each.stream().close();
            }
    }

    /** The next frame that says more than that it lasts. */
    private static byte[] next(Stream stream) throws IOException {
        while (true) {
            var frame = stream.receive().orElseThrow(() -> new IOException("it ended the conversation"));
            if (frame.length == 0) throw new IOException("an empty frame");
            if (frame[0] != CallCodec.WAIT) return frame;
        }
    }

    private static byte[] content(byte[] piece) {
        return java.util.Arrays.copyOfRange(piece, 1, piece.length);
    }
}
