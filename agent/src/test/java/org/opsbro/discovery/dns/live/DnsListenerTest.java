package org.opsbro.discovery.dns.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.opsbro.discovery.dns.Forwarding;
import org.opsbro.discovery.dns.Town;
import org.opsbro.model.ModuleReport;
import org.opsbro.model.Node;
import org.opsbro.model.Value;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** On real sockets, asked with dig (bind9-dnsutils) and byte by byte. */
class DnsListenerTest {
    private final Town town = Town.usual();

    private Listening listening() {
        return new Listening(town).turn();
    }

    @Test
    void dig_understands_each_kind_of_answer() throws Exception {
        try (var listening = listening()) {
            assertThat(listening.dig("+short", "web-1.node.opsbro")).isEqualTo("10.0.0.1\n");
            assertThat(listening.dig("+short", "web-1.node.opsbro", "+tcp")).isEqualTo("10.0.0.1\n");
            assertThat(listening.dig("+short", "db-1.node.opsbro", "AAAA")).isEqualTo("2001:db8::5\n");
            assertThat(new TreeSet<>(listening
                            .dig("+short", "web.group.local.opsbro")
                            .lines()
                            .toList()))
                    .containsExactly("10.0.0.1", "10.0.0.2");
            assertThat(listening.dig("+norecurse", "_http._tcp.opsbro", "SRV"))
                    .contains("1 1 8080 web-1.node.opsbro.", "web-1.node.opsbro.\t1\tIN\tA\t10.0.0.1", "udp: 1232")
                    .doesNotContain("WARNING", "malformed");
            assertThat(listening.dig("+short", "web-1.node.opsbro", "TXT")).contains("\"state=alive\"");
            assertThat(listening.dig("+short", "-x", "10.0.0.1")).isEqualTo("web-1.node.opsbro.\n");
            assertThat(listening.dig("nobody.node.opsbro"))
                    .contains("status: NXDOMAIN", "flags: qr aa rd;", "SOA\tweb-1.node.opsbro. hostmaster.opsbro.");
            assertThat(listening.dig("example.org")).contains("status: REFUSED");
            assertThat(listening.dig("+noedns", "opsbro", "DNSKEY")).contains("status: NOERROR", "ANSWER: 0");
            assertThat(listening.dig("-t", "AXFR", "opsbro")).contains("Transfer failed");
        }
    }

    @Test
    void a_long_answer_is_cut_and_asked_for_again_over_tcp() throws Exception {
        for (var i = 0; i < 400; i++) town.with("host-" + i, "10.2." + i / 200 + "." + i % 200, "paris", "all");
        try (var listening = listening()) {
            assertThat(listening.dig("+noedns", "+ignore", "all.group.opsbro")).contains("flags: qr aa tc rd");
            assertThat(listening.dig("+short", "all.group.opsbro").lines()).hasSize(400);
        }
    }

    @Test
    void a_node_that_died_is_not_answered_any_more() throws Exception {
        try (var listening = listening()) {
            assertThat(listening.dig("+short", "web.group.paris.opsbro").lines())
                    .hasSize(2);
            town.state("web-2", Node.State.DEAD);
            listening.changed();

            assertThat(listening.dig("+short", "web.group.paris.opsbro")).isEqualTo("10.0.0.1\n");
        }
    }

    @Test
    void it_follows_the_groups_of_its_node_and_its_parameters() throws Exception {
        try (var listening = new Listening(town).with("enabled_if_group", Value.of("dns-listener"))) {
            assertThat(listening.turn().listener().report().state()).isEqualTo(ModuleReport.State.DISABLED);
            assertThat(listening.listener().report().log()).isEqualTo("node is not in group dns-listener");

            town.change("web-1", node -> node.withDefinedGroups(new TreeSet<>(Set.of("dns-listener"))));
            listening.changed();
            assertThat(listening.turn().listener().report().state()).isEqualTo(ModuleReport.State.STARTED);
            assertThat(listening.dig("+short", "web-1.node.opsbro")).isEqualTo("10.0.0.1\n");

            listening.with("domain", Value.of(".nodes.example")).turn();
            assertThat(listening.dig("+short", "web-1.node.nodes.example")).isEqualTo("10.0.0.1\n");

            town.change("web-1", node -> node.withDefinedGroups(new TreeSet<>()));
            listening.changed();
            assertThat(listening.turn().port()).isZero();
        }
    }

    @Test
    void a_port_that_is_taken_is_an_error_that_goes_away_with_its_reason() throws Exception {
        var listening = new Listening(town);
        var loopback = InetAddress.getLoopbackAddress();
        try (var tcp = new ServerSocket(0, 1, loopback);
                var udp = new DatagramSocket(tcp.getLocalPort(), loopback)) {
            var port = udp.getLocalPort();
            var report =
                    listening.with("port", Value.of(port)).turn().listener().report();

            assertThat(report.state()).isEqualTo(ModuleReport.State.ERROR);
            assertThat(report.log()).contains("cannot listen on 127.0.0.1 port " + port, "dns-listener.port");
        }
        try (listening) {
            assertThat(listening.turn().listener().report().state()).isEqualTo(ModuleReport.State.STARTED);
        }
    }

    @Test
    void a_wrong_parameter_is_told_and_the_rest_holds() {
        try (var listening = new Listening(town).with("ttl", Value.of(-1)).turn()) {
            assertThat(listening.listener().report().state()).isEqualTo(ModuleReport.State.ERROR);
            assertThat(listening.listener().report().log()).contains("ttl: found -1", "listens on 127.0.0.1 port");
        }
    }

