package org.opsbro.discovery.dns.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opsbro.discovery.dns.DnsSettings;
import org.opsbro.discovery.dns.Forwarding;
import org.opsbro.discovery.dns.Town;
import org.opsbro.model.World;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Connections that stand still, on a clock moved by hand. */
class TcpPortTest {
    private final Town town = Town.usual();
    private final World world =
            new World(Town.NOON, town.self(), town.byId(), Map.of(), Map.of(), List.of(), List.of());
    private final Serving serving = new Serving(() -> world, DnsSettings.standard(), new SplittableRandom(1));
    private final TcpPort port;
    private final Socket socket = new Socket();

    TcpPortTest() throws IOException {
        port = new TcpPort(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), serving);
    }

    @BeforeEach
    void connect() throws IOException {
        port.start();
        socket.connect(port.address());
        socket.setSoTimeout(10_000);
    }

    @AfterEach
    void end() throws IOException {
        socket.close();
        port.close();
    }

    private static long in(int seconds) {
        return System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    }

    private static byte[] query() throws IOException {
        var record = Record.newRecord(Name.fromString("_http._tcp.opsbro."), Type.SRV, DClass.IN);
        return Forwarding.withLength(Message.newQuery(record).toWire());
    }

    private int ask() throws IOException {
        socket.getOutputStream().write(query());
        var in = new DataInputStream(socket.getInputStream());
        return in.readNBytes(in.readUnsignedShort()).length;
    }

    @Test
    void a_silent_connection_is_ended_after_ten_seconds_and_not_before() throws IOException {
        assertThat(ask()).isPositive();
        // the time for the next query begins when this one is written, which is a moment after it is read here
        Awaitility.await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        port.endOverdue(in(8));
        assertThat(ask()).isPositive();
        Awaitility.await().until(() -> {
            port.endOverdue(in(11));
            return serving.tally().endedConnections.sum() > 0;
        });

        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void a_query_that_never_ends_is_ended_after_five_seconds() throws IOException {
        socket.getOutputStream().write(query(), 0, 7);
        Awaitility.await().until(() -> {
            port.endOverdue(in(6));
            return serving.tally().endedConnections.sum() > 0;
        });

        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void an_asker_that_does_not_take_its_answers_is_ended_and_leaves_no_thread_behind() throws IOException {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) socket.getOutputStream().write(query());
            } catch (IOException ended) {
                return;
            }
        });

        Awaitility.await().until(() -> {
            port.endOverdue(in(6));
            return serving.tally().endedConnections.sum() > 0;
        });
        Awaitility.await().until(() -> port.connections() == 0);
    }
}
