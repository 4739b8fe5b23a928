package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.eventually;
import static org.opsbro.it.Patience.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** The series of one real agent: what its collectors and checks measure, kept over kill -9. */
class SeriesTest {
    @TempDir
    private Path folder;

    private Server server = new Server(Path.of("."));

    @BeforeEach
    void begin() throws Exception {
        server = new Server(folder);
        server.start();
    }

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    private Value.Fields json(String... words) throws IOException, InterruptedException {
        return Json.readObject(server.does(words));
    }

    private List<Value> series(String pattern) throws IOException, InterruptedException {
        return ((Value.Items) json("ts", "list", pattern, "--json").get("series")).all();
    }

    private String name(String pattern) throws IOException, InterruptedException {
        return ((Value.Fields) series(pattern).getFirst()).get("name").display();
    }

    private List<Value> points(String name, String from) throws IOException, InterruptedException {
        return ((Value.Items) json("ts", "show", name, "--from", from, "--json").get("points")).all();
    }

    private static long second(Value point) {
        return Long.parseLong(((Value.Items) point).all().getFirst().display());
    }

    @Test
    void collectors_and_checks_become_series_in_even_steps_and_outlive_kill_9() throws Exception {
        eventually(() -> !series("*.loadaverage.load1").isEmpty());
        eventually(() -> !series("*.linux.*.state").isEmpty());
        var load = name("*.loadaverage.load1");
        within(60, () -> points(load, "-10min").size() >= 3);

        var before = points(load, "-10min");
        for (var i = 1; i < before.size(); i++)
            assertThat(second(before.get(i)) - second(before.get(i - 1))).isEqualTo(10);
        // what came within the last second may be lost, what is older may not
        var killedAt = Instant.now();
        server.kill();
        server.start();

        var after = points(load, "-10min");
        var wanted = before.stream()
                .filter(point -> second(point) < killedAt.getEpochSecond() - 12)
                .toList();
        assertThat(wanted).isNotEmpty();
        assertThat(after).containsAll(wanted);
        assertThat(server.does("agent", "doctor")).contains(" series in ");
        assertThat(server.does("agent", "info")).contains("opsbro ts list");
    }

    @Test
    void a_sample_that_was_answered_is_there_after_kill_9() throws Exception {
        var begin = Instant.now().minus(Duration.ofHours(1)).getEpochSecond();
        for (var i = 0; i < 3; i++) {
            server.does("ts", "put", "shop.orders", "4" + i + ".5", "--time", Long.toString(begin + i * 60L));
            server.kill();
            server.start();
        }

        assertThat(server.does("ts", "dump", "shop.orders", "--from", Long.toString(begin)))
                .isEqualTo("shop.orders 40.5 %d%nshop.orders 41.5 %d%nshop.orders 42.5 %d%n"
                        .formatted(begin, begin + 60, begin + 120));
        assertThat(server.does("ts", "dump", "shop.orders", "--from", "-1d", "--tier", "hour"))
                .contains("shop.orders 4");
    }

    @Test
    void what_is_refused_says_why() throws Exception {
        assertThat(server.opsbro("ts", "put", "a b", "1").error()).contains("a space or a control character");
        assertThat(server.opsbro("ts", "put", "a", "1", "--time", "-30d").error())
                .contains("older than the samples that are kept");
        assertThat(server.opsbro("ts", "put", "a", "NaN").error()).contains("value is NaN, want a number");
        assertThat(server.opsbro("ts", "show", "shop.order").code()).isEqualTo(5);
    }

    @Test
    void statsd_takes_what_applications_send_once_the_node_is_in_its_group() throws Exception {
        var port = Patience.freePort();
        server.does("packs", "parameters", "set", "statsd.port", Integer.toString(port));
        server.does("packs", "parameters", "set", "statsd.flush_seconds", "1");
        server.does("agent", "parameters", "add", "groups", "statsd");
        within(60, () -> server.does("agent", "modules", "state").contains("listens on 127.0.0.1 port " + port));

        // bash sends a packet for each write
        within(60, () -> {
            server.shell("printf 'pages:1|c\\npage.time:320|ms|#env:prod' > /dev/udp/127.0.0.1/" + port);
            return !series("stats_counts.pages").isEmpty();
        });
        assertThat(series("stats.timers.page.time.mean_90;env=prod")).hasSize(1);
        server.does("agent", "parameters", "remove", "groups", "statsd");
        within(60, () -> server.does("agent", "modules", "state").contains("node is not in group statsd"));
    }

    @Test
    void graphite_takes_samples_over_tcp_and_udp() throws Exception {
        var port = Patience.freePorts(1);
        server.does("packs", "parameters", "set", "graphite.port", Integer.toString(port));
        server.does("agent", "parameters", "add", "groups", "graphite");
        within(60, () -> server.does("agent", "modules", "state").contains("listens on 127.0.0.1 port " + port));

        var now = Instant.now().getEpochSecond();
        for (var way : List.of("tcp", "udp"))
            server.shell("echo 'shop." + way + ";kind=test 42.5 " + now + "' > /dev/" + way + "/127.0.0.1/" + port);
        within(60, () -> series("shop.*").size() == 2);
        assertThat(server.does("ts", "dump", "shop.tcp;kind=test", "--from", "-1h"))
                .isEqualTo("shop.tcp;kind=test 42.5 " + now + "\n");
    }
}
