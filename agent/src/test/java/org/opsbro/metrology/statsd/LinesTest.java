package org.opsbro.metrology.statsd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.metrology.Shares;
import org.opsbro.model.Value;

class LinesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/metrology/statsd");
    private Metrics metrics = new Metrics(true, new double[] {90}, 100, 3, 42);
    private Lines lines = new Lines(metrics);

    private void send(String packet) {
        var bytes = packet.getBytes(UTF_8);
        lines.read(bytes, bytes.length);
    }

    private Map<String, Double> flush(double seconds) {
        var told = new TreeMap<String, Double>();
        metrics.flush(
                (name, known, value) -> {
                    assertThat(told.put(name, value))
                            .as("%s is told once", name)
                            .isNull();
                    return name;
                },
                seconds);
        return told;
    }

    /** Without what it tells of itself. */
    private Map<String, Double> flush() {
        var told = flush(10);
        told.keySet().removeIf(name -> name.contains("statsd."));
        return told;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void all_keys_and_values_are_those_of_npm_statsd(boolean isLegacy) throws IOException {
        metrics = new Metrics(isLegacy, new double[] {90, 99.9, -10}, 100, 3, 42);
        lines = new Lines(metrics);
        for (var packet : Files.readString(GOLDEN.resolve("packets.txt")).split("\n---\n")) send(packet.strip());
        var told = flush(5);

        var wanted = new TreeMap<String, Double>();
        for (var line : Files.readAllLines(GOLDEN.resolve(isLegacy ? "legacy.txt" : "new.txt")))
            wanted.put(line.substring(0, line.indexOf(' ')), Double.parseDouble(line.substring(line.indexOf(' ') + 1)));
        assertThat(told.keySet()).isEqualTo(wanted.keySet());
        wanted.forEach((name, value) -> assertThat(told.get(name)).as(name).isCloseTo(value, within(1e-9)));
    }

    @Test
    void a_metric_that_is_silent_is_told_for_a_while_then_forgotten() {
        send("c:1|c\ng:7|g\ns:a|s\nt:5|ms");
        flush();
        var silent = Map.of(
                "stats.c",
                0.0,
                "stats_counts.c",
                0.0,
                "stats.gauges.g",
                7.0,
                "stats.sets.s.count",
                0.0,
                "stats.timers.t.count",
                0.0,
                "stats.timers.t.count_ps",
                0.0);
        assertThat(flush()).isEqualTo(silent);
        assertThat(flush()).isEqualTo(silent);
        send("g:+1|g");
        assertThat(flush()).containsEntry("stats.gauges.g", 8.0).hasSize(6);

        assertThat(flush()).containsOnlyKeys("stats.gauges.g");
        send("c:2|c");
        assertThat(flush()).containsEntry("stats_counts.c", 2.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "a:1:2:3|c stats_counts.a=6.0",
                "a:1:2|c|@0.5 stats_counts.a=6.0",
                "a:1|c:2:3|c stats_counts.a=6.0",
                "a:5|m stats_counts.a=5.0",
                "a:5:7|h stats.timers.a.upper=7.0",
                "a:5:7|d stats.timers.a.lower=5.0",
                "a:x:y:x|s stats.sets.a.count=2.0",
                "a:1|c|#k:v,b:w stats_counts.a;b=w;k=v=1.0",
                "a:1|c|@0.5|#k:v stats_counts.a;k=v=2.0",
                "a:1|c|#k:v|@0.5 stats_counts.a;k=v=1.0",
                "a:1|c|#k:v:w stats_counts.a;k=v_w=1.0",
                "a:1|c|#flag stats_counts.a;flag=true=1.0",
                "a,k=v:1|c stats_counts.a;k=v=1.0",
                "a;k=v:1|c|#b:w stats_counts.a;b=w;k=v=1.0",
                "a:1|g|c:in-17 stats.gauges.a=1.0",
                "a:1|g|T1656581400|c:in-17|e:it-x stats.gauges.a=1.0",
                "ä/b:1|g stats.gauges.-b=1.0",
                "a.b:1e3|g stats.gauges.a.b=1000.0"
            })
    void packings_types_and_tags(String packet, String wanted) {
        send(packet);
        var equals = wanted.lastIndexOf('=');
        assertThat(flush())
                .containsEntry(wanted.substring(0, equals), Double.parseDouble(wanted.substring(equals + 1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                ":1|c",
                "a:",
                "a:|c",
                "a:1",
                "a:1|",
                "a:1|x",
                "a:1|c|@0",
                "a:1|c|@x",
                "a:NaN|g",
                "a:1e999|g",
                "a:-1|ms",
                "ä:1|c",
                "_e{5,4}:title|text",
                "_sc|a.check|0",
                "a:|s"
            })
    void what_is_wrong_is_counted_and_told(String line) {
        send(line + "\r\ngood:1|c\n\n");

        assertThat(flush()).containsOnlyKeys("stats.good", "stats_counts.good");
        assertThat(metrics.toValue().get("bad_lines")).isEqualTo(Value.of(1));
        assertThat(metrics.toValue().get("last_bad").display()).isNotEmpty();
    }

    @Test
    void more_metrics_than_may_be_are_refused_and_those_there_go_on() {
        for (var i = 0; i < 200; i++) send("m" + i + ":1|c");
        send("m0:5|c");

        assertThat(metrics.toValue().get("metrics")).isEqualTo(Value.of(100));
        assertThat(metrics.toValue().get("refused")).isEqualTo(Value.of(103));
        assertThat(flush()).containsEntry("stats_counts.m0", 6.0);
    }

    @Test
    void names_that_are_written_in_very_many_ways_are_one_metric_in_bounded_memory() {
        for (var i = 0; i < 5_000; i++) send("a" + "?".repeat(i % 1000) + "b" + "!".repeat(i / 1000) + ":1|c");

        assertThat(flush()).containsEntry("stats_counts.ab", 5_000.0).hasSize(2);
    }

    @Test
    void a_set_counts_up_to_its_limit() {
        for (var i = 0; i < 150_000; i++) send("s:" + i + "|s");
        assertThat(flush()).containsEntry("stats.sets.s.count", (double) LongSet.MOST);
        send("s:1|s");
        assertThat(flush()).containsEntry("stats.sets.s.count", 1.0);
    }

    @Test
    void timers_and_sets_share_bounded_memory_that_comes_back() {
        metrics = new Metrics(true, new double[] {90}, 5_000, 100, 42);
        lines = new Lines(metrics);
        for (var timer = 0; timer < 2_000; timer++)
            for (var i = 0; i < 110; i++) send("t" + timer + ":1:2:3:4:5:6:7:8:9:10|ms");
        assertThat(((Value.Int) metrics.toValue().get("refused")).number()).isPositive();
        var told = flush();
        assertThat(told).containsEntry("stats.timers.t0.count", 1_100.0);
        assertThat(told.get("stats.timers.t1999.count")).isLessThan(1_100);

        flush();
        for (var i = 0; i < 110; i++) send("t1999:1:2:3:4:5:6:7:8:9:10|ms");
        assertThat(flush()).containsEntry("stats.timers.t1999.count", 1_100.0);
    }

    @Test
    void random_bytes_change_nothing_but_counters() {
        var random = new SplittableRandom(11);
        var alphabet = "ab:|#@,;=.cgmshd0123456789+-e\n\r T".getBytes(UTF_8);
        var packet = new byte[300];
        for (var round = 0; round < 100_000; round++) {
            var length = random.nextInt(packet.length);
            for (var i = 0; i < length; i++)
                packet[i] =
                        random.nextInt(20) == 0 ? (byte) random.nextInt() : alphabet[random.nextInt(alphabet.length)];
            lines.read(packet, length);
        }
        flush(10).forEach((name, value) -> assertThat(name).matches("[A-Za-z0-9_.;=-]+"));
    }

    /** Some are kept elsewhere. */
    private static final class Two implements Shares {
        private final List<String> sent = new ArrayList<>();

        @Override
        public Object placement() {
            return "a placement";
        }

        @Override
        public Object place(String name) {
            return name.startsWith("far") ? "there" : "here";
        }

        @Override
        public boolean isHere(Object place) {
            return place.equals("here");
        }

        @Override
        public void send(Object place, byte[] bytes, int from, int to) {
            sent.add(new String(bytes, from, to - from, UTF_8));
        }
    }

    @Test
    void whole_lines_of_metrics_that_others_keep_go_there_and_are_not_told_here() {
        var two = new Two();
        lines = new Lines(metrics, two);

        send("far/orders:1|c:2|c\r\nnear:1|c\nfar:3:4|ms|@0.5|#b:2,a:1\n:5|c\nfar:oops|c");

        assertThat(two.sent).containsExactly("far/orders:1|c:2|c", "far:3:4|ms|@0.5|#b:2,a:1", "far:oops|c");
        assertThat(flush()).containsOnlyKeys("stats.near", "stats_counts.near");
        assertThat(metrics.toValue().get("bad_lines")).isEqualTo(Value.of(1));
        var line = "far/orders  x:1|c|#b:2,a:1|c:id".getBytes(UTF_8);
        assertThat(Lines.key(line, 0, line.length)).isEqualTo("far-orders_x;a=1;b=2");
    }

    @Test
    void what_is_known_costs_no_memory_where_others_keep_some() {
        lines = new Lines(metrics, new Two());
        assertNoMemory();
    }

    @Test
    void what_is_known_costs_no_memory() {
        assertNoMemory();
    }

    private void assertNoMemory() {
        var packet = "page.views:1|c|@0.5|#env:prod\nload:+3.25|g\napi.time:320.5:12|ms\nusers:alice|s".getBytes(UTF_8);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (var i = 0; i < 20_000; i++) lines.read(packet, packet.length);
        var before = threads.getCurrentThreadAllocatedBytes();
        for (var i = 0; i < 20_000; i++) lines.read(packet, packet.length);
        var spent = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(spent).as("bytes for 100,000 samples").isLessThan(10_000);
    }
}
