package org.opsbro.agent.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.metrology.live.SeriesKeeper;
import org.opsbro.metrology.zone.live.Neighbours;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.HttpServer;

/** The requests of Grafana's source Graphite, as its public code makes them, over real HTTP to a real store. */
class GraphiteApiTest {
    private static final long NOW = 1_796_011_200; // 2026-11-30 04:00:00 UTC

    private static final Neighbours NOBODY =
            (nodes, request, patience, bytes) -> new Neighbours.Answers(Map.of(), Map.of());

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private SeriesKeeper keeper;
    private HttpServer server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        InstantSource clock = () -> Instant.ofEpochSecond(NOW);
        keeper = new SeriesKeeper(folder.resolve("ts"), clock, () -> true, name -> 10L);
        var world = World.of(Node.named(new NodeId("aa"), "web-1", "internet"), Instant.ofEpochSecond(NOW));
        keeper.take(world);
        server = new HttpServer(
                new GraphiteApi(keeper, () -> world, clock, ZoneId.of("UTC"), NOBODY).routes(), "secret");
        port = server.listen("127.0.0.1", 0);
        for (var i = 0; i < 360; i++) {
            put("web-1.cpu.user", i, i % 10);
            put("web-2.cpu.user", i, 2.5);
            put("disk.used;host=web-1;rack=a", i, i);
            if (i % 3 == 0) put("web-1.cpu.system", i, 1);
        }
    }

    private void put(String name, int at, double value) {
        var store = keeper.store().orElseThrow();
        store.add(java.util.Objects.requireNonNull(store.series(name)), NOW - 3600 + at * 10L, value);
    }

    @AfterEach
    void stop() {
        server.close();
        keeper.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + port + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String... form) throws Exception {
        var body = new StringBuilder();
        for (var i = 0; i < form.length; i += 2)
            body.append(i == 0 ? "" : "&").append(form[i]).append('=').append(URLEncoder.encode(form[i + 1], UTF_8));
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static List<Value> items(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return ((Value.Items) Json.read(answer.body())).all();
    }

    private static Value at(Value value, String key) {
        return ((Value.Fields) value).get(key);
    }

    private static List<Value> points(Value series) {
        return ((Value.Items) at(series, "datapoints")).all();
    }

    @Test
    void the_health_check_draws_a_constant_line() throws Exception {
        var answer = items(post(
                "/render",
                "target",
                "constantLine(100)",
                "from",
                "-300s",
                "until",
                "now",
                "format",
                "json",
                "maxDataPoints",
                "300"));

        assertThat(answer).hasSize(1);
        assertThat(at(answer.getFirst(), "target").display()).isEqualTo("100.0");
        assertThat(points(answer.getFirst())).hasSize(3);
    }

    @Test
    void a_panel_gets_its_targets_named_by_their_letters() throws Exception {
        var answer = items(post(
                "/render",
                "target",
                "aliasSub(aliasByNode(web-*.cpu.user, 0), \"(^.*$)\", \"\\1 A\")",
                "target",
                "aliasSub(sumSeries(web-*.cpu.*), \"(^.*$)\", \"\\1 B\")",
                "from",
                Long.toString(NOW - 1800),
                "until",
                Long.toString(NOW),
                "format",
                "json",
                "maxDataPoints",
                "60"));

        assertThat(answer.stream().map(each -> at(each, "target").display()))
                .containsExactly("web-1 A", "web-2 A", "sumSeries(web-*.cpu.*) B");
        var points = points(answer.getFirst());
        assertThat(points).hasSizeLessThanOrEqualTo(60).hasSizeGreaterThan(55);
        var second = ((Value.Items) points.getFirst()).all().getLast();
        assertThat(Long.parseLong(second.display()) % 30).isZero();
    }

    @Test
    void a_series_is_read_at_its_step_and_is_null_where_nothing_came() throws Exception {
        put("late.one", 350, 7);
        put("late.one", 352, 8);

        var answer = items(get("/render?target=late.one&from=-1min&until=now&format=json&target=web-1.cpu.system"));

        assertThat(points(answer.getFirst()).stream().map(Value::display).toList())
                .isNotEmpty();
        assertThat(answer.getFirst().display()).contains("late.one");
        var times = points(answer.getLast()).stream()
                .map(point ->
                        Long.parseLong(((Value.Items) point).all().getLast().display()))
                .toList();
        assertThat(times).hasSize(2).allMatch(time -> time % 30 == 0);
    }

    @Test
    void the_editor_asks_for_names_tags_and_functions() throws Exception {
        assertThat(post("/metrics/find", "query", "*", "from", "-1h", "until", "now")
                        .body())
                .contains("\"text\":\"web-1\"", "\"expandable\":1")
                .doesNotContain("disk");
        assertThat(get("/metrics/expand?query=web-*.cpu.user").body())
                .isEqualTo("{\"results\":[\"web-1.cpu.user\",\"web-2.cpu.user\"]}");
        assertThat(get("/tags/autoComplete/tags?limit=100&from=-1h&until=now&tagPrefix=")
                        .body())
                .isEqualTo("[\"host\",\"name\",\"rack\"]");
        assertThat(post("/tags/autoComplete/values", "expr", "rack=a", "tag", "host")
                        .body())
                .isEqualTo("[\"web-1\"]");
        assertThat(get("/tags").body()).contains("{\"tag\":\"host\"}");
        assertThat(get("/tags/host").body()).contains("{\"value\":\"web-1\",\"count\":1}");
        assertThat(get("/version").body()).isEqualTo("1.1.8");
        assertThat(get("/functions").body()).contains("\"sumSeries\":{").contains("\"multiple\":true");
        assertThat(get("/functions/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/events/get_data?from=-1h&until=now&tags=deploy").body())
                .isEqualTo("[]");
    }

    private HttpResponse<String> posted(String path, String form) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Dashboard-Id", "7")
                .header("X-Panel-Id", "2")
                .POST(BodyPublishers.ofString(form))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    /** As Grafana 12 asks from the browser: the form of /metrics/find is not encoded, the time is in the query, expressions of tags are said several times. */
    @Test
    void the_browser_of_grafana_is_answered() throws Exception {
        put("web-1.cpustats.cpu_all.%user", 1, 3);
        put("web-1.cpustats.cpu_all.%idle", 1, 3);

        assertThat(posted("/metrics/find?from=-6h&until=now", "query=web-1.cpustats.cpu_all.%*")
                        .body())
                .contains("\"text\":\"%idle\"", "\"text\":\"%user\"", "\"id\":\"web-1.cpustats.cpu_all.%user\"");
        assertThat(get("/metrics/expand?query=web-*.cpu.user&from=" + (NOW - 60) + "&until=now")
                        .body())
                .isEqualTo("{\"results\":[\"web-1.cpu.user\",\"web-2.cpu.user\"]}");
        assertThat(get("/tags/autoComplete/tags?expr=name%3Ddisk.used&expr=host%3Dweb-1&limit=10000&from=-6h&until=now")
                        .body())
                .isEqualTo("[\"rack\"]");
        assertThat(
                        get("/tags/autoComplete/values?expr=name%3Ddisk.used&tag=host&valuePrefix=w&limit=100&from=-6h&until=now")
                                .body())
                .isEqualTo("[\"web-1\"]");
        var health = posted(
                "/render",
                "target=aliasSub(constantLine(100)%2C%20%22(%5E.*%24)%22%2C%20%22%5C1%20A%22)&from=-1h&until=now&format=json&cacheTimeout=60&maxDataPoints=300");
        assertThat(at(items(health).getFirst(), "target").display()).isEqualTo("100.0 A");
        assertThat(get("/events/get_data?from=-6h&until=now&tags=deploy%20release")
                        .body())
                .isEqualTo("[]");
        assertThat(get("/functions").body()).doesNotContain("Infinity", "NaN");
    }

    /** As the backend of Grafana 12 asks: the time is in seconds, one target each request, letters of forms in the order of their names. */
    @Test
    void the_backend_of_grafana_is_answered() throws Exception {
        var form = "format=json&from=" + (NOW - 3600) + "&maxDataPoints=100&target=constantLine%28100%29&until=" + NOW;

        var health = items(posted("/render?meta=true", form));

        assertThat(at(health.getFirst(), "target").display()).isEqualTo("100.0");
        for (var point : points(health.getFirst()))
            assertThat(((Value.Items) point).all().getLast()).isInstanceOf(Value.Int.class);
        assertThat(posted("/metrics/find?from=-6h&until=now", "query=web-*").body())
                .contains("\"allowChildren\":1", "\"expandable\":1", "\"leaf\":0");
        var refused = posted("/render", "format=json&target=sumSeries%28&from=-1h&until=now");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).startsWith("{\"error\":");
    }

    @Test
    void each_panel_of_the_shipped_dashboard_draws_what_its_collectors_tell() throws Exception {
        for (var name : List.of(
                "web-1.cpustats.cpu_all.%user",
                "web-1.loadaverage.load1",
                "web-1.memory.phys_used",
                "web-1.diskusage./var.pct_used",
                "web-1.iostats.sda.read_bytes/s",
                "web-1.networktraffic.eth0.recv_bytes/s",
                "web-1.linux.load.state")) put(name, 359, 1);
        Value.Fields dashboard;
        try (var in = org.opsbro.metrology.grafana.GrafanaSync.class.getResourceAsStream("nodes.json")) {
            dashboard = Json.readObject(
                    new String(java.util.Objects.requireNonNull(in).readAllBytes(), UTF_8));
        }
        var panels = ((Value.Items) dashboard.get("panels")).all();

        assertThat(panels).hasSize(7);
        for (var panel : panels)
            for (var target : ((Value.Items) at(panel, "targets")).all()) {
                var text = at(target, "target").display();
                var answer = items(post("/render", "target", text, "from", "-1h", "until", "now", "format", "json"));
                assertThat(answer).as(text).hasSize(1);
            }
    }

    @Test
    void series_with_tags_are_found_by_them() throws Exception {
        var answer = items(post(
                "/render",
                "target",
                "aliasByTags(seriesByTag('name=disk.used', 'host=~web'), 'host')",
                "from",
                "-10min",
                "until",
                "now",
                "format",
                "json"));

        assertThat(answer).hasSize(1);
        assertThat(at(answer.getFirst(), "target").display()).isEqualTo("web-1");
        assertThat(at(at(answer.getFirst(), "tags"), "rack").display()).isEqualTo("a");
    }

    @Test
    void another_graphite_reads_what_is_packed() throws Exception {
        var pickle = get("/render?target=web-1.cpu.user&from=-1min&format=pickle");
        var nodes = get("/metrics/find?query=web-1.*&format=msgpack");

        assertThat(pickle.headers().firstValue("content-type")).hasValue("application/pickle");
        assertThat(pickle.body()).contains("pathExpression", "web-1.cpu.user");
        assertThat(nodes.headers().firstValue("content-type")).hasValue("application/x-msgpack");
        assertThat(nodes.body()).contains("is_leaf", "web-1.cpu");
        assertThat(get("/metrics/find?query=web-1.cpu.user&format=json").body())
                .isEqualTo("[{\"path\":\"web-1.cpu.user\",\"is_leaf\":true,\"intervals\":[{\"start\":"
                        + (NOW - 400 * 86_400L) + ",\"end\":" + (NOW - 10) + "}]}]");
    }

    @Test
    void a_script_is_one_and_calls_nothing_but_a_function() throws Exception {
        var render = get("/render?target=constantLine(1)&format=json&jsonp=draw");
        var find = get("/metrics/find?query=web-1&jsonp=tree.draw");

        assertThat(render.body()).startsWith("draw([{").endsWith("}])");
        assertThat(render.headers().firstValue("content-type")).hasValue("text/javascript");
        assertThat(find.body()).startsWith("tree.draw([{").endsWith("}])");
        assertThat(find.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        assertThat(get("/events/get_data?jsonp=draw").body()).isEqualTo("draw([])");
        assertThat(get("/render?target=constantLine(1)&format=json&jsonp=a(1)").statusCode())
                .isEqualTo(400);
        assertThat(get("/metrics/expand?query=*&jsonp=a(1)").statusCode()).isEqualTo(400);
    }

    @Test
    void what_cannot_be_read_is_refused_with_its_place() throws Exception {
        assertThat(get("/render?target=sumSeries(web-1.cpu.user&format=json").statusCode())
                .isEqualTo(400);
        assertThat(get("/render?target=sumSeries(web-1.cpu.user&format=json").body())
                .contains("at letter 25");
        assertThat(get("/render?target=summSeries(a)&format=json").body()).contains("did you mean sumSeries?");
        assertThat(get("/render?target=a&format=pdf").body()).contains("want csv, ");
        assertThat(get("/render?target=identity(%22a%22)&from=0&format=json").body())
                .contains("points");
        assertThat(get("/metrics/find").statusCode()).isEqualTo(400);
    }

    @Test
    void room_that_was_taken_is_given_back() throws Exception {
        for (var i = 0; i < 20; i++) {
            assertThat(get("/render?target=identity(%22a%22)&from=0&format=json")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(get("/render?target=time(%22a%22,1)&from=-5d&format=raw")
                            .body()
                            .lines()
                            .count())
                    .isEqualTo(1);
        }
    }
}
