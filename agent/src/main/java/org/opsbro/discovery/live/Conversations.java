package org.opsbro.discovery.live;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.opsbro.discovery.Address;
import org.opsbro.discovery.BadMessage;
import org.opsbro.discovery.Sync;
import org.opsbro.discovery.SyncCodec;
import org.opsbro.wire.Stream;

/** Exchanges of what two agents know, over streams: a frame comes, the mind answers, until nobody has more to say. */
public final class Conversations {
    /** The purpose of such a stream. */
    static final String PURPOSE = "sync";

    static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_AT_ONCE = 64;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    /** What the mind answers to what came; empty if that ends it. */
    interface Mind {
        List<Sync> answer(Sync came) throws IOException;
    }

    /** Where the streams of an agent are. */
    public static InetSocketAddress streamsOf(Address agent) {
        return new InetSocketAddress(agent.ip(), agent.port() + 1);
    }

    /** Begins one; false where too many are held already. */
    boolean enter() {
        return places.tryAcquire();
    }

    void leave() {
        places.release();
    }

    /** Says the first word, and goes on. */
    static void begin(Stream stream, Sync opening, Mind mind) throws IOException {
        send(stream, opening);
        hold(stream, mind);
    }

    /** Listens, answers, and ends when the mind has nothing to say or the other closed. */
    static void hold(Stream stream, Mind mind) throws IOException {
        var bytes = 0L;
        for (var frame = stream.receive(); frame.isPresent(); frame = stream.receive()) {
            var read = read(frame.get());
            var came = read.sync();
            bytes += read.bytes(); // as they are inflated, for so much is kept and worked on
            if (bytes > SyncCodec.MAX_CONVERSATION)
                throw new IOException("a conversation of more than " + SyncCodec.MAX_CONVERSATION + " bytes");
            var answers = mind.answer(came);
            for (var answer : answers) send(stream, answer);
            if (answers.isEmpty() && !(came instanceof Sync.Records records && records.more())) return;
        }
    }

    private static SyncCodec.Read read(byte[] frame) throws IOException {
        try {
            return SyncCodec.open(frame);
        } catch (BadMessage bad) {
            throw new IOException("not understood: " + bad.getMessage(), bad);
        }
    }

    private static void send(Stream stream, Sync sync) throws IOException {
        for (var frame : SyncCodec.frames(sync)) stream.send(frame);
    }
}
