package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.freePort;
import static org.opsbro.it.Patience.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/**
 * One agent that reads Debian's node exporter and sends what it has to Debian's Prometheus and VictoriaMetrics, by all three ways; VictoriaMetrics with TLS and a
 * password.
 */
class OutwardTest {
    private static final String PASSWORD = "pa55-of-the-peer";

    @TempDir
    private Path folder;

    private final Programs programs = new Programs();
    private Server server = new Server(Path.of("."));
    private int prometheus;
    private int victoria;
    private int graphite;
    private int exporter;

    @BeforeEach
    void ports() throws Exception {
        server = new Server(Files.createDirectories(folder.resolve("agent")));
        prometheus = freePort();
        victoria = freePort();
        graphite = freePort();
        exporter = freePort();
    }

    @AfterEach
    void end() throws Exception {
        server.close();
        programs.close();
    }

    private void startVictoria() throws Exception {
        assertThat(Programs.said(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=peer",
                        "-addext",
                        "subjectAltName=IP:127.0.0.1",
                        "-keyout",
                        folder + "/peer.key",
                        "-out",
                        folder + "/peer.pem"))
                .doesNotContain("rror");
        programs.start(
                folder,
                "/usr/bin/victoria-metrics",
                "-storageDataPath=" + folder + "/victoria",
                "-httpListenAddr=127.0.0.1:" + victoria,
                "-graphiteListenAddr=127.0.0.1:" + graphite,
                "-tls",
                "-tlsCertFile=" + folder + "/peer.pem",
                "-tlsKeyFile=" + folder + "/peer.key",
                "-httpAuth.username=agents",
                "-httpAuth.password=" + PASSWORD,
                "-search.latencyOffset=0s");
    }

    private void startPrometheus() throws Exception {
        Files.writeString(folder.resolve("prometheus.yml"), "global: {scrape_interval: 1h}\n");
        programs.start(
                folder,
                "/usr/bin/prometheus",
                "--config.file=" + folder + "/prometheus.yml",
                "--storage.tsdb.path=" + folder + "/tsdb",
                "--web.enable-remote-write-receiver",
                "--web.listen-address=127.0.0.1:" + prometheus);
    }

    private void pack(String name, String file, String... lines) throws Exception {
        var path = server.data().resolve("local-configuration/packs/" + name + "/" + file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, String.join("\n", lines) + "\n");
    }

    private void parameters(String pack, String... lines) throws Exception {
        pack(
                pack,
                "parameters/parameters.yml",
                Stream.concat(Stream.of("flush_seconds: 1"), Arrays.stream(lines))
                        .toArray(String[]::new));
    }

    /** The last value of a query, within the last minutes; empty while there is none. */
    private String asked(String query, String... call) throws Exception {
        var words = Stream.concat(
                        Stream.of("curl", "-s", "--data-urlencode", "query=last_over_time(" + query + "[10m])"),
                        Arrays.stream(call))
                .toArray(String[]::new);
        var said = Programs.said(words);
        if (!said.startsWith("{") || !(Json.readObject(said).get("data") instanceof Value.Fields data)) return "";
        var results = ((Value.Items) data.get("result")).all();
        if (results.isEmpty()) return "";
        return ((Value.Items) ((Value.Fields) results.getFirst()).get("value"))
                .all()
                .get(1)
                .display();
    }

    private String prometheus(String query) throws Exception {
        return asked(query, "http://127.0.0.1:" + prometheus + "/api/v1/query");
    }

    private String victoria(String query) throws Exception {
        return asked(
                query,
                "--cacert",
                folder + "/peer.pem",
                "-u",
                "agents:" + PASSWORD,
                "https://127.0.0.1:" + victoria + "/api/v1/query");
    }

    private long counter(String module, String name) throws Exception {
        var told = Json.readObject(server.does("agent", "info", "--json"));
        for (var key : List.of("modules", module, "counters")) told = (Value.Fields) told.get(key);
        return Long.parseLong(told.get(name).display());
    }

    @Test
    void prometheus_and_victoria_metrics_have_what_came_also_while_they_were_away() throws Exception {
        startVictoria();
        programs.start(folder, "/usr/bin/prometheus-node-exporter", "--web.listen-address=127.0.0.1:" + exporter);
        var secure = List.of("username: agents", "password: " + PASSWORD, "ca_file: " + folder + "/peer.pem");
        var url = "url: https://127.0.0.1:" + victoria;
        parameters("write-graphite", "host: 127.0.0.1", "port: " + graphite, "prefix: site");
        parameters(
                "write-influx",
                Stream.concat(Stream.of(url + "/write"), secure.stream()).toArray(String[]::new));
        parameters("write-prometheus", "url: http://127.0.0.1:" + prometheus + "/api/v1/write");
        pack("exporter", "package.yml", "name: exporter");
        pack(
                "exporter",
                "collectors/node-exporter.yml",
                "collector:",
                "  http: http://127.0.0.1:" + exporter + "/metrics",
                "  parse: prometheus",
                "  interval: 2s");
        server.settings("display_name: web-1\ngroups: [write-graphite, write-influx, write-prometheus]\n");
        server.start();

        within(60, () -> server.does("agent", "modules", "state").contains("write-prometheus"));
        var put = Instant.now().getEpochSecond();
        server.does("ts", "put", "shop.orders;kind=test", "42.5", "--time", Long.toString(put));
        within(60, () -> victoria("{__name__='site.shop.orders',kind='test'}").equals("42.5"));
        within(
                60,
                () -> victoria("shop_orders{db='opsbro',kind='test',node!=''}").equals("42.5"));
        within(60, () -> counter("write-prometheus", "waiting") > 0);
        assertThat(server.opsbro("agent", "doctor").out()).contains("write-prometheus: ", "cannot connect");

        server.kill();
        server.start();
        startPrometheus();
        within(60, () -> prometheus("shop_orders{kind='test',node!=''}").equals("42.5"));
        within(60, () -> !prometheus("loadaverage_load1{node!=''}").isEmpty());
        within(60, () -> counter("write-prometheus", "waiting") == 0);
        assertThat(counter("write-prometheus", "dropped")).isZero();

        var seconds = "node_exporter_node_cpu_seconds_total{cpu='0',mode='idle',node!=''}";
        within(60, () -> !prometheus(seconds).isEmpty());
        var series = server.does("ts", "list", "*.node-exporter.node_cpu_seconds_total;cpu=0;mode=idle", "--json");
        assertThat(((Value.Items) Json.readObject(series).get("series")).all()).hasSize(1);
        within(60, () -> counter("series", "series") > 500);

        parameters(
                "write-prometheus",
                Stream.concat(Stream.of(url + "/api/v1/write"), secure.stream()).toArray(String[]::new));
        within(60, () -> !victoria("loadaverage_load1{node!='',db=''}").isEmpty());
        assertThat(server.does("agent", "info", "--json") + Files.readString(log()))
                .doesNotContain(PASSWORD);
        assertThat(counter("write-prometheus", "refused")).isZero();
    }

    private Path log() throws Exception {
        try (var logs = Files.list(server.logs())) {
            return logs.filter(each -> each.toString().endsWith(".log"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
