package org.opsbro.metrology.outward.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.metrology.live.Listening;
import org.opsbro.metrology.outward.live.Outward.Kind;
import org.opsbro.model.ModuleReport.State;
import org.opsbro.model.Value;

/** Out of a real store, over real sockets, to far ends that behave well and badly. */
class OutwardTest {
    private static final long NOON = Listening.NOON.getEpochSecond();
    private static final String SECRET = "s3cret-token";

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private volatile int ours = -1;

    @AfterEach
    void end() throws Exception {
        for (var each : open.reversed()) each.close();
    }

    private Listening<Outward.Settings> outward(Kind kind) {
        var listening = new Listening<Outward.Settings>(
                folder,
                clock -> new Outward(
                        kind,
                        new Outward.Surroundings(
                                folder.resolve("outward"),
                                () -> "web-1",
                                port -> port == ours,
                                clock,
                                new SplittableRandom(4))));
        listening.with("flush_seconds", Value.of(1));
        open.add(listening);
        return listening;
    }

    private static void put(Listening<?> outward, String series, int from, int count) {
        for (var i = from; i < from + count; i++) outward.store().put(series, NOON + i, i);
    }

    private static void awaitCounter(Listening<?> outward, String name, long value) {
        await().atMost(Duration.ofSeconds(60)).until(() -> outward.counter(name) == value);
    }

    /** A port where carbon would be: all lines of streams that ended. */
    private final class Carbon implements AutoCloseable {
        final Queue<String> lines = new ConcurrentLinkedQueue<>();
        final ServerSocket server = new ServerSocket();
        /** How many streams are reset after a part of them. */
        final AtomicInteger resets = new AtomicInteger();

        Carbon(int port) throws IOException {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            open.add(this);
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return server.getLocalPort();
        }

