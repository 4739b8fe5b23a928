package org.opsbro.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.opsbro.discovery.Address;
import org.opsbro.discovery.keys.Rotation.Stand;
import org.opsbro.discovery.live.Conversations;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.Value;
import org.opsbro.wire.Refusal;
import org.opsbro.wire.Stream;
import org.opsbro.wire.StreamRefused;
import org.opsbro.wire.Streams;

/** Talks with the {@link KeyService} of other nodes, with {@value #AT_ONCE} at once. Whom it cannot reach is a stand too, with the reason. */
final class KeyCalls {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int AT_ONCE = 64;
    private static final int MOST_BYTES = 4096;

    private final Streams streams;

    /** @param streams sealed with any key of the zone that this node has */
    KeyCalls(Streams streams) {
        this.streams = streams;
    }

    /** Which keys of a zone nodes have; those outside of it that do not have any are left out. */
    List<Stand> asked(String zone, Collection<Node> nodes) {
        return each(nodes, node -> said(zone, node, KeyService.WHICH));
    }

    /** What comes of a deed for each. */
    static <T> List<Stand> each(Collection<T> ones, Function<T, Optional<Stand>> deed) {
        var places = new Semaphore(AT_ONCE);
        List<Future<Optional<Stand>>> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each : ones)
                all.add(threads.submit(() -> {
                    places.acquire();
                    try {
                        return deed.apply(each);
                    } finally {
                        places.release();
                    }
                }));
        }
        return all.stream().flatMap(future -> ended(future).stream()).toList();
    }

    private static Optional<Stand> ended(Future<Optional<Stand>> deed) {
        try {
            return deed.get();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", hurried);
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        }
    }

    /** What a node answers, on a stream that is surely its own and sealed: a key must not go to anybody else, and never in clear. */
    Optional<Stand> said(String zone, Node node, byte[] frame) {
        if (!Address.isTold(node.profile())) return silent(node, "it does not say where it is");
        var place = Conversations.streamsOf(Address.of(node.profile()));
        try (var stream = streams.open(place, zone, KeyService.PURPOSE, PATIENCE)) {
            if (!stream.peer().sealed())
                return silent(node, "what this node sends is not sealed: want verify_outgoing on");
            if (!stream.peer().id().equals(node.id())) return silent(node, "another agent is at its address");
            stream.send(frame);
            return Optional.of(heard(node, stream));
        } catch (StreamRefused refused) {
            var outside =
                    refused.reason() == Refusal.UNKNOWN_ZONE && !node.zone().equals(zone);
            return outside ? Optional.empty() : silent(node, String.valueOf(refused.getMessage()));
        } catch (IOException failed) {
            return silent(node, node.state().word() + ", " + failed.getMessage());
        }
    }

    private static Optional<Stand> silent(Node node, String reason) {
        return Optional.of(new Stand(node.id(), node.name(), Optional.empty(), reason));
    }

    private static Stand heard(Node node, Stream stream) throws IOException {
        var frame = stream.receive().orElseThrow(() -> new IOException("it ended the conversation"));
        if (frame.length > MOST_BYTES) throw new IOException("its answer has " + frame.length + " bytes");
        try {
            var said = Json.readObject(new String(frame, UTF_8));
            if (!(said.get("keys") instanceof Value.Items(List<Value> ids))) throw new IOException("it tells no keys");
            var keys = ids.stream().map(Value::display).toList();
            return new Stand(
                    node.id(),
                    node.name(),
                    Optional.of(keys),
                    said.get("refused").display());
        } catch (Json.NotJson broken) {
            throw new IOException("its answer cannot be read", broken);
        }
    }
}
