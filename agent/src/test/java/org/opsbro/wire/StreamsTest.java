package org.opsbro.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.opsbro.model.NodeId;

/** With real sockets on the loopback. */
class StreamsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final NodeId SERVER = new NodeId("5f0b8a5c-1f5e-4d5f-9b57-0a7c8a1d9e01");
    private static final NodeId CLIENT = new NodeId("0d31b1be-3e0e-4e0a-bb58-73df4ce0e3a2");

    private final SecureRandom random = new SecureRandom();
    private final ZoneKey key = ZoneKey.generate(random, Instant.EPOCH);
    private final WireCounters served = new WireCounters(InstantSource.system());
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var each : open) each.close();
    }

    private StreamServer server(Keys keys, StreamLimits limits) throws IOException {
        Map<String, Streams.Service> services = Map.of(
                "echo",
                StreamsTest::echo,
                "who",
                stream -> stream.send(stream.peer().toString().getBytes(UTF_8)));
        var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var server = new StreamServer(at, keys, SERVER, services, limits, random, served);
        open.add(server);
        return server;
    }

    private StreamClient client(Keys keys) {
        var client = new StreamClient(keys, CLIENT, random, new WireCounters(InstantSource.system()));
        open.add(client);
        return client;
    }

    private static void echo(Stream stream) throws IOException {
        for (var frame = stream.receive(); frame.isPresent(); frame = stream.receive()) stream.send(frame.get());
    }

    private Keys keyed() {
        return new Keys(HeldKeys.of("lan", KeyRing.of(key)));
    }

    @Test
    void what_is_sent_comes_back_whole() throws IOException {
        var server = server(keyed(), StreamLimits.USUAL);
        try (var stream = client(keyed()).open(server.address(), "lan", "echo", PATIENCE)) {
            for (var length : new int[] {0, 1, 1000, Stream.MOST_BYTES}) {
                var frame = new byte[length];
                random.nextBytes(frame);
                stream.send(frame);
                assertThat(stream.receive())
                        .hasValueSatisfying(back -> assertThat(back).isEqualTo(frame));
            }
            assertThat(stream.peer()).isEqualTo(new Peer(SERVER, "lan", true, server.address()));
        }
    }

    @Test
    void a_ping_tells_living_from_gone() throws IOException {
        var server = server(keyed(), StreamLimits.USUAL);
        var client = client(keyed());
        assertThat(client.ping(server.address(), "lan", PATIENCE)).isInstanceOf(Probe.Answered.class);
        server.close();
        assertThat(client.ping(server.address(), "lan", PATIENCE)).isInstanceOf(Probe.Refused.class);
    }

    @Test
    void a_purpose_that_nobody_serves_is_refused_with_a_reason() throws IOException {
        var server = server(keyed(), StreamLimits.USUAL);
        assertThatThrownBy(() -> client(keyed()).open(server.address(), "lan", "dance", PATIENCE))
                .isInstanceOf(StreamRefused.class)
                .hasMessageContaining("nobody here serves dance, want one of echo who");
    }
}
