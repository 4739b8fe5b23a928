package org.opsbro.discovery.live;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.opsbro.discovery.BadMessage;
import org.opsbro.discovery.LinkCodec;
import org.opsbro.discovery.LinkFrame;
import org.opsbro.discovery.LinkTalk;
import org.opsbro.discovery.Message;
import org.opsbro.discovery.Moment;
import org.opsbro.discovery.SyncCodec;
import org.opsbro.discovery.zone.ZoneTree;
import org.opsbro.model.NodeId;
import org.opsbro.wire.Stream;

/** One stream of a link, from its proof to its end: one thread thinks and sends, another only reads. */
final class LinkStream {
    private static final long TURN = Duration.ofSeconds(1).toNanos();
    private static final int MOST_WAITING = 16;
    private static final int MOST_ORDERS = 16;

    private final Stream stream;
    private final boolean upper;
    private final String zone;
    private final String proof;
    private final Instant until;
    private final Agent agent;
    private final LinkTalk talk;
    private final BlockingQueue<Came> inbox = new ArrayBlockingQueue<>(MOST_WAITING);
    private final ConcurrentLinkedQueue<byte[]> orders = new ConcurrentLinkedQueue<>();
    private final Instant since;
    private volatile boolean closed;
    private volatile boolean ok = true;
    private volatile Optional<Duration> roundTrip = Optional.empty();
    private volatile long refused;
    private volatile String refusedZone = "";
    private volatile long refusedEvents;

    /** A frame, or why there are no more. */
    private sealed interface Came {
        record Frame(LinkFrame frame) implements Came {}

        record End(IOException why) implements Came {}
    }

    /** The agent around it. */
    interface Agent {
        Moment now();

        ZoneTree tree();

        LinkTalk.Knowledge known() throws IOException;

        void heard(List<Message.Foreign> facts) throws IOException;

        void fromAbove(List<Message.EventNotice> events) throws IOException;

        void ordered(byte[] order);
    }

    /**
     * @param upper whether we are in the upper of the two zones
     * @param zone the zone at the other end
     * @param proof in which words the other end has proven itself
     * @param until when that ends
     * @param came what the other end has said already
     */
    LinkStream(
            Stream stream,
            boolean upper,
            String ours,
            String zone,
            String proof,
            Instant until,
            Agent agent,
            LinkFrame... came) {
        this.stream = stream;
        this.upper = upper;
        this.zone = zone;
        this.proof = proof;
        this.until = until;
        this.agent = agent;
        this.talk = new LinkTalk(upper, ours, zone, agent.now());
        this.since = agent.now().wall();
        for (var frame : came) inbox.add(new Came.Frame(frame));
    }

    /** Talks until an end is reached; the exception says which. */
    void run() throws IOException {
        var reader = Thread.ofVirtual().name("link reader").start(this::read);
        try {
            send(List.of(talk.begin(agent.known(), agent.tree())));
            talk();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("this agent stops", stopped);
        } finally {
            ok = false;
            closed = true;
            stream.close();
            reader.interrupt();
        }
    }

    private void talk() throws IOException, InterruptedException {
        var next = System.nanoTime();
        while (!closed) {
            var came = inbox.poll(Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (came != null) on(came);
            if (System.nanoTime() < next) continue;
            next = System.nanoTime() + TURN;
            turn();
        }
        throw new IOException("this agent ended it");
    }

    private void on(Came came) throws IOException {
        switch (came) {
            case Came.End end -> throw end.why();
            case Came.Frame read -> {
                var step = talk.on(agent.now(), read.frame(), agent.known(), agent.tree());
                send(step.frames());
                if (!step.heard().isEmpty()) agent.heard(step.heard());
                if (!step.events().isEmpty()) agent.fromAbove(step.events());
                step.orders().forEach(agent::ordered);
            }
        }
    }

    private void turn() throws IOException {
        var now = agent.now();
        for (var order = orders.poll(); order != null; order = orders.poll()) send(List.of(new LinkFrame.Order(order)));
        send(talk.tick(now, agent.known(), agent.tree()));
        ok = talk.ok(now);
        roundTrip = talk.roundTrip().map(Duration::ofNanos);
        refused = talk.refused();
        refusedZone = talk.refusedZone();
        refusedEvents = talk.refusedEvents();
        if (talk.lost(now)) throw new IOException("no answer for 30 s");
        if (now.wall().isAfter(until)) throw new IOException("the certificate of the relay is over");
    }

    private void send(List<LinkFrame> frames) throws IOException {
        for (var frame : frames) for (var bytes : LinkCodec.frames(frame)) stream.send(bytes);
    }

    /** A full inbox holds the other end up: no more is read than is thought about. */
    private void read() {
        try {
            for (var frame = stream.receive(); frame.isPresent() && !closed; frame = stream.receive()) {
                var read = LinkCodec.read(frame.get());
                if (read instanceof LinkFrame.Refused refusal) {
                    end(new IOException(refusal.reason()));
                    return;
                }
                inbox.put(new Came.Frame(read));
            }
            end(new IOException("the other end closed it"));
        } catch (BadMessage bad) {
            end(new IOException("not understood: " + bad.getMessage(), bad));
        } catch (IOException broke) {
            end(broke);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(IOException why) {
        try {
            inbox.put(new Came.End(why));
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads one frame before there is a talk. */
    static LinkFrame receive(Stream stream) throws IOException {
        var frame = stream.receive().orElseThrow(() -> new IOException("it closed the stream"));
        if (frame.length > SyncCodec.MAX_FRAME) throw new IOException("a frame of " + frame.length + " bytes");
        try {
            return LinkCodec.read(frame);
        } catch (BadMessage bad) {
            throw new IOException("not understood: " + bad.getMessage(), bad);
        }
    }

    /** Sends one frame before there is a talk. */
    static void say(Stream stream, LinkFrame frame) throws IOException {
        for (var bytes : LinkCodec.frames(frame)) stream.send(bytes);
    }

    /** Sends an order down, soon; false where it cannot. */
    boolean order(byte[] order) {
        return upper && !closed && orders.size() < MOST_ORDERS && orders.add(order.clone());
    }

    void close() {
        closed = true;
    }

    boolean upper() {
        return upper;
    }

    String zone() {
        return zone;
    }

    NodeId peer() {
        return stream.peer().id();
    }

    boolean ok() {
        return ok;
    }

    Instant since() {
        return since;
    }

    Optional<Duration> roundTrip() {
        return roundTrip;
    }

    String proof() {
        return proof;
    }

    long refused() {
        return refused;
    }

    long refusedEvents() {
        return refusedEvents;
    }

    String refusedZone() {
        return refusedZone;
    }
}