    @Test
    void queries_behind_each_other_on_one_connection_are_answered_in_order() throws Exception {
        try (var listening = listening();
                var socket = new Socket(InetAddress.getLoopbackAddress(), listening.port())) {
            socket.setSoTimeout(5000);
            List<Integer> ids = new ArrayList<>();
            for (var name : List.of("web-1.node.opsbro.", "x.node.opsbro.", "web-2.node.opsbro.")) {
                var query = query(name);
                ids.add(query.getHeader().getID());
                socket.getOutputStream().write(Forwarding.withLength(query.toWire()));
            }
            var in = new DataInputStream(socket.getInputStream());
            for (var id : ids)
                assertThat(new Message(in.readNBytes(in.readUnsignedShort()))
                                .getHeader()
                                .getID())
                        .isEqualTo(id);
        }
    }

    @Test
    void nonsense_over_tcp_ends_the_connection() throws Exception {
        try (var listening = listening();
                var socket = new Socket(InetAddress.getLoopbackAddress(), listening.port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(new byte[] {(byte) 0xff, (byte) 0xff, 1, 2});

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void connections_over_the_limit_are_ended_and_the_others_still_served() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (var listening = listening()) {
            for (var i = 0; i < TcpPort.MOST_CONNECTIONS; i++) sockets.add(asked(listening));
            try (var surplus = new Socket(InetAddress.getLoopbackAddress(), listening.port())) {
                surplus.setSoTimeout(5000);
                assertThat(surplus.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(listening.dig("+short", "web-1.node.opsbro")).isEqualTo("10.0.0.1\n");
        } finally {
            for (var socket : sockets) socket.close();
        }
    }

    private static Socket asked(Listening listening) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), listening.port());
        socket.getOutputStream()
                .write(Forwarding.withLength(query("web-1.node.opsbro.").toWire()));
        var in = new DataInputStream(socket.getInputStream());
        in.readNBytes(in.readUnsignedShort());
        return socket;
    }

    private static Message query(String name) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.IN));
    }

    @Test
    void messages_are_counted_by_what_became_of_them() throws Exception {
        try (var listening = listening()) {
            listening.dig("web-1.node.opsbro");
            listening.dig("x.node.opsbro");
            listening.dig("example.org");
            var counters = listening.listener().report().counters();

            assertThat(counters.get("answered")).isEqualTo(Value.of(1));
            assertThat(counters.get("no_name")).isEqualTo(Value.of(1));
            assertThat(counters.get("refused")).isEqualTo(Value.of(1));
        }
    }

    @Test
    void other_names_are_asked_of_a_forwarder_over_udp_and_tcp() throws Exception {
        var other = new Town().with("far-1", "10.8.0.1", "mars", "far");
        try (var forwarder =
                        new Listening(other).with("domain", Value.of("mars")).turn();
                var listening = new Listening(town)
                        .with("forwarders", Value.texts(List.of("127.0.0.1:" + forwarder.port())))
                        .turn()) {
            assertThat(listening.dig("far-1.node.mars")).contains("10.8.0.1", "flags: qr aa rd;");
            assertThat(listening.dig("+tcp", "+short", "far-1.node.mars")).isEqualTo("10.8.0.1\n");
            assertThat(listening.dig("web-1.node.opsbro")).contains("10.0.0.1", "flags: qr aa rd ra;");
        }
    }

    @Test
    void a_forwarder_that_answers_wrongly_is_not_believed_and_the_next_one_is_asked() throws Exception {
        var other = new Town().with("far-1", "10.8.0.1", "mars", "far");
        try (var liar = new Liar();
                var forwarder =
                        new Listening(other).with("domain", Value.of("mars")).turn();
                var listening = new Listening(town)
                        .with(
                                "forwarders",
                                Value.texts(List.of("127.0.0.1:" + liar.port(), "127.0.0.1:" + forwarder.port())))
                        .turn()) {
            assertThat(listening.dig("+short", "far-1.node.mars")).isEqualTo("10.8.0.1\n");
            assertThat(liar.asked()).isEqualTo(1);
        }
    }

    @Test
    void where_no_forwarder_answers_the_asker_is_told_so() throws Exception {
        int port;
        try (var gone = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        var servers = Value.texts(List.of("127.0.0.1:" + port));
        try (var listening = new Listening(town).with("forwarders", servers).turn()) {
            assertThat(listening.dig("example.org")).contains("status: SERVFAIL");
            assertThat(listening.listener().report().counters().get("forward_failed"))
                    .isEqualTo(Value.of(1));
        }
    }

    /** Answers each query with another id, and with another question. */
    private static final class Liar implements AutoCloseable {
        private final DatagramSocket socket;
        private final AtomicInteger asked = new AtomicInteger();

        Liar() throws IOException {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::lie);
        }

        private void lie() {
            var packet = new DatagramPacket(new byte[512], 512);
            try {
                while (true) {
                    socket.receive(packet);
                    asked.incrementAndGet();
                    var query = Arrays.copyOf(packet.getData(), packet.getLength());
                    query[2] |= (byte) 0x80;
                    var otherId = Forwarding.withId(query, Forwarding.id(query) ^ 1);
                    socket.send(new DatagramPacket(otherId, otherId.length, packet.getSocketAddress()));
                    query[13] ^= 1;
                    socket.send(new DatagramPacket(query, query.length, packet.getSocketAddress()));
                }
            } catch (IOException ended) {
                return;
            }
        }

        int asked() {
            return asked.get();
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
