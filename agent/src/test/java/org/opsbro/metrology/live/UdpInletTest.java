package org.opsbro.metrology.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Value;

class UdpInletTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void what_the_kernel_drops_while_nobody_takes_it_is_told() throws Exception {
        var gate = new CountDownLatch(1);
        var taken = new LongAdder();
        try (var inlet = new UdpInlet("inlet", ANY, (bytes, length) -> {
                    try {
                        gate.await();
                        taken.increment();
                    } catch (InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    }
                });
                var socket = new DatagramSocket()) {
            var packet = new DatagramPacket(new byte[8000], 8000, inlet.address());
            for (var i = 0; i < 3_000; i++) socket.send(packet);
            var dropped = ((Value.Int) inlet.toValue().get("kernel_drops")).number();
            assertThat(dropped).isPositive();
            gate.countDown();

            await().until(() -> taken.sum() + dropped == 3_000);
            assertThat(((Value.Int) inlet.toValue().get("receive_buffer")).number())
                    .isPositive();
        }
    }

    @Test
    void a_packet_that_makes_its_taker_fail_does_not_end_it() throws Exception {
        var taken = new LongAdder();
        try (var inlet = new UdpInlet("inlet", ANY, (bytes, length) -> {
                    taken.increment();
                    if (bytes[0] == 'x') throw new IllegalStateException("as the test wants it");
                });
                var socket = new DatagramSocket()) {
            socket.send(new DatagramPacket("x".getBytes(UTF_8), 1, inlet.address()));
            socket.send(new DatagramPacket("y".getBytes(UTF_8), 1, inlet.address()));
            await().until(() -> taken.sum() == 2);
        }
    }

    @Test
    void drops_are_the_last_column_of_the_lines_of_a_port() {
        var table = """
               sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
              347: 0100007F:1FBD 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 41 2 0000000000000000 17
              348: 0200007F:1FBD 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 42 2 0000000000000000 4
              349: 0100007F:1FBE 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 43 2 0000000000000000 99
            """;
        assertThat(UdpInlet.drops(table, 8125)).isEqualTo(21);
    }
}
