package org.opsbro.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.eventually;
import static org.opsbro.it.Patience.freePort;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.discovery.dns.Town;
import org.opsbro.discovery.dns.live.Listening;
import org.opsbro.model.CheckState;
import org.opsbro.model.Node;

/** The DNS listener as programs use it that know nothing of us: dig, dnsmasq and HAProxy of Debian. */
class NamesTest {
    @TempDir
    private Path folder;

    private final Programs programs = new Programs();
    private final List<HttpServer> servers = new ArrayList<>();

    @AfterEach
    void end() {
        servers.forEach(server -> server.stop(0));
        programs.close();
    }

    private void start(String... words) throws IOException {
        programs.start(folder, words);
    }

    private static String dig(int port, String... words) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of("dig", "@127.0.0.1", "-p", "" + port, "+time=2", "+tries=1"));
        line.addAll(List.of(words));
        return Programs.said(line.toArray(String[]::new));
    }

    @Test
    void an_agent_of_the_group_dns_listener_answers_and_another_does_not() throws Exception {
        try (var server = new Server(folder)) {
            var port = freePort();
            server.start();
            assertThat(server.does("agent", "modules", "state"))
                    .contains("dns", "DISABLED", "not in group dns-listener");
            server.does("packs", "parameters", "set", "dns-listener.port", "" + port);
            server.does("agent", "parameters", "add", "groups", "dns-listener");

            eventually(() -> server.does("agent", "modules", "state").contains("port " + port + " for"));
            var name = server.does("agent", "print", "uuid").strip();
            assertThat(dig(port, name + ".node.opsbro", "TXT")).contains("state=alive", "group=dns-listener");
            assertThat(dig(port, "dns-listener.group.opsbro", "AAAA")).contains("status: NOERROR");
            assertThat(server.does("agent", "info")).containsPattern("2 STARTED / \\d+ DISABLED / 0 ERROR");

            server.does("agent", "parameters", "remove", "groups", "dns-listener");
            eventually(() -> server.does("agent", "modules", "state").contains("not in group dns-listener"));
            assertThat(dig(port, name + ".node.opsbro", "TXT")).doesNotContain("state=alive");
        }
    }

    @Test
    void dnsmasq_sends_the_domain_to_it_and_follows_a_death_within_a_second_or_two() throws Exception {
        var town = Town.usual();
        try (var listening = new Listening(town).turn()) {
            var port = freePort();
            start(
                    "/usr/sbin/dnsmasq",
                    "--keep-in-foreground",
                    "--conf-file=/dev/null",
                    "--no-resolv",
                    "--no-hosts",
                    "--bind-interfaces",
                    "--listen-address=127.0.0.1",
                    "--port=" + port,
                    "--pid-file=",
                    "--user=" + System.getProperty("user.name"),
                    "--server=/opsbro/127.0.0.1#" + listening.port(),
                    "--server=/10.in-addr.arpa/127.0.0.1#" + listening.port());
            eventually(() -> dig(port, "+short", "web-1.node.opsbro").equals("10.0.0.1\n"));

            assertThat(new TreeSet<>(dig(port, "+short", "web.group.local.opsbro")
                            .lines()
                            .toList()))
                    .containsExactly("10.0.0.1", "10.0.0.2");
            assertThat(dig(port, "_http._tcp.opsbro", "SRV")).contains("1 1 8080 web-1.node.opsbro.");
            assertThat(dig(port, "+tcp", "+short", "db-1.node.opsbro", "AAAA")).isEqualTo("2001:db8::5\n");
            assertThat(dig(port, "+short", "-x", "10.0.0.1")).isEqualTo("web-1.node.opsbro.\n");
            assertThat(dig(port, "nobody.node.opsbro")).contains("status: NXDOMAIN");
            assertThat(dig(port, "opsbro", "DS")).contains("status: NOERROR", "ANSWER: 0");
            assertThat(dig(port, "+dnssec", "web-1.node.opsbro", "HTTPS")).contains("status: NOERROR", "ANSWER: 0");

            town.state("web-2", Node.State.DEAD);
            listening.changed();
            eventually(() -> dig(port, "+short", "web.group.local.opsbro").equals("10.0.0.1\n"));
            eventually(() -> !dig(port, "_http._tcp.opsbro", "SRV").contains("web-2"));
        }
    }

    @Test
    void haproxy_fills_its_servers_from_srv_and_from_addresses_and_loses_the_dead_one() throws Exception {
        var town = new Town();
        for (var number : List.of(1, 2)) {
            var address = "127.0.0." + number;
            town.with("web-" + number, address, "paris", "web")
                    .offering("web-" + number, "http", serve(address, "web-" + number), CheckState.OK);
        }
        try (var listening = new Listening(town).turn()) {
            var socket = folder.resolve("haproxy.sock");
            var front = folder.resolve("front.sock");
            Files.writeString(folder.resolve("haproxy.cfg"), """
                    global
                        stats socket %s mode 600 level admin
                    defaults
                        mode http
                        timeout connect 2s
                        timeout client 5s
                        timeout server 5s
                    resolvers opsbro
                        nameserver local 127.0.0.1:%d
                        accepted_payload_size 8192
                        timeout resolve 200ms
                        timeout retry 200ms
                        hold valid 100ms
                        hold obsolete 300ms
                    frontend in
                        bind unix@%s
                        default_backend by_srv
                    backend by_srv
                        balance roundrobin
                        server-template web 3 _http._tcp.opsbro resolvers opsbro init-addr none
                    backend by_a
                        server-template web 3 web.group.opsbro:80 resolvers opsbro init-addr none
                    """.formatted(socket, listening.port(), front));
            start(
                    "/usr/sbin/haproxy",
                    "-db",
                    "-f",
                    folder.resolve("haproxy.cfg").toString());

            eventually(() -> addresses(socket, "by_srv").equals(List.of("127.0.0.1", "127.0.0.2")));
            eventually(() -> addresses(socket, "by_a").equals(List.of("127.0.0.1", "127.0.0.2")));
            assertThat(IntStream.range(0, 4)
                            .mapToObj(i -> ask(front))
                            .distinct()
                            .sorted())
                    .containsExactly("web-1", "web-2");

            town.state("web-2", Node.State.DEAD);
            listening.changed();
            eventually(() -> addresses(socket, "by_srv").equals(List.of("127.0.0.1")));
            eventually(() -> addresses(socket, "by_a").equals(List.of("127.0.0.1")));
            assertThat(IntStream.range(0, 4).mapToObj(i -> ask(front)).distinct())
                    .containsExactly("web-1");

            town.state("web-2", Node.State.ALIVE);
            listening.changed();
            eventually(() -> addresses(socket, "by_srv").equals(List.of("127.0.0.1", "127.0.0.2")));
            assertThat(resolvers(socket)).contains("truncated: 0", "too_big: 0", "invalid: 0");
        }
    }

    /** A web server that says its name; tells its port. */
    private int serve(String address, String name) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), 0), 8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, name.length());
            exchange.getResponseBody().write(name.getBytes(UTF_8));
            exchange.close();
        });
        server.start();
        servers.add(server);
        return server.getAddress().getPort();
    }

    private static String ask(Path front) {
        try {
            return Programs.said("curl", "-s", "-m", "10", "--unix-socket", front.toString(), "http://web/");
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** The addresses of the servers of a backend, as HAProxy uses them now. */
    private static List<String> addresses(Path socket, String backend) throws IOException {
        if (!Files.exists(socket)) return List.of();
        // columns: be_id be_name srv_id srv_name srv_addr srv_op_state …; an address that is given up stays there in
        // maintenance
        return haproxy(socket, "show servers state " + backend)
                .lines()
                .map(line -> line.split(" ", -1))
                .filter(columns -> columns.length > 6 && columns[1].equals(backend) && columns[5].equals("2"))
                .map(columns -> columns[4])
                .sorted()
                .toList();
    }

    /** What HAProxy counted of the answers: {@code truncated: 0}, a line each. */
    private static String resolvers(Path socket) throws IOException {
        return haproxy(socket, "show resolvers opsbro").replaceAll("[ \t]+", " ");
    }

    private static String haproxy(Path socket, String command) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(UTF_8)));
            return new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
        }
    }
}
