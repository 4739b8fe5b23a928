package org.opsbro.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Value;

/** With real sockets on the loopback. */
class DatagramsTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(20);

    private final InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private final List<Datagrams> open = new ArrayList<>();
    private final List<String> came = new ArrayList<>();
    private Datagrams one = opened(anywhere);
    private Datagrams other = opened(anywhere);

    DatagramsTest() throws IOException {}

    @BeforeEach
    void check() throws IOException {
        assertThat(one.address().getPort()).isNotEqualTo(other.address().getPort());
    }

    @AfterEach
    void close() throws IOException {
        for (var each : open) each.close();
    }

    private Datagrams opened(InetSocketAddress at) throws IOException {
        var datagrams = new Datagrams(at);
        open.add(datagrams);
        return datagrams;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private void take(ByteBuffer packet, InetSocketAddress from) {
        came.add(StandardCharsets.UTF_8.decode(packet) + " from " + from.getPort());
    }

    @Test
    void packets_come_with_their_sender() throws IOException {
        assertThat(other.send(bytes("hello"), one.address())).isTrue();

        assertThat(one.await(LONG)).isTrue();
        assertThat(one.poll(this::take)).isEqualTo(1);

        assertThat(came).containsExactly("hello from " + other.address().getPort());
        assertThat(one.await(0)).isFalse();
        assertThat(one.poll(this::take)).isZero();
    }

    @Test
    void all_that_waits_is_taken_at_once() throws IOException {
        for (var number = 0; number < 100; number++) other.send(bytes("p" + number), one.address());

        assertThat(one.await(LONG)).isTrue();
        assertThat(one.poll(this::take)).isEqualTo(100);

        assertThat(came).startsWith("p0 from " + other.address().getPort()).hasSize(100);
    }

    @Test
    void another_thread_wakes_whoever_waits() throws Exception {
        var woken = new CountDownLatch(1);
        Thread.ofPlatform().start(() -> {
            try {
                if (!one.await(LONG)) woken.countDown();
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        });
        one.wakeup();

        assertThat(woken.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void waiting_ends_when_the_time_is_over_and_not_before() throws IOException {
        var start = System.nanoTime();

        assertThat(one.await(2_500_000)).isFalse();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofNanos(2_500_000));
    }

    @Test
    void what_the_network_says_about_a_packet_ends_nothing() throws IOException {
        var gone = other.address();
        other.close();
        for (var number = 0; number < 10; number++)
            assertThat(one.send(bytes("lost"), gone)).isTrue();
        one.poll(this::take);
        var third = opened(anywhere);

        third.send(bytes("still here"), one.address());

        assertThat(one.await(LONG)).isTrue();
        one.poll(this::take);
        assertThat(came).containsExactly("still here from " + third.address().getPort());
    }

    @Test
    void what_cannot_be_sent_is_counted_with_the_reason() throws IOException {
        assertThat(one.send(ByteBuffer.allocate(70_000), other.address())).isFalse();
        assertThat(one.toValue().get("last_trouble").display()).contains("127.0.0.1");
        assertThat(one.send(bytes("x"), InetSocketAddress.createUnresolved("nowhere", 1)))
                .isFalse();

        assertThat(one.toValue().get("unsent")).isEqualTo(Value.of(2));
        assertThat(one.toValue().get("last_trouble").display()).contains("the name is not known");
    }

    @Test
    void a_broadcast_reaches_the_machine_it_comes_from() throws IOException {
        var all = opened(new InetSocketAddress("0.0.0.0", 0));

        assertThat(all.send(
                        bytes("anybody?"),
                        new InetSocketAddress("127.255.255.255", all.address().getPort())))
                .isTrue();

        assertThat(all.await(LONG)).isTrue();
        all.poll(this::take);
        assertThat(came).containsExactly("anybody? from " + all.address().getPort());
    }

    @Test
    void a_packet_that_is_too_long_is_seen_to_be() throws IOException {
        other.send(ByteBuffer.allocate(5_000), one.address());

        assertThat(one.await(LONG)).isTrue();
        one.poll((packet, from) -> came.add("" + (packet.remaining() > Sealer.MOST_BYTES)));
        assertThat(came).containsExactly("true");
    }

    @Test
    void a_close_ends_the_waiting_and_the_sending() throws Exception {
        var ended = new CountDownLatch(1);
        Thread.ofPlatform().start(() -> {
            try {
                while (one.await(LONG)) one.poll(this::take);
                ended.countDown();
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        });
        var to = other.address();

        one.close();

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(one.await(LONG)).isFalse();
        assertThat(one.poll(this::take)).isZero();
        assertThat(one.send(bytes("late"), to)).isFalse();
    }

    @Test
    void a_port_that_is_taken_is_named() throws IOException {
        var taken = one.address();

        assertThatThrownBy(() -> new Datagrams(taken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot take packets on")
                .hasMessageContaining("" + taken.getPort());
    }

    @Test
    void the_buffer_that_the_kernel_gave_is_told() {
        assertThat(one.bufferBytes()).isGreaterThan(50_000);
        assertThat(one.toValue().get("buffer_bytes")).isEqualTo(Value.of(one.bufferBytes()));
    }
}