        private void accept() {
            while (!server.isClosed())
                try (var socket = server.accept()) {
                    if (resets.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        socket.getInputStream().readNBytes(10);
                        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                        continue;
                    }
                    new String(socket.getInputStream().readAllBytes(), UTF_8)
                            .lines()
                            .forEach(lines::add);
                } catch (IOException ignored) { // it is closed
                }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /** Where nobody listens. */
    private int closedPort() throws IOException {
        try (var before = new Carbon(0)) {
            return before.port();
        }
    }

    private static List<String> lines(String series, int from, int to) {
        var lines = new ArrayList<String>();
        for (var i = from; i < to; i++) lines.add(series + " " + i + " " + (NOON + i));
        return lines;
    }

    @Test
    void lines_wait_in_order_while_carbon_is_away_also_over_a_restart() throws Exception {
        var port = closedPort();
        var outward = outward(Kind.GRAPHITE)
                .with("host", Value.of("127.0.0.1"))
                .with("port", Value.of(port))
                .turn();
        put(outward, "a.b", 0, 50);
        awaitCounter(outward, "waiting", 50);
        await().until(() -> outward.report().state() == State.ERROR);
        assertThat(outward.report().log()).contains("Connection refused", "sends to 127.0.0.1:" + port);
        outward.close();
        open.remove(outward);

        var again = outward(Kind.GRAPHITE)
                .with("host", Value.of("127.0.0.1"))
                .with("port", Value.of(port))
                .turn();
        assertThat(again.counter("waiting")).isEqualTo(50);
        put(again, "a.b", 50, 50);
        var carbon = new Carbon(port);
        awaitCounter(again, "sent", 100);

        assertThat(carbon.lines).containsExactlyElementsOf(lines("a.b", 0, 100));
        await().until(() -> again.report().state() == State.STARTED);
        assertThat(again.counter("dropped") + again.counter("missed") + again.counter("waiting"))
                .isZero();
    }

    @Test
    void what_carbon_did_not_take_before_it_died_is_sent_again() throws Exception {
        var carbon = new Carbon(0);
        carbon.resets.set(2);
        var outward = outward(Kind.GRAPHITE)
                .with("host", Value.of("127.0.0.1"))
                .with("port", Value.of(carbon.port()))
                .with("prefix", Value.of("site"))
                .turn();
        put(outward, "a.b", 0, 2000);
        awaitCounter(outward, "sent", 2000);

        assertThat(carbon.lines).containsExactlyElementsOf(lines("site.a.b", 0, 2000));
        assertThat(carbon.resets).hasValue(0);
    }

    @Test
    void it_never_sends_to_itself() throws Exception {
        var carbon = new Carbon(0);
        ours = carbon.port();
        var outward = outward(Kind.GRAPHITE)
                .with("host", Value.of("localhost"))
                .with("port", Value.of(carbon.port()))
                .turn();
        put(outward, "a.b", 0, 1);
        await().until(() -> outward.report().log().contains("is this agent itself"));

        assertThat(outward.counter("waiting")).isEqualTo(1);
        assertThat(carbon.lines).isEmpty();
    }

    @Test
    void only_the_wanted_series_are_sent_and_late_samples_apart() throws Exception {
        var carbon = new Carbon(0);
        var outward = outward(Kind.GRAPHITE)
                .with("host", Value.of("127.0.0.1"))
                .with("port", Value.of(carbon.port()))
                .with("series", Value.texts(List.of("a.*", "shop")))
                .turn();
        put(outward, "a.b", 5, 2);
        put(outward, "a.b", 1, 1);
        put(outward, "other.b", 1, 1);
        put(outward, "my.shop", 1, 1);
        awaitCounter(outward, "sent", 4);

        assertThat(carbon.lines)
                .contains("my.shop 1 " + (NOON + 1))
                .containsSubsequence("a.b 5 " + (NOON + 5), "a.b 6 " + (NOON + 6), "a.b 1 " + (NOON + 1));
        outward.with("series", Value.texts(List.of("a.{b"))).turn();
        assertThat(outward.report().log()).contains("want a } after the {");
        put(outward, "a.b", 7, 1);
        assertThat(outward.turn().report().state()).isEqualTo(State.ERROR);
        assertThat(carbon.lines).hasSize(4);
    }

    @Test
    void the_oldest_are_dropped_and_counted_when_the_spool_is_full() throws Exception {
        var port = closedPort();
        var outward = outward(Kind.GRAPHITE)
                .with("host", Value.of("127.0.0.1"))
                .with("port", Value.of(port))
                .with("spool_mib", Value.of(1))
                .turn();
        var name = "long." + "x".repeat(900);
        for (var i = 0; i < 3; i++) {
            put(outward, name, i * 1000, 1000);
            var come = (i + 1) * 1000L;
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> outward.counter("waiting") + outward.counter("dropped") == come);
        }
        assertThat(outward.counter("dropped")).isBetween(1500L, 2500L);
        assertThat(outward.counter("spool_bytes")).isLessThanOrEqualTo(1 << 20);
        assertThat(outward.report().log()).contains("samples were lost as there was no room for them");
        var carbon = new Carbon(port);
        awaitCounter(outward, "waiting", 0);

        assertThat(carbon.lines).hasSize((int) outward.counter("sent"));
        assertThat(carbon.lines).last().asString().endsWith(" 2999 " + (NOON + 2999));
        assertThat(outward.counter("sent") + outward.counter("dropped")).isEqualTo(3000);
    }

    /** A far end over HTTP. */
    private interface Answering {
        void answer(HttpExchange call) throws IOException;
    }

    private String web(Answering answering) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", answering::answer);
        server.start();
        open.add(() -> {
            server.stop(0);
            threads.shutdownNow();
        });
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void say(HttpExchange call, int code, String text) throws IOException {
        try (call) {
            var bytes = text.getBytes(UTF_8);
            call.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
            call.getResponseBody().write(bytes);
        }
    }

    private static String unpacked(HttpExchange call) throws IOException {
        return new String(
                new GZIPInputStream(
                                new ByteArrayInputStream(call.getRequestBody().readAllBytes()))
                        .readAllBytes(),
                UTF_8);
    }

