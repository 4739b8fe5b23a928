package org.opsbro.host.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.host.Hands.Fetching;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.HostException;
import org.opsbro.host.Sum;

/** Files from real servers on this machine. */
class DownloadsTest {
    private static final byte[] TOOL = "#!/bin/sh\necho tool\n".getBytes(UTF_8);
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    private Path temporary;

    private final CountDownLatch over = new CountDownLatch(1);
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final LinuxHands hands = new LinuxHands();
    private HttpServer server;
    private Path target;
    private Rights ours;

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void serves() throws IOException {
        var folder = temporary.toRealPath();
        target = folder.resolve("tool");
        var entry = new LinuxFiles().entry(folder.toString()).orElseThrow();
        ours = new Rights(0750, entry.uid(), entry.gid());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        at("/tool", exchange -> give(exchange, 200, TOOL));
    }

    @AfterEach
    void closes() {
        over.countDown();
        server.stop(0);
    }

    private void at(String path, Answer answer) {
        answers(server, path, answer);
    }

    private void answers(HttpServer on, String path, Answer answer) {
        on.createContext(path, exchange -> {
            calls.computeIfAbsent(path, first -> new AtomicInteger()).incrementAndGet();
            try (exchange) {
                answer.to(exchange);
            }
        });
    }

    private static void give(HttpExchange exchange, int code, byte[] body) throws IOException {
        exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static Answer leads(String to) {
        return exchange -> {
            exchange.getResponseHeaders().add("Location", to);
            give(exchange, 302, new byte[0]);
        };
    }

    private static String root(HttpServer on) {
        return (on instanceof HttpsServer ? "https" : "http") + "://localhost:"
                + on.getAddress().getPort();
    }

    private Fetching fetching(String url, Map<Sum, String> sums, Optional<String> before) {
        return new Fetching(target.toString(), url, sums, before, ours, 1 << 20, LONG);
    }

    private void fetch(String path, Map<Sum, String> sums) {
        hands.fetch(fetching(root(server) + path, sums, Optional.empty()));
    }

    private void refuses(String path, String why) {
        assertThatThrownBy(() -> fetch(path, Map.of()))
                .as(path)
                .isInstanceOf(HostException.class)
                .hasMessageStartingWith("cannot fetch " + root(server) + path + ": ")
                .hasMessageContaining(why);
        assertThat(temporary).as("nothing is left of " + path).isEmptyDirectory();
    }

    @Test
    void a_file_comes_with_its_rights_and_all_its_sums() throws IOException {
        fetch("/tool", Map.of(Sum.SHA256, Sum.SHA256.of(TOOL), Sum.MD5, Sum.MD5.of(TOOL), Sum.SHA1, Sum.SHA1.of(TOOL)));

        assertThat(target).hasBinaryContent(TOOL);
        assertThat((int) Files.getAttribute(target, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777)
                .isEqualTo(0750);
        assertThat(temporary).isDirectoryContaining(file -> file.endsWith("tool"));
        assertThat(temporary.toFile().list()).hasSize(1);
    }

    @Test
    void what_has_another_sum_changes_nothing_and_is_not_fetched_again_while_it_is_the_same() throws IOException {
        at("/other", exchange -> {
            exchange.getResponseHeaders().add("ETag", "\"v1\"");
            var known = "\"v1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
            give(exchange, known ? 304 : 200, known ? new byte[0] : "other".getBytes(UTF_8));
        });
        Files.writeString(target, "old");
        var wanted = fetching(
                root(server) + "/other",
                Map.of(Sum.SHA256, Sum.SHA256.of(TOOL)),
                Optional.of(Sum.SHA256.of("old".getBytes(UTF_8))));

        assertThatThrownBy(() -> hands.fetch(wanted))
                .hasMessageContaining(
                        "has the sha256 sum d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa, want ");
        assertThatThrownBy(() -> hands.fetch(wanted))
                .hasMessageContaining("the server still has what had another sum than wanted");

        assertThat(target).hasContent("old");
        assertThat(temporary.toFile().list()).hasSize(1);
        assertThat(calls.get("/other")).hasValue(2);
    }

    @Test
    void what_somebody_else_put_there_is_left_alone() throws IOException {
        Files.writeString(target, "theirs");
        assertThatThrownBy(() -> fetch("/tool", Map.of())).hasMessageContaining("somebody else writes it too");
        var link = temporary.toRealPath().resolve("link");
        Files.createSymbolicLink(link, target);
        assertThatThrownBy(() -> hands.fetch(new Fetching(
                        link.toString(), root(server) + "/tool", Map.of(), Optional.empty(), ours, 99, LONG)))
                .hasMessageContaining("symbolic link");
        assertThat(target).hasContent("theirs");
        assertThat(calls).as("it is not even asked for").isEmpty();
    }

    @Test
    void what_is_too_large_is_refused_before_or_while_it_comes() {
        var large = new byte[(1 << 20) + 1];
        at("/announced", exchange -> give(exchange, 200, large));
        at("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (true) exchange.getResponseBody().write(large);
        });

        refuses("/announced", "it has more than 1048576 bytes");
        refuses("/endless", "it has more than 1048576 bytes");
    }

    @Test
    void what_ends_early_fails_or_is_not_there_is_refused() {
        at("/half", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(TOOL);
            exchange.getResponseBody().flush();
            throw new IOException("the server breaks down");
        });
        at("/gone", exchange -> give(exchange, 410, "gone".getBytes(UTF_8)));

        refuses("/half", "");
        refuses("/gone", "the server answers 410");
    }

