package org.opsbro.metrology.statsd.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.metrology.live.Listening;
import org.opsbro.model.ModuleReport;
import org.opsbro.model.Value;

/** Over real UDP, into a real store. */
class StatsdTest {
    @TempDir
    Path folder;

    private Listening<StatsdSettings> statsd;

    @BeforeEach
    void begin() {
        statsd = new Listening<>(
                folder, clock -> new Statsd(clock, new SplittableRandom(5), Listening.alone(folder.resolve("none"))));
    }

    @AfterEach
    void end() {
        statsd.close();
    }

    private void send(String... packets) throws IOException {
        var before = statsd.counter("packets");
        try (var socket = new DatagramSocket()) {
            for (var packet : packets) {
                var bytes = packet.getBytes(UTF_8);
                socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), statsd.port()));
            }
        }
        await().until(() -> statsd.counter("packets") == before + packets.length);
    }

    @Test
    void what_is_sent_becomes_series_with_even_steps() throws Exception {
        for (var i = 0; i < 3; i++) {
            send("views:1|c\nviews:2|c", "load:" + i + "|g");
            statsd.at(Listening.NOON.plusSeconds(10L * i).plusMillis(300)).turn();
        }

        assertThat(statsd.samples("stats_counts.views")).isEqualTo("0=3.0 10=3.0 20=3.0");
        assertThat(statsd.samples("stats.views")).isEqualTo("0=0.3 10=0.3 20=0.3");
        assertThat(statsd.samples("stats.gauges.load")).isEqualTo("0=0.0 10=1.0 20=2.0");
        assertThat(statsd.samples("stats_counts.statsd.packets_received")).isEqualTo("0=2.0 10=2.0 20=2.0");
    }

    @Test
    void it_follows_the_groups_of_its_node_and_stores_what_it_has_when_it_stops() throws Exception {
        send("views:7|c");
        statsd.groups().turn();
        assertThat(statsd.report().state()).isEqualTo(ModuleReport.State.DISABLED);
        assertThat(statsd.report().log()).isEqualTo("node is not in group statsd");
        assertThat(statsd.samples("stats_counts.views")).isEqualTo("0=7.0");

        statsd.groups("statsd").turn();
        assertThat(statsd.report().state()).isEqualTo(ModuleReport.State.STARTED);
        assertThat(statsd.report().log()).isEqualTo("listens on 127.0.0.1 port " + statsd.port());
    }

    @Test
    void without_series_it_is_off_and_comes_back_with_them() throws Exception {
        statsd.metrology(false).turn();
        assertThat(statsd.report().log()).isEqualTo("there are no series: the topic metrology is off");

        statsd.metrology(true).turn();
        send("views:7|c");
        statsd.turn();
        assertThat(statsd.samples("stats_counts.views")).isEqualTo("0=7.0");
    }

    @Test
    void a_port_that_is_taken_is_told_and_tried_again() throws Exception {
        try (var taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            statsd.with("port", Value.of(taken.getLocalPort()));
            statsd.turn();
            assertThat(statsd.report().state()).isEqualTo(ModuleReport.State.ERROR);
            assertThat(statsd.report().log())
                    .startsWith("cannot listen on 127.0.0.1 port " + taken.getLocalPort())
                    .contains("opsbro packs parameters set statsd.port PORT");
        }
        statsd.turn();
        assertThat(statsd.report().state()).isEqualTo(ModuleReport.State.STARTED);
    }

    @Test
    void parameters_that_are_wrong_are_told_and_their_usual_values_count() {
        statsd.with("flush_seconds", Value.of(0));
        statsd.with("listen", Value.of("localhost"));
        statsd.with("percentiles", Value.texts(List.of("90", "many")));
        statsd.turn();

        assertThat(statsd.report().state()).isEqualTo(ModuleReport.State.ERROR);
        assertThat(statsd.report().log())
                .contains("flush_seconds: found 0, want a number from 1 to 60")
                .contains("listen: found \"localhost\", want an address")
                .contains("percentiles: found \"many\", want up to 10 numbers")
                .contains("listens on 127.0.0.1 port ");
    }

    @Test
    void a_flood_of_new_names_is_refused_by_the_caps_and_counted() throws Exception {
        statsd.with("most_metrics", Value.of(1000));
        statsd.turn();
        for (var packet = 0; packet < 100; packet++) {
            var lines = new StringBuilder();
            for (var i = 0; i < 100; i++)
                lines.append("n").append(packet).append('x').append(i).append(":1|g\n");
            send(lines.toString());
        }
        statsd.turn();

        assertThat(statsd.counter("metrics")).isEqualTo(1000);
        assertThat(statsd.counter("refused")).isGreaterThan(8_900);
        assertThat(statsd.store().toValue().get("series")).isEqualTo(Value.of(1000 + 4));
    }
}
