package org.opsbro.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
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
                                "PUT",
                                "/echo/{path*}",
                                "gives back",
                                Access.TOKEN,
                                request -> Reply.text(request.variable("path") + "=" + request.text() + "?"
                                        + request.query("q").orElse(""))),
                        new Route("POST", "/stop", "stops", Access.LOCAL, request -> Reply.text("stopped")),
                        new Route("GET", "/bug", "fails", Access.OPEN, request -> {
                            throw new IllegalStateException("a bug, as this test wants it");
                        })),
                "secret");
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
}