    @Test
    void who_is_too_slow_is_not_waited_for() {
        at("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                for (var i = 0; i < 3000 && over.getCount() > 0; i++) {
                    exchange.getResponseBody().write(TOOL);
                    exchange.getResponseBody().flush();
                    over.await(10, java.util.concurrent.TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        at("/silent", exchange -> {
            try {
                over.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });

        for (var path : new String[] {"/slow", "/silent"})
            assertThatThrownBy(() -> hands.fetch(new Fetching(
                            target.toString(),
                            root(server) + path,
                            Map.of(),
                            Optional.empty(),
                            ours,
                            1 << 20,
                            Duration.ofMillis(300))))
                    .as(path)
                    .isInstanceOf(HostException.class);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void it_goes_where_it_is_led_but_not_for_ever_and_not_anywhere() {
        at("/once", leads("tool"));
        at("/loop", leads("/loop"));
        at("/file", leads("file:///etc/passwd"));
        at("/user", leads("http://me:secret@localhost/"));
        at("/nowhere", leads(""));

        fetch("/once", Map.of());
        assertThat(target).hasBinaryContent(TOOL);
        target.toFile().delete();
        refuses("/loop", "it leads on more than 5 times");
        assertThat(calls.get("/loop")).hasValue(6);
        refuses("/file", "it leads to \"file:///etc/passwd\"");
        refuses("/user", "it leads to");
        refuses("/nowhere", "it leads to \"\"");
    }

    @Test
    void a_certificate_must_be_good_and_the_way_from_https_to_http_is_closed() throws Exception {
        var store = temporary.resolve("server.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var words =
                "-genkeypair -alias a -keyalg EC -dname CN=localhost -ext san=dns:localhost -validity 2 -storetype PKCS12 -storepass changeit -keystore";
        var made = new ProcessBuilder(java.util.stream.Stream.concat(
                                java.util.stream.Stream.of(keytool),
                                java.util.stream.Stream.of((words + " " + store).split(" ", -1)))
                        .toList())
                .inheritIO()
                .start();
        assertThat(made.waitFor()).isZero();
        var keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        Files.delete(store);
        var owner = KeyManagerFactory.getInstance("PKIX");
        owner.init(keys, "changeit".toCharArray());
        var friend = KeyStore.getInstance("PKCS12");
        friend.load(null, null);
        friend.setCertificateEntry("a", keys.getCertificate("a"));
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(friend);
        var context = SSLContext.getInstance("TLS");
        context.init(owner.getKeyManagers(), trust.getTrustManagers(), null);
        var secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        secure.setHttpsConfigurator(new HttpsConfigurator(context));
        answers(secure, "/good", exchange -> give(exchange, 200, TOOL));
        answers(secure, "/down", leads(root(server) + "/tool"));
        secure.start();
        try {
            assertThatThrownBy(() -> hands.fetch(fetching(root(secure) + "/good", Map.of(), Optional.empty())))
                    .hasMessageContaining("certification path");
            var trusting = new LinuxHands(context.getSocketFactory());
            assertThatThrownBy(() -> trusting.fetch(fetching(root(secure) + "/down", Map.of(), Optional.empty())))
                    .hasMessageContaining("it leads from https to http");
            assertThat(temporary).isEmptyDirectory();
            assertThat(calls).doesNotContainKey("/tool");
            trusting.fetch(fetching(root(secure) + "/good", Map.of(), Optional.empty()));
            assertThat(target).hasBinaryContent(TOOL);
        } finally {
            secure.stop(0);
        }
    }
}
