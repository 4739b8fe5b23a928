package org.opsbro.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.opsbro.discovery.Address;
import org.opsbro.discovery.live.Conversations;
import org.opsbro.discovery.live.Gossip;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.Probe;
import org.opsbro.wire.Stream;
import org.opsbro.wire.StreamClient;
import org.opsbro.wire.Streams;

/** Asks a node for a sign of life: by UDP, by TCP, and by the mouth of others; and what its clock says. */
final class SignsOfLife {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int HELPERS = 3;
    private static final String CLOCK = "clock";
    private static final String PING_FOR = "ping-for";
    private final StreamClient streams;
    private final Supplier<Gossip> gossip;
    private final Supplier<World> world;
    private final InstantSource clock;

    SignsOfLife(StreamClient streams, Supplier<Gossip> gossip, Supplier<World> world, InstantSource clock) {
        this.streams = streams;
        this.gossip = gossip;
        this.world = world;
        this.clock = clock;
    }

    /** What this node does for others that ask. */
    Map<String, Streams.Service> services() {
        return Map.of(CLOCK, this::tellTime, PING_FOR, this::pingForAnother);
    }

    /** Keys: reached, way (itself, direct, tcp or relayed), round_trip in seconds, tcp, clock_offset in seconds where known; reason where not reached. */
    Value.Fields of(Node node) throws IOException {
        if (node.id().equals(world.get().self())) return found("itself", Duration.ZERO, true, Optional.of(0.0));
        var pinged = gossip.get().ping(node.id());
        if (!Address.isTold(node.profile())) return missed("it does not say where it is");
        var probe = gossip.get().probe(Address.of(node.profile()), PATIENCE);
        var tcp = probe instanceof Probe.Answered answered && answered.id().equals(node.id());
        var offset = tcp ? offset(node) : Optional.<Double>empty();
        if (pinged.answered()) return found("direct", pinged.roundTrip(), tcp, offset);
        if (tcp) return found("tcp", ((Probe.Answered) probe).roundTrip(), true, offset);
        return throughOthers(node).orElseGet(() -> missed(reason(probe)));
    }

    private static String reason(Probe probe) {
        return switch (probe) {
            case Probe.Answered ignored -> "another agent is at its address";
            case Probe.Refused ignored -> "its host lives and refuses connections: no agent runs there";
            case Probe.Rejected rejected -> rejected.why();
            case Probe.Unreachable unreachable -> unreachable.why();
            case Probe.Silent ignored -> "nothing came back by UDP or TCP, and nobody else reaches it";
        };
    }

    private static Value.Fields found(String way, Duration roundTrip, boolean tcp, Optional<Double> offset) {
        var found = Value.object()
                .with("reached", true)
                .with("way", way)
                .with("round_trip", roundTrip.toNanos() / 1e9)
                .with("tcp", tcp);
        offset.ifPresent(seconds -> found.with("clock_offset", seconds));
        return found.end();
    }

    private static Value.Fields missed(String reason) {
        return Value.object().with("reached", false).with("reason", reason).end();
    }

    /** How much later its clock is than ours, in seconds; half of the way there and back is taken off. */
    private Optional<Double> offset(Node node) {
        var before = clock.millis();
        try (var stream = open(node, CLOCK)) {
            var frame = stream.receive();
            var after = clock.millis();
            if (frame.isEmpty() || frame.get().length != Long.BYTES) return Optional.empty();
            var theirs = ByteBuffer.wrap(frame.get()).getLong();
            return Optional.of(Math.round(theirs - (before + after) / 2.0) / 1000.0);
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    private void tellTime(Stream stream) throws IOException {
        stream.send(ByteBuffer.allocate(Long.BYTES).putLong(clock.millis()).array());
    }

    private Optional<Value.Fields> throughOthers(Node target) {
        return world.get().nodes().values().stream()
                .filter(node -> node.state() == Node.State.ALIVE && node.zone().equals(target.zone()))
                .filter(node ->
                        !node.id().equals(world.get().self()) && !node.id().equals(target.id()))
                .limit(HELPERS)
                .flatMap(helper -> through(helper, target).stream())
                .findFirst();
    }

    private Optional<Value.Fields> through(Node helper, Node target) {
        try (var stream = open(helper, PING_FOR)) {
            stream.send(target.id().uuid().getBytes(StandardCharsets.UTF_8));
            var answer = stream.receive();
            if (answer.isEmpty()) return Optional.empty();
            var told = Json.readObject(new String(answer.get(), StandardCharsets.UTF_8));
            if (!told.get("reached").equals(Value.TRUE)) return Optional.empty();
            return Optional.of(Value.object()
                    .with("reached", true)
                    .with("way", "relayed by " + helper.name())
                    .with("round_trip", told.get("round_trip"))
                    .with("tcp", false)
                    .end());
        } catch (IOException | Json.NotJson ignored) {
            return Optional.empty(); // the next one may reach it
        }
    }

    private void pingForAnother(Stream stream) throws IOException {
        var asked = stream.receive();
        if (asked.isEmpty() || asked.get().length > 64) throw new IOException("want the id of a node");
        var id = new String(asked.get(), StandardCharsets.US_ASCII);
        var known = world.get().nodes().values().stream()
                .map(Node::id)
                .filter(each -> each.uuid().equals(id))
                .findFirst();
        stream.send(Json.write(known.isEmpty() ? missed("it is not known here") : asked(known.get()))
                .getBytes(StandardCharsets.UTF_8));
    }

    private Value.Fields asked(NodeId id) throws IOException {
        var pinged = gossip.get().ping(id);
        return pinged.answered()
                ? found("direct", pinged.roundTrip(), false, Optional.empty())
                : missed("it does not answer here either");
    }

    private Stream open(Node node, String purpose) throws IOException {
        return streams.open(
                Conversations.streamsOf(Address.of(node.profile())),
                world.get().node().zone(),
                purpose,
                PATIENCE);
    }
}
