package org.opsbro.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Value;
import org.opsbro.wire.Route.Access;

/** With real sockets, and curl as the client where it can be. */
class HttpServerTest {
    @TempDir
    private Path folder;

    private HttpServer server = new HttpServer(List.of(), "");
    private int port;
    private CountDownLatch arrived = new CountDownLatch(3);
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final CountDownLatch held = new CountDownLatch(4);
    private final AtomicInteger pieces = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);

    @BeforeEach
    void start() throws IOException {
        server.close();
        server = new HttpServer(
                List.of(
                        new Route(
                                "GET",
                                "/hello/{name}",
                                "says hello",
                                Access.OPEN,
                                request -> Reply.json(Value.of("hello " + request.variable("name")))),
                        new Route(
                                "GET",
                                "/hello/all",
                                "says hello to all",
                                Access.OPEN,
                                request -> Reply.json(Value.of("hello all"))),
                        new Route(
                                "GET",
                                "/tags",
                                "gives back",
                                Access.OPEN,
                                request -> Reply.text(String.join(",", request.queries("tag")))
                                        .with("X-Last", request.query("tag").orElse("none"))),
                        new Route("GET", "/broken", "ends with an Error", Access.OPEN, request -> {
                            throw new StackOverflowError("as this test wants it");
                        }),
                        new Route("GET", "/wait", "waits for the end", Access.OPEN, request -> {
                            arrived.countDown();
                            request.waiting().until(end, Duration.ofSeconds(30));
                            return Reply.text("ended " + end.isDone());
                        }),
                        new Route("GET", "/hold", "holds its place to the end", Access.OPEN, request -> {
                            held.countDown();
                            return Reply.text(end.get(30, TimeUnit.SECONDS));
                        }),
                        new Route(
                                "GET",
                                "/flow",
                                "goes on",
                                Access.OPEN,
                                request -> Reply.flowing("text/plain", sink -> {
                                    for (var i = 0; i < 3; i++) sink.send(("piece " + i + "\n").getBytes(UTF_8));
                                })),
                        new Route(
                                "GET",
                                "/flood",
                                "never ends",
                                Access.OPEN,
                                request -> Reply.flowing("text/plain", sink -> {
                                    try {
                                        while (true) {
                                            sink.send(new byte[64 * 1024]);
                                            pieces.incrementAndGet();
                                        }
                                    } finally {
                                        ended.countDown();
                                    }
                                })),
                        new Route(
                                "PUT",
                                "/echo/{path*}",
                                "gives back",
                                Access.TOKEN,
                                request -> Reply.text(request.variable("path") + "=" + request.text() + "?"
                                        + request.query("q").orElse(""))),
                        new Route(
                                "PUT", "/v1/agent/join", "takes a token", Access.TOKEN, request -> Reply.text("taken")),
                        new Route("POST", "/stop", "stops", Access.LOCAL, request -> Reply.text("stopped")),
                        new Route("GET", "/bug", "fails", Access.OPEN, request -> {
                            throw new IllegalStateException("a bug, as this test wants it");
                        })),
                "secret",
                new Places(4, 3));
        server.listen(folder.resolve("sock"));
        port = server.listen("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String curl(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("curl", "-s", "-m", "10", "-w", " %{http_code}"));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    private String tcp(String path, String... words) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of(words));
        all.add("http://127.0.0.1:" + port + path);
        return curl(all.toArray(String[]::new));
    }

    private String unix(String path, String... words) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--unix-socket", folder.resolve("sock").toString(), "http://localhost" + path));
        return curl(all.toArray(String[]::new));
    }

    @Test
    void routes_are_found_by_their_paths() throws Exception {
        assertThat(tcp("/hello/bob")).isEqualTo("\"hello bob\" 200");
        assertThat(tcp("/hello/b%C3%A9")).isEqualTo("\"hello bé\" 200");
        assertThat(tcp("/hello/all")).isEqualTo("\"hello all\" 200");
        assertThat(tcp("/hello")).contains("there is no /hello").endsWith("404");
        assertThat(tcp("/hello/bob", "-X", "DELETE"))
                .contains("DELETE is not for /hello/bob: want GET")
                .endsWith("405");
        assertThat(tcp("/bug")).contains("a bug, as this test wants it").endsWith("500");
    }

    @Test
    void a_call_that_ends_with_an_error_of_the_machine_is_answered() throws Exception {
        assertThat(tcp("/broken", "--max-time", "10"))
                .contains("as this test wants it")
                .endsWith("500");
        assertThat(tcp("/hello/bob")).endsWith("200");
    }

    @Test
    void over_tcp_nobody_may_more_than_a_route_says() throws Exception {
        assertThat(tcp("/echo/a/b?q=1", "-X", "PUT", "-d", "body"))
                .contains("Bearer TOKEN")
                .endsWith("401");
        assertThat(tcp("/echo/a/b?q=1", "-X", "PUT", "-d", "body", "-H", "Authorization: Bearer wrong"))
                .endsWith("401");
        assertThat(tcp("/echo/a/b?q=1", "-X", "PUT", "-d", "body", "-H", "Authorization: Bearer secret"))
                .isEqualTo("a/b=body?1 200");
        assertThat(tcp("/stop", "-X", "POST", "-H", "Authorization: Bearer secret"))
                .contains("Unix socket")
                .endsWith("403");
        assertThat(unix("/stop", "-X", "POST")).isEqualTo("stopped 200");
        assertThat(unix("/echo/x", "-X", "PUT", "-d", "y")).isEqualTo("x=y? 200");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("sock"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_body_that_is_too_large_is_refused() throws Exception {
        var large = folder.resolve("large");
        Files.write(large, new byte[10 * 1024 * 1024]);
        assertThat(unix("/echo/x", "-X", "PUT", "--data-binary", "@" + large)).endsWith("413");
        assertThat(unix("/hello/bob")).endsWith("200");
    }

    @Test
    void calls_sent_together_are_answered_in_order() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var calls = new StringBuilder();
            for (var i = 0; i < 20; i++)
                calls.append("GET /hello/n")
                        .append(i)
                        .append(" HTTP/1.1\r\nHost: x\r\n")
                        .append(i == 19 ? "Connection: close\r\n" : "")
                        .append("\r\n");
            socket.getOutputStream().write(calls.toString().getBytes(UTF_8));
            var answers = new String(socket.getInputStream().readAllBytes(), UTF_8);
            var at = 0;
            for (var i = 0; i < 20; i++) {
                at = answers.indexOf("\"hello n" + i + "\"", at);
                assertThat(at).isPositive();
            }
        }
    }

    @Test
    void whatever_comes_the_next_caller_is_answered() throws Exception {
        var random = new Random(3);
        var pieces = List.of(
                "GET ",
                "/hello/x",
                " HTTP/1.1",
                "\r\n",
                "\r\n\r\n",
                "Host: ",
                "Content-Length: 99999999999\r\n",
                "Transfer-Encoding: chunked\r\n",
                "\0\0\0",
                "%%%",
                "x".repeat(9000),
                "é",
                ": ");
        for (var i = 0; i < 300; i++) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(500);
                var bytes = new StringBuilder();
                for (var length = 1 + random.nextInt(12); length > 0; length--)
                    bytes.append(pieces.get(random.nextInt(pieces.size())));
                socket.getOutputStream().write(bytes.toString().getBytes(UTF_8));
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (IOException closed) {
                assertThat(closed).isNotNull(); // the server had enough
            }
        }
        assertThat(tcp("/hello/bob")).endsWith("200");
    }

    @Test
    void a_call_that_ends_the_server_has_its_answer() throws Exception {
        for (var i = 0; i < 20; i++) {
            var ending = new CountDownLatch(1);
            var ended = new HttpServer(
                    List.of(new Route("POST", "/end", "ends", Access.LOCAL, request -> {
                        ending.countDown();
                        return Reply.text("bye");
                    })),
                    "");
            var closing = Thread.ofVirtual().start(() -> {
                try {
                    ending.await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
                ended.close();
            });
            ended.listen(folder.resolve("end"));
            assertThat(curl("-X", "POST", "--unix-socket", folder.resolve("end").toString(), "http://localhost/end"))
                    .isEqualTo("bye 200");
            closing.join();
        }
    }

    @Test
    void a_name_may_be_asked_more_than_once_and_an_answer_has_headers_of_its_own() throws Exception {
        assertThat(tcp("/tags?tag=a&tag=b&x=1", "-i"))
                .contains("X-Last: b")
                .contains("content-type: text/plain")
                .endsWith("a,b 200");
        assertThat(tcp("/tags")).isEqualTo(" 200");
    }

    @Test
    void the_clients_of_consul_show_their_token_in_a_header_of_their_own() throws Exception {
        assertThat(tcp("/echo/a", "-X", "PUT", "-d", "b", "-H", "X-Consul-Token: secret"))
                .isEqualTo("a=b? 200");
        assertThat(tcp("/echo/a", "-X", "PUT", "-d", "b", "-H", "X-Consul-Token: wrong"))
                .endsWith("401");
    }

    @Test
    void other_clients_of_consul_show_it_in_the_query_of_its_api_and_nowhere_else() throws Exception {
        assertThat(tcp("/v1/agent/join?token=secret", "-X", "PUT")).isEqualTo("taken 200");
        assertThat(tcp("/v1/agent/join?token=wrong", "-X", "PUT")).endsWith("401");
        assertThat(tcp("/v1/agent/join?token=secret", "-X", "PUT", "-H", "X-Consul-Token: wrong"))
                .endsWith("401");
        assertThat(tcp("/echo/a?token=secret", "-X", "PUT", "-d", "b")).endsWith("401");
    }

    private Socket waiting() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write("GET /wait HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
        return socket;
    }

    @Test
    void calls_that_wait_leave_their_places_to_others() throws Exception {
        try (var one = waiting();
                var two = waiting();
                var three = waiting()) {
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

            assertThat(tcp("/hello/bob")).endsWith("200");
            assertThat(tcp("/wait")).contains("3 calls wait already").endsWith("503");
            end.complete("now");
            for (var socket : List.of(one, two, three))
                assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                        .endsWith("ended true");
        }
    }

    @Test
    void who_goes_away_waits_no_longer() throws Exception {
        try (var one = waiting();
                var two = waiting();
                var three = waiting()) {
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(List.of(one, two, three)).allMatch(Socket::isConnected);
        }
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            arrived = new CountDownLatch(1);
            try (var another = waiting()) {
                another.setSoTimeout(200);
                another.getInputStream().readNBytes(1);
                return false; // it was refused
            } catch (SocketTimeoutException waits) {
                return arrived.getCount() == 0;
            }
        });
    }

    @Test
    void a_port_that_is_taken_is_told() {
        var other = new HttpServer(List.of(), "");
        try {
            assertThatThrownBy(() -> other.listen("127.0.0.1", port))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on")
                    .hasMessageContaining(String.valueOf(port));
        } finally {
            other.close();
        }
    }

    @Test
    void an_answer_that_goes_on_comes_in_pieces_and_the_connection_stays() throws Exception {
        var url = "http://127.0.0.1:" + port;

        assertThat(curl("-v", url + "/flow", url + "/hello/you"))
                .contains("piece 0\npiece 1\npiece 2\n", "transfer-encoding: chunked", "\"hello you\" 200")
                .contains("Re-using existing connection");
        assertThat(curl("-I", url + "/flow")).contains("200").doesNotContain("piece");
    }

    @Test
    void a_caller_who_takes_nothing_is_not_written_to_and_one_who_goes_ends_the_answer() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("GET /flood HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
            Awaitility.await().until(() -> pieces.get() > 0);
            var still = new AtomicInteger(-1);
            // until the buffers of the kernel are full
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(25))
                    .until(() -> still.getAndSet(pieces.get()) == pieces.get());
            assertThat(tcp("/hello/others")).contains("hello others");
            assertThat(ended.getCount()).isEqualTo(1);
        }

        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void answers_that_go_on_leave_places_for_others_and_are_limited_themselves() throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            for (var i = 0; i < 3; i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                open.add(socket);
                socket.getOutputStream().write("GET /flood HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
                assertThat(socket.getInputStream().readNBytes(12)).isEqualTo("HTTP/1.1 200".getBytes(UTF_8));
            }

            assertThat(tcp("/hello/others")).contains("hello others");
            assertThat(tcp("/flow")).contains("3 calls wait already", "503");
        } finally {
            for (var socket : open) socket.close();
        }
    }

    @Test
    void a_call_for_which_there_is_no_place_waits_for_one() throws Exception {
        List<CompletableFuture<String>> holders = new ArrayList<>();
        for (var i = 0; i < 4; i++) holders.add(later("/hold"));
        assertThat(held.await(20, TimeUnit.SECONDS)).isTrue();

        var fifth = later("/hello/fifth");
        Awaitility.await().during(Duration.ofMillis(200)).until(() -> !fifth.isDone());
        end.complete("over");

        assertThat(fifth.get(20, TimeUnit.SECONDS)).contains("hello fifth", "200");
        for (var holder : holders) assertThat(holder.get(20, TimeUnit.SECONDS)).contains("over", "200");
    }

    private CompletableFuture<String> later(String path) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return tcp(path);
                    } catch (IOException | InterruptedException failed) {
                        throw new IllegalStateException(failed);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }
}