    @Test
    void influx_takes_lines_with_a_token_that_is_shown_nowhere() throws Exception {
        var calls = new CopyOnWriteArrayList<String>();
        var url = web(call -> {
            calls.add(call.getRequestMethod() + " " + call.getRequestURI() + " "
                    + call.getRequestHeaders().getFirst("Authorization") + " " + unpacked(call));
            say(call, 204, "");
        });
        var outward = outward(Kind.INFLUX)
                .with("url", Value.of(url + "/write"))
                .with("database", Value.of("my db"))
                .with("token", Value.of(SECRET))
                .turn();
        outward.store().put("web-1.load.one", NOON, 0.5);
        awaitCounter(outward, "sent", 1);

        assertThat(calls)
                .containsExactly("POST /write?db=my+db&precision=s Bearer " + SECRET + " load,node=web-1 one=0.5 "
                        + NOON + "\n");
        assertThat(outward.report().toString()).doesNotContain(SECRET);
    }

    @Test
    void what_is_refused_is_counted_and_what_comes_too_early_is_sent_again() throws Exception {
        var bodies = new CopyOnWriteArrayList<String>();
        var answers = new ConcurrentLinkedQueue<>(List.of(503, 429, 302, 400, 204));
        var times = new CopyOnWriteArrayList<Long>();
        var url = web(call -> {
            bodies.add(unpacked(call));
            times.add(System.nanoTime());
            var code = answers.isEmpty() ? 204 : answers.poll();
            if (code == 429) call.getResponseHeaders().add("Retry-After", "3");
            if (code == 302) call.getResponseHeaders().add("Location", "/elsewhere");
            say(
                    call,
                    code,
                    code == 204
                            ? ""
                            : "no:\n\u001b[31m " + call.getRequestHeaders().getFirst("Authorization"));
        });
        var outward = outward(Kind.INFLUX)
                .with("url", Value.of(url + "/write"))
                .with("token", Value.of(SECRET))
                .turn();
        put(outward, "a", 0, 3);
        await().until(() -> outward.report().log().contains("503"));
        assertThat(outward.report().log())
                .contains("answers 503: no: [31m Bearer ********")
                .doesNotContain(SECRET, "\u001b", "\n");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> outward.report().log().contains("a redirect, which is not followed"));
        awaitCounter(outward, "refused", 3);
        put(outward, "a", 3, 2);
        awaitCounter(outward, "sent", 2);

        assertThat(bodies).hasSize(5);
        assertThat(bodies.subList(0, 4)).containsOnly(bodies.getFirst());
        assertThat(Duration.ofNanos(times.get(2) - times.get(1))).isGreaterThan(Duration.ofMillis(2900));
        assertThat(outward.counter("waiting")).isZero();
        assertThat(outward.report().counters().get("last_refusal").display())
                .contains("answers 400")
                .doesNotContain(SECRET);
    }

    @Test
    void answers_without_end_are_cut_and_count_as_what_they_say() throws Exception {
        var url = web(call -> {
            call.getRequestBody().readAllBytes();
            call.sendResponseHeaders(call.getRequestURI().getPath().equals("/fine") ? 200 : 500, 0);
            try (call) {
                for (var bytes = new byte[65_536]; ; ) call.getResponseBody().write(bytes);
            }
        });
        var outward =
                outward(Kind.PROMETHEUS).with("url", Value.of(url + "/broken")).turn();
        put(outward, "a", 0, 1);
        await().until(() -> outward.report().log().contains("answers 500"));
        assertThat(outward.report().log().length()).isLessThan(1000);
        outward.with("url", Value.of(url + "/fine")).turn();
        awaitCounter(outward, "sent", 1);
    }

    @Test
    void what_is_wrong_in_the_parameters_is_told_without_secrets() {
        var outward = outward(Kind.PROMETHEUS);
        assertThat(outward.report().log()).contains("set the parameter url", "opsbro packs show write-prometheus");
        outward.with("url", Value.of("http://me:" + SECRET + "@127.0.0.1/")).turn();
        assertThat(outward.report().log()).doesNotContain(SECRET);
        outward.with("url", Value.of("ftp://127.0.0.1/"))
                .with("token", Value.of(SECRET + "\u0001"))
                .turn();
        assertThat(outward.report().log()).doesNotContain(SECRET);
        outward.with("url", Value.of("https://127.0.0.1:1/"))
                .with("ca_file", Value.of("/does/not/exist"))
                .turn();
        assertThat(outward.report().log()).contains("/does/not/exist");
        outward.with("ca_file", Value.of("/proc/self/status")).turn();
        assertThat(outward.report().log()).contains("/proc/self/status has no certificates");
    }
}
