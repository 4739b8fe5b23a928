package org.opsbro.metrology.graphite.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.metrology.Shares;
import org.opsbro.metrology.live.Listening;
import org.opsbro.model.ModuleReport;
import org.opsbro.model.Value;

/** Over real TCP and UDP, into a real store. */
class GraphiteTest {
    private static final long NOON = Listening.NOON.getEpochSecond();

    @TempDir
    Path folder;

    private Listening<Graphite.Settings> graphite;

    @BeforeEach
    void begin() {
        graphite = new Listening<>(folder, clock -> new Graphite(clock, new SplittableRandom(5), Shares.NONE))
                .with("pickle_port", Value.of(0));
        graphite.turn();
    }

    @AfterEach
    void end() {
        graphite.close();
    }

    private Socket connected() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), graphite.port());
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    private void awaitLines(long count) {
        await().until(() -> graphite.counter("lines") == count);
    }

    @Test
    void samples_come_over_tcp_and_udp() throws Exception {
        try (var socket = connected();
                var udp = new DatagramSocket()) {
            write(socket, "a.b 1 " + NOON + "\na.b 2.5 " + (NOON + 10) + "\n");
            awaitLines(2);
            var bytes = ("a.b 3 " + (NOON + 20) + "\na.c 4 N").getBytes(UTF_8);
            udp.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), graphite.port()));
            awaitLines(4);
        }

        assertThat(graphite.samples("a.b")).isEqualTo("0=1.0 10=2.5 20=3.0");
        assertThat(graphite.samples("a.c")).isEqualTo("0=4.0");
    }

    @Test
    void lines_that_come_in_pieces_are_whole() throws Exception {
        var random = new SplittableRandom(9);
        var text = new StringBuilder();
        for (var i = 0; i < 500; i++)
            text.append("s")
                    .append(i % 7)
                    .append(' ')
                    .append(i)
                    .append(' ')
                    .append(NOON + i)
                    .append('\n');
        try (var socket = connected()) {
            socket.setTcpNoDelay(true);
            for (var at = 0; at < text.length(); ) {
                var to = Math.min(text.length(), at + 1 + random.nextInt(200));
                write(socket, text.substring(at, to));
                at = to;
            }
            awaitLines(500);
        }
        assertThat(graphite.counter("bad_lines")).isZero();
        assertThat(graphite.samples("s0")).startsWith("0=0.0 7=7.0 14=14.0");
        assertThat(graphite.samples("s0").split(" ")).hasSize(72);
    }

    private int picklePort() {
        return graphite.report().counters().get("pickle") instanceof Value.Fields told
                        && told.get("port") instanceof Value.Int port
                ? (int) port.number()
                : 0;
    }

    /** A list of one sample, by protocol 0. */
    private static byte[] pickle(String name, double value) {
        return ("(lp0\n(V" + name + "\n(I" + NOON + "\nF" + value + "\ntta.").getBytes(UTF_8);
    }

    @Test
    void pickles_come_over_tcp_and_udp() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), picklePort());
                var udp = new DatagramSocket()) {
            var data = new DataOutputStream(socket.getOutputStream());
            for (var name : new String[] {"one", "two"}) {
                var bytes = pickle(name, 1.5);
                data.writeInt(bytes.length);
                data.write(bytes);
            }
            awaitLines(2);
            var bytes = pickle("three", 3);
            udp.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), picklePort()));
            awaitLines(3);
        }
        assertThat(graphite.samples("one")).isEqualTo("0=1.5");
        assertThat(graphite.samples("two")).isEqualTo("0=1.5");
        assertThat(graphite.samples("three")).isEqualTo("0=3.0");
        assertThat(graphite.counter("bad_lines")).isZero();
    }

    @Test
    void a_stream_of_pickles_ends_where_one_cannot_be_read() throws Exception {
        for (var length : new int[] {0, -1, (1 << 20) + 1, 3})
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), picklePort())) {
                var data = new DataOutputStream(socket.getOutputStream());
                data.writeInt(length);
                data.write(new byte[] {'c', 'o', 's'});
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        assertThat(graphite.counter("bad_lines")).isEqualTo(4);
        assertThat(graphite.report().counters().get("last_bad").display()).startsWith("a pickle: code c (99)");
    }

    @Test
    void a_line_without_end_is_one_wrong_line_and_the_next_is_taken() throws Exception {
        try (var socket = connected()) {
            write(socket, "x".repeat(100_000) + " 1 " + NOON + "\ngood 1 " + NOON + "\ncut 1 " + NOON);
            awaitLines(2);
        }
        assertThat(graphite.counter("bad_lines")).isEqualTo(1);
        assertThat(graphite.samples("good")).isEqualTo("0=1.0");
        await().until(() -> graphite.counter("streams") == 0);
        assertThat(graphite.samples("cut")).isEmpty();
    }

    @Test
    void further_streams_than_may_be_are_refused_and_those_there_go_on() throws Exception {
        var sockets = new ArrayList<Socket>();
        try {
            for (var i = 0; i < 520; i++) sockets.add(connected());
            await().until(() -> graphite.counter("refused_streams") == 8);
            write(sockets.getFirst(), "a 1 N\n");
            awaitLines(1);
        } finally {
            for (var socket : sockets) socket.close();
        }
        await().until(() -> graphite.counter("streams") == 0);
        try (var socket = connected()) {
            write(socket, "a 1 N\n");
            awaitLines(2);
        }
    }

    @Test
    void what_the_store_refuses_is_counted() throws Exception {
        try (var socket = connected()) {
            write(socket, "a 1 5\na 1 " + (NOON + 900_000) + "\nb.\u0001 1 N\n");
            awaitLines(3);
        }
        assertThat(graphite.counter("refused")).isEqualTo(3);
    }

    @Test
    void it_follows_its_group_and_frees_its_ports() throws Exception {
        var port = graphite.port();
        try (var socket = connected()) {
            graphite.groups().turn();
            assertThat(graphite.report().log()).isEqualTo("node is not in group graphite");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        try (var tcp = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                var udp = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            assertThat(udp.isBound()).isTrue();
            graphite.groups("graphite")
                    .with("port", Value.of(tcp.getLocalPort()))
                    .turn();
            assertThat(graphite.report().state()).isEqualTo(ModuleReport.State.ERROR);
            assertThat(graphite.report().log()).startsWith("cannot listen on 127.0.0.1 port " + port);
        }
        graphite.turn();
        assertThat(graphite.port()).isEqualTo(port);
    }
}
