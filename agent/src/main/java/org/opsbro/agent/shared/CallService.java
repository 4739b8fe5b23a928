package org.opsbro.agent.shared;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.opsbro.agent.api.KvCalls;
import org.opsbro.model.Malformed;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Router;
import org.opsbro.wire.Stream;
import org.opsbro.wire.Streams;

/** Answers the calls of other agents of the zone: see {@link CallCodec}. One after the other on a stream. */
final class CallService implements Streams.Service {
    static final String PURPOSE = "kv";
    /** In the query of a call for somebody who is not trusted with all: he is told what anybody is. */
    static final String FOR_ANYBODY = "_anybody";

    private static final int MOST_STREAMS = 64;
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(1);

    private final Supplier<World> world;
    private final Router sealed;
    private final Optional<Router> clear;
    private final Semaphore places = new Semaphore(MOST_STREAMS);

    private CallService(Supplier<World> world, Router sealed, Optional<Router> clear) {
        this.world = world;
        this.sealed = sealed;
        this.clear = clear;
    }

    /** Answers on sealed streams only. */
    static CallService sealed(Supplier<World> world, List<Route> routes) {
        return new CallService(world, new Router(routes), Optional.empty());
    }

    /** Answers in clear too what is open to all over TCP. */
    static CallService reading(Supplier<World> world, List<Route> routes) {
        var open = routes.stream()
                .filter(route -> route.access() == Route.Access.OPEN)
                .toList();
        return new CallService(world, new Router(routes), Optional.of(new Router(open)));
    }

    @Override
    public void serve(Stream stream) throws IOException {
        var router = stream.peer().sealed()
                ? sealed
                : clear.orElseThrow(() ->
                        new IOException("a shared store is talked about on sealed streams only: give the zone a key"));
        if (!stream.peer().zone().equals(world.get().node().zone())) throw new IOException("it is of another zone");
        var busy = !places.tryAcquire();
        try {
            for (var frame = stream.receive(); frame.isPresent(); frame = stream.receive()) {
                var request = request(frame.get(), stream);
                answer(busy ? CallService::busy : () -> router.answer(request), stream);
                if (busy) return;
            }
        } catch (Malformed bad) {
            throw new IOException("a call that cannot be read: " + bad.getMessage(), bad);
        } finally {
            if (!busy) places.release();
        }
    }

    private static Reply busy() {
        return Reply.error(503, "this node answers " + MOST_STREAMS + " others already")
                .with(KvCalls.AGAIN, "1");
    }

    private static Request request(byte[] frame, Stream stream) throws IOException {
        var call = CallCodec.call(frame);
        var body = new ByteArrayOutputStream(call.bodyBytes());
        while (body.size() < call.bodyBytes()) {
            var piece = stream.receive().orElseThrow(() -> new IOException("it broke off in the middle of a call"));
            if (piece.length < 2 || piece[0] != CallCodec.PIECE || piece.length - 1 > call.bodyBytes() - body.size())
                throw new IOException("a piece of a call that does not fit");
            body.write(piece, 1, piece.length - 1);
        }
        return new Request(
                call.method(),
                call.path(),
                new TreeMap<>(),
                call.query(),
                body.toByteArray(),
                stream.peer().sealed() && !call.query().containsKey(FOR_ANYBODY),
                Request.Waiting::here);
    }

    /** Says now and then that it is there, until all is written; a caller that is gone is noticed by it. */
    private static void answer(Supplier<Reply> reply, Stream stream) throws IOException {
        var sending = new ReentrantLock();
        var done = new CompletableFuture<Void>();
        var worker = Thread.ofVirtual().name("kv call").start(() -> {
            try {
                write(reply.get(), stream, sending);
                done.complete(null);
            } catch (IOException | InterruptedException | RuntimeException failed) {
                done.completeExceptionally(failed);
            }
        });
        try {
            while (true)
                try {
                    done.get(SIGN_OF_LIFE.toMillis(), TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException goesOn) {
                    send(CallCodec.bare(CallCodec.WAIT), stream, sending);
                }
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IOException("the agent stops", ended);
        } finally {
            worker.interrupt();
        }
    }

    private static void write(Reply reply, Stream stream, ReentrantLock sending)
            throws IOException, InterruptedException {
        var frames = new ArrayList<byte[]>();
        frames.add(CallCodec.head(reply));
        frames.addAll(CallCodec.pieces(reply.body()));
        for (var frame : frames) send(frame, stream, sending);
        if (reply.flow().isPresent())
            reply.flow().get().write(bytes -> {
                for (var piece : CallCodec.pieces(bytes)) send(piece, stream, sending);
            });
        send(CallCodec.bare(CallCodec.END), stream, sending);
    }

    private static void send(byte[] frame, Stream stream, ReentrantLock sending) throws IOException {
        sending.lock();
        try {
            stream.send(frame);
        } finally {
            sending.unlock();
        }
    }
}
