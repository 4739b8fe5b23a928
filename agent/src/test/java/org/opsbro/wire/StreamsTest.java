package org.opsbro.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;

/** With real sockets on the loopback. */
class StreamsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final NodeId SERVER = new NodeId("0d31b1be-3e0e-4e0a-bb58-73df4ce0e3a2");
    private static final NodeId CLIENT = new NodeId("5f0b8a5c-1f5e-4d5f-9b57-0a7c8a1d9e01");
    private static final StreamLimits HASTY = new StreamLimits(8, 8, 8, SHORT, SHORT);

    private final SecureRandom random = new SecureRandom();
    private final ZoneKey key = ZoneKey.generate(random, Instant.EPOCH);
    private final HeldKeys held = HeldKeys.of("lan", KeyRing.of(key));
    private final WireCounters served = new WireCounters(() -> Instant.EPOCH);
    private final CompletableFuture<IOException> broken = new CompletableFuture<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var each : open) each.close();
    }

    private final Map<String, Streams.Service> services = Map.of(
            "echo",
            StreamsTest::echo,
            "who",
            stream -> stream.send(stream.peer().toString().getBytes(UTF_8)),
            "greet",
            stream -> stream.send("hi".getBytes(UTF_8)),
            "half",
            stream -> {
                stream.send(new byte[] {1});
                throw new IOException("gave up");
            },
            "pour",
            this::pour);

    private static void echo(Stream stream) throws IOException {
        for (var frame = stream.receive(); frame.isPresent(); frame = stream.receive()) stream.send(frame.get());
    }

    private void pour(Stream stream) {
        try {
            while (true) stream.send(new byte[16 * 1024]);
        } catch (IOException full) {
            broken.complete(full);
        }
    }

    private StreamServer server(Keys keys, StreamLimits limits, SecureRandom chance) throws IOException {
        var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var server = new StreamServer(at, keys, SERVER, services, limits, chance, served);
        open.add(server);
        return server;
    }

    private StreamServer server(HeldKeys keys, StreamLimits limits) throws IOException {
        return server(new Keys(keys), limits, random);
    }

    private StreamServer server() throws IOException {
        return server(held, StreamLimits.USUAL);
    }

    private StreamClient client(Keys keys, SecureRandom chance) {
        var client = new StreamClient(keys, CLIENT, chance, new WireCounters(() -> Instant.EPOCH));
        open.add(client);
        return client;
    }

    private StreamClient client(HeldKeys keys) {
        return client(new Keys(keys), random);
    }

    private Socket raw(StreamServer server) throws IOException {
        var socket = new Socket(server.address().getAddress(), server.address().getPort());
        open.add(socket);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static byte[] hex(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts));
    }

    @Test
    void what_is_sent_comes_back_whole() throws IOException {
        var server = server();
        try (var stream = client(held).open(server.address(), "lan", "echo", PATIENCE)) {
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
    void the_server_is_told_who_calls_and_both_see_the_end() throws IOException {
        try (var stream = client(held).open(server().address(), "lan", "who", PATIENCE)) {
            var told = new String(stream.receive().orElseThrow(), UTF_8);

            assertThat(told).contains(CLIENT.uuid(), "zone=lan", "sealed=true", "127.0.0.1");
            assertThat(stream.receive()).isEmpty();
            assertThat(stream.receive()).isEmpty();
        }
    }

    // computed from docs/wire.md with Python's hmac and cryptography 48.0.0
    private static final ZoneKey COUNTING =
            ZoneKey.parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", Instant.EPOCH);
    private static final String CALL = "4f530107b51586f1475f0c000102030405060708090a0b0c0d0e0f";
    private static final String REPLY = "4f530100101112131415161718191a1b1c1d1e1f";
    private static final String HELLO =
            "02000016c3910cef3c913f5350c3372aab9f61320c8405f9706f00ebc5f27ad6b8462151b8817dd96a97";
    private static final String ANSWER =
            "030000148dcf7c4d0aaebea1a13b6845536d3cd5866bfb78241c76691414c4658ef78e0a7c9cdefa";
    private static final String DATA = "000000024d110ce4c8f3b2d12a84d27f0e930a471265";
    private static final String DATA_BACK = "0000000228a6b3ff3f6c6b6279b60b2df9042f21c0c7";
    private static final String END = "01000000a3f0d0bb38f433d0179357a5749c929f";
    private static final String END_BACK = "010000002255f1e1141ba20e40eb651692b4de99";

    @Test
    void a_server_says_the_same_bytes_in_every_version() throws IOException {
        var keys = new Keys(HeldKeys.of("lan", KeyRing.of(COUNTING)));
        var socket = raw(server(keys, StreamLimits.USUAL, new CountingRandom(16)));

        socket.getOutputStream().write(hex(CALL, HELLO, DATA, END));

        assertThat(socket.getInputStream().readAllBytes()).isEqualTo(hex(REPLY, ANSWER, DATA_BACK, END_BACK));
    }

    @Test
    void a_client_says_the_same_bytes_in_every_version() throws Exception {
        var client = client(new Keys(HeldKeys.of("lan", KeyRing.of(COUNTING))), new CountingRandom(0));
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var said = CompletableFuture.supplyAsync(() -> {
                try (var socket = listener.accept()) {
                    socket.getOutputStream().write(hex(REPLY, ANSWER, DATA_BACK, END_BACK));
                    socket.shutdownOutput();
                    return socket.getInputStream().readAllBytes();
                } catch (IOException failed) {
                    throw new IllegalStateException(failed);
                }
            });
            var at = (InetSocketAddress) listener.getLocalSocketAddress();
            try (var stream = client.open(at, "lan", "echo", PATIENCE)) {
                stream.send("hi".getBytes(UTF_8));
                assertThat(stream.receive()).contains("hi".getBytes(UTF_8));
                assertThat(stream.receive()).isEmpty();
            }
            assertThat(said.get(10, TimeUnit.SECONDS)).isEqualTo(hex(CALL, HELLO, DATA, END));
        }
    }

    @Test
    void a_bit_that_is_changed_on_the_way_to_the_server_is_noticed() throws IOException {
        var server = server();
        var client = client(held);
        for (var at = 0; at < hex(CALL, HELLO, DATA).length; at++)
            assertThat(asked(client, new Tampering(server.address(), true, at, false), SHORT))
                    .as("byte %d", at)
                    .isEqualTo("refused");
        assertThat(asked(client, new Tampering(server.address(), true, 10_000, false), PATIENCE))
                .isEqualTo("hi");
    }

    private static String asked(StreamClient client, Tampering middle, Duration patience) {
        try (middle;
                var stream = client.open(middle.address(), "lan", "echo", patience)) {
            stream.send("hi".getBytes(UTF_8));
            return new String(stream.receive().orElseThrow(), UTF_8);
        } catch (IOException refused) {
            return "refused";
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_bit_changed_or_the_rest_cut_off_on_the_way_to_the_client_is_noticed(boolean cut) throws IOException {
        var server = server();
        var client = client(held);
        for (var at = 0; at < hex(REPLY, ANSWER, DATA_BACK, END_BACK).length; at++)
            assertThat(told(client, new Tampering(server.address(), false, at, cut), SHORT))
                    .as("byte %d", at)
                    .isEqualTo("refused");
        assertThat(told(client, new Tampering(server.address(), false, 10_000, cut), PATIENCE))
                .isEqualTo("hi");
    }

    private static String told(StreamClient client, Tampering middle, Duration patience) {
        try (middle;
                var stream = client.open(middle.address(), "lan", "greet", patience)) {
            var frame = new String(stream.receive().orElseThrow(), UTF_8);
            return stream.receive().isEmpty() ? frame : "more";
        } catch (IOException refused) {
            return "refused";
        }
    }

    @Test
    void a_service_that_gives_up_is_not_taken_for_one_that_ended() throws IOException {
        try (var stream = client(held).open(server().address(), "lan", "half", PATIENCE)) {
            assertThat(stream.receive()).contains(new byte[] {1});
            assertThatThrownBy(stream::receive).isInstanceOf(IOException.class);
        }
    }

    @Test
    void what_was_recorded_of_one_stream_opens_no_other() throws IOException {
        var socket = raw(server(HeldKeys.of("lan", KeyRing.of(COUNTING)), StreamLimits.USUAL));

        socket.getOutputStream().write(hex(CALL, HELLO, DATA, END));

        assertThat(socket.getInputStream().readAllBytes()).hasSize(20);
        await().until(() -> served.refusedStreams(Refusal.FORGED) == 1);
    }

    @Test
    void a_purpose_that_nobody_serves_is_refused_with_a_reason() throws IOException {
        var server = server();

        assertThatThrownBy(() -> client(held).open(server.address(), "lan", "dance", PATIENCE))
                .isInstanceOf(StreamRefused.class)
                .hasMessageContaining("(dance): nobody here serves dance, want one of echo greet half pour who");
        await().until(() -> served.refusedStreams(Refusal.NO_SUCH_PURPOSE) == 1);
    }

    @Test
    void a_key_that_is_not_there_is_named() throws IOException {
        var server = server();
        var other = ZoneKey.generate(random, Instant.EPOCH);

        assertThatThrownBy(() ->
                        client(HeldKeys.of("lan", KeyRing.of(other))).open(server.address(), "lan", "echo", PATIENCE))
                .isInstanceOf(StreamRefused.class)
                .hasMessageContaining("it does not have the key " + other.id() + " of the zone lan");
        assertThatThrownBy(() ->
                        client(HeldKeys.of("far", KeyRing.of(key))).open(server.address(), "far", "echo", PATIENCE))
                .hasMessageContaining("it does not talk with the zone far");
        assertThatThrownBy(() -> client(HeldKeys.clear("lan")).open(server.address(), "lan", "echo", PATIENCE))
                .hasMessageContaining("it has a key for the zone lan, which this node uses in clear");
        assertThatThrownBy(() -> client(held).open(server.address(), "far", "echo", PATIENCE))
                .hasMessageContaining("this node does not talk with the zone far");
        await().until(() -> served.refusedStreams(Refusal.CLEAR) == 1);
        assertThat(served.refusedStreams(Refusal.UNKNOWN_KEY)).isEqualTo(1);
        assertThat(served.refusedStreams(Refusal.UNKNOWN_ZONE)).isEqualTo(1);
    }

    @Test
    void who_has_an_old_key_or_none_is_told_which_one_the_other_uses() throws IOException {
        var server = server();
        var old = ZoneKey.generate(random, Instant.EPOCH);
        var counters = new WireCounters(() -> Instant.EPOCH);
        for (var theirs : List.of(HeldKeys.of("lan", KeyRing.of(old)), HeldKeys.clear("lan"))) {
            var client = new StreamClient(new Keys(theirs), CLIENT, random, counters);
            open.add(client);

            assertThatThrownBy(() -> client.open(server.address(), "lan", "echo", PATIENCE))
                    .hasMessageEndingWith("; it says that it uses the key " + key.id());
            assertThat(counters.refusals().toValue(theirs).toString())
                    .contains("uses the key " + key.id() + " of the zone lan, this node has "
                            + theirs.ring("lan").orElseThrow().ids());
        }
    }

    @Test
    void while_keys_are_changed_nobody_is_told_of_a_key_that_it_has() throws IOException {
        var server = server();
        var young = ZoneKey.generate(random, Instant.EPOCH);
        var both = KeyRing.of(key).install(young).use(young.id());
        var counters = new WireCounters(() -> Instant.EPOCH);
        var client = new StreamClient(new Keys(HeldKeys.of("lan", both)), CLIENT, random, counters);
        open.add(client);

        client.openWithAnyKey(server.address(), "lan", "echo", PATIENCE).close();

        assertThat(counters.refusals().toValue(held)).isEqualTo(new Value.Items(List.of()));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            false, false, OFF, true,  false
            false, false, ON,  true,  false
            true,  true,  ON,  true,  true
            true,  false, ON,  false, false
            true,  false, OFF, true,  false
            true,  false, WARN, true, false
            false, true,  ON,  false, false
            """)
    void both_ends_agree_on_a_seal_or_do_not_talk(
            boolean serverHasKey, boolean clientHasKey, Verify incoming, boolean talks, boolean sealed)
            throws IOException {
        var clear = HeldKeys.clear("lan");
        var server = server((serverHasKey ? held : clear).verifying(incoming, Verify.ON), StreamLimits.USUAL);
        var client = client(clientHasKey ? held : clear);
        if (!talks) {
            assertThatThrownBy(() -> client.open(server.address(), "lan", "echo", PATIENCE))
                    .isInstanceOf(StreamRefused.class);
            return;
        }
        try (var stream = client.open(server.address(), "lan", "echo", PATIENCE)) {
            stream.send(new byte[] {42});
            assertThat(stream.receive()).contains(new byte[] {42});
            assertThat(stream.peer().sealed()).isEqualTo(sealed);
        }
    }

    @Test
    void keys_are_changed_while_streams_are_open() throws IOException {
        var young = ZoneKey.generate(random, Instant.EPOCH);
        var keys = new Keys(held);
        var server = server(keys, StreamLimits.USUAL, random);
        try (var stream = client(held).open(server.address(), "lan", "echo", PATIENCE)) {
            keys.swap(held.with("lan", KeyRing.of(young)));
            stream.send(new byte[] {1});
            assertThat(stream.receive()).contains(new byte[] {1});
        }
        assertThatThrownBy(() -> client(held).open(server.address(), "lan", "echo", PATIENCE))
                .hasMessageContaining(key.id());
        client(keys, random).open(server.address(), "lan", "echo", PATIENCE).close();
    }

    @Test
    void a_stream_that_was_closed_is_used_no_more() throws IOException {
        var stream = client(held).open(server().address(), "lan", "echo", PATIENCE);
        stream.close();
        stream.close();

        assertThatThrownBy(() -> stream.send(new byte[1])).hasMessage("the stream is closed");
        assertThatThrownBy(stream::receive).hasMessage("the stream is closed");
    }

    @Test
    void a_frame_that_is_too_long_is_not_sent() throws IOException {
        try (var stream = client(held).open(server().address(), "lan", "echo", PATIENCE)) {
            assertThatThrownBy(() -> stream.send(new byte[Stream.MOST_BYTES + 1]))
                    .hasMessageContaining("want at most 1048576");
        }
    }

    @Test
    void a_frame_that_says_it_is_too_long_ends_the_stream_at_once() throws IOException {
        var keys = new Keys(HeldKeys.of("lan", KeyRing.of(COUNTING)));
        var socket = raw(server(keys, StreamLimits.USUAL, new CountingRandom(16)));

        socket.getOutputStream().write(hex(CALL, HELLO, "00ffffff"));

        assertThat(socket.getInputStream().readAllBytes()).isEqualTo(hex(REPLY, ANSWER));
    }

    @Test
    void the_first_frame_may_not_be_long() throws IOException {
        var socket = raw(server(HeldKeys.clear("lan"), StreamLimits.USUAL));

        socket.getOutputStream().write(hex("4f530100000000f1475f0c000102030405060708090a0b0c0d0e0f", "02000401"));

        assertThat(socket.getInputStream().readAllBytes()).hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4f", CALL, CALL + "0200"})
    void who_connects_and_falls_silent_is_put_out(String said) throws IOException {
        var server = server(HeldKeys.of("lan", KeyRing.of(COUNTING)), HASTY);
        var socket = raw(server);

        socket.getOutputStream().write(hex(said));

        assertThat(toTheEnd(socket)).isLessThanOrEqualTo(20);
        await().until(() -> served.refusedStreams(Refusal.SILENT) == 1);
    }

    /** Reads until the other end is gone, one way or the other. */
    private static int toTheEnd(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes().length;
        } catch (SocketException reset) {
            return 0;
        }
    }

    @Test
    void who_dribbles_is_put_out_too() throws IOException {
        var socket = raw(server(held, HASTY));
        var said = new AtomicInteger();

        await().pollInterval(Duration.ofMillis(20)).until(() -> {
            if (said.getAndIncrement() < 200) socket.getOutputStream().write(said.get() == 1 ? 'O' : 'S');
            return served.refusedStreams(Refusal.SILENT) == 1;
        });

        assertThat(said).hasValueLessThan(200);
    }

    @Test
    void who_does_not_read_is_put_out() throws Exception {
        var server = server(held, new StreamLimits(8, 8, 8, PATIENCE, SHORT));
        try (var stream = client(held).open(server.address(), "lan", "pour", PATIENCE)) {
            assertThat(stream.receive()).isPresent();
            assertThat(broken.get(60, TimeUnit.SECONDS)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void a_server_that_falls_silent_is_given_up() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var at = (InetSocketAddress) listener.getLocalSocketAddress();

            assertThatThrownBy(() -> client(held).open(at, "lan", "echo", SHORT))
                    .hasMessageContaining("nothing came or went for 150 ms");
            assertThat(client(held).ping(at, "lan", SHORT)).isEqualTo(new Probe.Silent());
        }
        try (var stream = client(held).open(server().address(), "lan", "echo", SHORT.multipliedBy(4))) {
            assertThatThrownBy(stream::receive).hasMessageContaining("nothing came or went");
        }
    }

    @Test
    void more_streams_than_there_are_places_for_are_told_so() throws IOException {
        var server = server(held, new StreamLimits(1, 8, 8, PATIENCE, PATIENCE));
        var client = client(held);
        var first = client.open(server.address(), "lan", "echo", PATIENCE);

        assertThatThrownBy(() -> client.open(server.address(), "lan", "echo", PATIENCE))
                .isInstanceOf(StreamRefused.class)
                .hasMessageContaining("it is busy with 1 streams");
        assertThat(client.ping(server.address(), "lan", PATIENCE)).isInstanceOf(Probe.Answered.class);

        first.close();
        await().ignoreExceptions().until(() -> {
            client.open(server.address(), "lan", "echo", PATIENCE).close();
            return true;
        });
    }

    @Test
    void one_address_does_not_take_all_places_for_handshakes() throws IOException {
        var server = server(held, new StreamLimits(8, 8, 2, PATIENCE, PATIENCE));
        var one = raw(server);
        raw(server);
        await().untilAsserted(() -> assertThat(toTheEnd(raw(server))).isZero());
        assertThat(served.refusedStreams(Refusal.BUSY)).isGreaterThanOrEqualTo(1);

        one.close();
        await().until(() -> client(held).ping(server.address(), "lan", PATIENCE) instanceof Probe.Answered);
    }

    @Test
    void a_ping_tells_living_from_gone_from_strange() throws IOException {
        var server = server();
        var client = client(held);
        assertThat(client.ping(server.address(), "lan", PATIENCE))
                .isInstanceOfSatisfying(Probe.Answered.class, answer -> {
                    assertThat(answer.id()).isEqualTo(SERVER);
                    assertThat(answer.roundTrip()).isPositive().isLessThan(PATIENCE);
                });
        assertThat(client(HeldKeys.clear("lan")).ping(server.address(), "lan", PATIENCE))
                .isInstanceOfSatisfying(
                        Probe.Rejected.class, no -> assertThat(no.why()).contains("has a key"));
        assertThat(client.ping(InetSocketAddress.createUnresolved("nowhere", 1), "lan", PATIENCE))
                .isInstanceOf(Probe.Unreachable.class);

        server.close();

        assertThat(client.ping(server.address(), "lan", PATIENCE)).isEqualTo(new Probe.Refused());
    }

    @Test
    void a_program_that_is_no_agent_is_told_from_one() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var socket = listener.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
                    socket.getInputStream().readAllBytes();
                } catch (IOException over) {
                    // so is the test
                }
            });
            assertThat(client(held).ping((InetSocketAddress) listener.getLocalSocketAddress(), "lan", PATIENCE))
                    .isInstanceOfSatisfying(
                            Probe.Rejected.class, no -> assertThat(no.why()).contains("no agent"));
        }
    }

    @Test
    void random_bytes_end_a_connection_and_nothing_else() throws IOException {
        var server = server(held, new StreamLimits(8, 64, 64, PATIENCE, PATIENCE));
        var chance = new Random(5);
        for (var round = 0; round < 300; round++) {
            var bytes = new byte[27 + chance.nextInt(60)];
            chance.nextBytes(bytes);
            if (round % 2 == 0) System.arraycopy(hex(CALL), 0, bytes, 0, chance.nextInt(11));
            try (var socket = raw(server)) {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                assertThat(toTheEnd(socket)).isLessThanOrEqualTo(20);
            }
        }
        assertThat(client(held).ping(server.address(), "lan", PATIENCE)).isInstanceOf(Probe.Answered.class);
    }

    @Test
    void closing_the_server_ends_its_streams() throws IOException {
        var server = server();
        try (var stream = client(held).open(server.address(), "lan", "echo", PATIENCE)) {
            server.close();
            assertThatThrownBy(() -> {
                        stream.send(new byte[1]);
                        stream.receive();
                    })
                    .isInstanceOf(IOException.class);
        }
    }
}
