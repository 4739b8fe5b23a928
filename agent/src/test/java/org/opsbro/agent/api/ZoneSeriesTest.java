package org.opsbro.agent.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.metrology.live.SeriesKeeper;
import org.opsbro.metrology.zone.live.Neighbours;
import org.opsbro.metrology.zone.live.OwnSeries;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Router;

/** A zone of three nodes, each with its own store, asked over {@code web-1}; the streams between them are calls. */
class ZoneSeriesTest {
    private static final long NOW = 1_796_011_200; // 2026-11-30 04:00:00 UTC
    private static final InstantSource CLOCK = () -> Instant.ofEpochSecond(NOW);

    @TempDir
    Path folder;

    private final Map<NodeId, Node> nodes = new HashMap<>();
    private final Map<String, SeriesKeeper> keepers = new TreeMap<>();
    private final Map<NodeId, Router> answering = new HashMap<>();
    /** What becomes of the answers of nodes. */
    private final Map<String, UnaryOperator<Reply>> spoiled = new HashMap<>();

    private final List<String> asked = new ArrayList<>();

    @BeforeEach
    void machines() {
        for (var i = 1; i <= 3; i++) {
            var node = Node.named(new NodeId("a" + i), "web-" + i, "lan");
            know(node);
            var keeper = new SeriesKeeper(folder.resolve(node.name()), CLOCK, () -> true, name -> 10L);
            keeper.take(world(node.id()));
            keepers.put(node.name(), keeper);
            var own = new OwnSeries(keeper, () -> world(node.id()), () -> NOW, new AtomicLong(1_000_000));
            answering.put(node.id(), new Router(own.routes()));
            for (var at = 0; at < 60; at++) put(node.name(), node.name() + ".cpu.user", at, i);
        }
    }

    private void know(Node node) {
        nodes.put(node.id(), node);
    }

    private World world(NodeId self) {
        return new World(CLOCK.instant(), self, nodes, Map.of(), Map.of(), List.of(), List.of());
    }

    private SeriesKeeper keeper(String node) {
        return Objects.requireNonNull(keepers.get(node));
    }

    private Router answering(NodeId node) {
        return Objects.requireNonNull(answering.get(node));
    }

    private void put(String node, String name, int at, double value) {
        var store = keeper(node).store().orElseThrow();
        store.add(Objects.requireNonNull(store.series(name)), NOW - 600 + at * 10L, value);
    }

    @AfterEach
    void stop() {
        keepers.values().forEach(SeriesKeeper::close);
    }

    private Neighbours.Answers ask(List<Node> others, Request request, LongPredicate room) {
        Map<NodeId, Reply> told = new HashMap<>();
        Map<NodeId, String> silent = new HashMap<>();
        for (var node : others) {
            asked.add(node.name());
            if (!answering.containsKey(node.id())) {
                silent.put(node.id(), "no answer");
                continue;
            }
            var reply = spoiled.getOrDefault(node.name(), same -> same)
                    .apply(answering(node.id()).answer(request));
            if (room.test(reply.body().length)) told.put(node.id(), reply);
            else silent.put(node.id(), "its answer is too long");
        }
        return new Neighbours.Answers(told, silent);
    }

    private GraphiteApi api() {
        return new GraphiteApi(
                keeper("web-1"),
                () -> world(new NodeId("a1")),
                CLOCK,
                ZoneId.of("UTC"),
                (others, request, patience, room) -> ask(others, request, room));
    }

    private Reply call(String path, String... said) {
        return call(api(), path, said);
    }

    private static Reply call(GraphiteApi api, String path, String... said) {
        var query = new TreeMap<String, List<String>>();
        for (var i = 0; i < said.length; i += 2)
            query.computeIfAbsent(said[i], absent -> new ArrayList<>()).add(said[i + 1]);
        return new Router(api.routes())
                .answer(new Request("GET", path, Map.of(), query, new byte[0], true, Request.Waiting::here));
    }

    private Reply render(String target, String... more) {
        var said = new ArrayList<>(List.of("target", target, "from", "-5min", "format", "json"));
        said.addAll(Arrays.asList(more));
        return call("/render", said.toArray(String[]::new));
    }

    private static String text(Reply reply) {
        return new String(reply.body(), UTF_8);
    }

    /** The last value of each series. */
    private static Map<String, String> last(Reply reply) {
        assertThat(reply.status()).as(text(reply)).isEqualTo(200);
        var all = new TreeMap<String, String>();
        for (var each : ((Value.Items) Json.read(text(reply))).all()) {
            var series = (Value.Fields) each;
            var value = "none";
            for (var point : ((Value.Items) series.get("datapoints")).all()) {
                var pair = ((Value.Items) point).all();
                if (!pair.getFirst().equals(Value.NONE)) value = pair.getFirst().display();
            }
            all.put(series.get("target").display(), value);
        }
        return all;
    }

    @Test
    void any_node_renders_the_series_of_all() {
        assertThat(last(render("*.cpu.user")))
                .isEqualTo(Map.of("web-1.cpu.user", "1.0", "web-2.cpu.user", "2.0", "web-3.cpu.user", "3.0"));
        assertThat(last(render("sumSeries(web-{1,3}.cpu.*)"))).containsValue("4.0");
        assertThat(last(render("timeShift(web-2.cpu.user, '1min')"))).containsValue("2.0");
        assertThat(last(render("applyByNode(*.cpu.user, 0, 'scale(%.cpu.user, 2)')")))
                .containsValues("2.0", "4.0", "6.0");
    }

    @Test
    void only_those_are_asked_that_the_first_part_names() {
        know(Node.named(new NodeId("b1"), "web-8", "dmz"));
        know(Node.named(new NodeId("b2"), "web-9", "lan").withState(Node.State.DEAD, CLOCK.instant()));

        assertThat(last(render("web-2.cpu.user"))).containsOnlyKeys("web-2.cpu.user");
        assertThat(asked).containsExactly("web-2");
        asked.clear();
        assertThat(render("{web-[2-9].cpu,db.cpu}.user").headers()).doesNotContainKey("X-Opsbro-Silent");
        assertThat(asked).containsExactly("web-2", "web-3");
        asked.clear();
        render("web-1.cpu.user");
        render("stats.shop");
        render("*.cpu.user", "local", "1");
        assertThat(asked).isEmpty();
    }

    private void keepers() {
        for (var i = 2; i <= 3; i++)
            know(Node.named(new NodeId("a" + i), "web-" + i, "lan").withDefinedGroups(new TreeSet<>(Set.of("ts"))));
    }

    @Test
    void what_is_no_nodes_own_is_told_by_all_that_keep_such_as_one_series() {
        keepers();
        for (var at = 0; at < 60; at++) put(at < 30 ? "web-2" : "web-3", "stats.orders;shop=a", at, at < 30 ? 1 : 2);
        for (var at = 0; at < 60; at++) put(at < 30 ? "web-3" : "web-2", "stats.views", at, at < 30 ? 3 : 4);
        put("web-2", "stats.statsd.packets_received", 59, 1);
        for (var named : List.of("web-1.cpu.user", "web-3.cpu.user")) put("web-2", named, 59, 77);

        for (var target : List.of("stats.orders;shop=a", "seriesByTag('shop=a')", "stats.views", "stats.*")) {
            var told = text(call("/render", "target", target, "from", "-10min", "format", "raw"))
                    .strip();
            assertThat(told.lines()).hasSize(1);
            var values = told.substring(told.indexOf('|') + 1).split(",");
            var first = target.contains("shop=a") ? "1.0" : "3.0";
            var second = first.equals("1.0") ? "2.0" : "4.0";
            assertThat(values).filteredOn(first::equals).hasSize(29);
            assertThat(values).filteredOn(second::equals).hasSize(30);
        }
        assertThat(text(call("/metrics/find", "query", "stats.*")))
                .contains("views")
                .doesNotContain("statsd");
        assertThat(text(call("/tags/shop"))).contains("\"a\"");
        assertThat(last(render("*.cpu.user")))
                .isEqualTo(Map.of("web-1.cpu.user", "1.0", "web-2.cpu.user", "2.0", "web-3.cpu.user", "3.0"));
    }

    @Test
    void where_steps_differ_the_longer_one_counts_and_of_one_time_what_is_here() {
        keepers();
        for (var at = 0; at < 60; at++) put("web-1", "stats.orders", at, 1);
        for (var at = 0; at < 60; at += 6) put("web-2", "stats.orders", at, 7);

        var told = text(call("/render", "target", "stats.orders", "from", "-10min", "format", "raw"))
                .strip();

        assertThat(told.lines()).hasSize(1);
        assertThat(told).contains(",60|").doesNotContain("7.0");
    }

    private void putTagged() {
        for (var i = 1; i <= 3; i++)
            for (var at = 0; at < 60; at++)
                put("web-" + i, "web-" + i + ".disk;dev=sd" + i + ";os=linux", at, 10.0 * i);
    }

    @Test
    void series_of_all_are_found_and_rendered_by_their_tags() {
        putTagged();
        put("web-2", "shop.orders;os=linux", 1, 1);

        assertThat(last(render("seriesByTag('os=linux')")))
                .isEqualTo(Map.of(
                        "web-1.disk;dev=sd1;os=linux", "10.0",
                        "web-2.disk;dev=sd2;os=linux", "20.0",
                        "web-3.disk;dev=sd3;os=linux", "30.0"));
        assertThat(last(render("sumSeries(seriesByTag('dev=~sd[23]', 'os=linux'))")))
                .containsValue("50.0");
        assertThat(last(render("seriesByTag('os=linux')", "local", "1"))).hasSize(1);
        assertThat(text(call("/tags/findSeries", "expr", "dev=sd3"))).isEqualTo("[\"web-3.disk;dev=sd3;os=linux\"]");
        assertThat(text(call("/tags"))).contains("\"dev\"", "\"os\"");
        assertThat(text(call("/tags/dev"))).contains("sd1", "sd2", "sd3");
        assertThat(text(call("/tags/dev", "local", "1"))).contains("sd1").doesNotContain("sd2");
        assertThat(text(call("/tags/autoComplete/tags", "expr", "dev=sd2"))).isEqualTo("[\"name\",\"os\"]");
        assertThat(text(call("/tags/autoComplete/values", "tag", "dev", "valuePrefix", "sd")))
                .isEqualTo("[\"sd1\",\"sd2\",\"sd3\"]");
    }

    @Test
    void who_is_silent_about_tags_is_told_and_what_is_wrong_is_refused() {
        putTagged();
        answering.remove(new NodeId("a3"));

        for (var reply : List.of(render("seriesByTag('os=linux')"), call("/tags/dev"), call("/tags")))
            assertThat(reply.headers()).containsEntry("X-Opsbro-Silent", "web-3");
        assertThat(text(call("/tags/dev"))).contains("sd1", "sd2").doesNotContain("sd3");
        assertThat(render("seriesByTag('os')").status()).isEqualTo(400);
        assertThat(call("/tags/findSeries", "expr", "os!=linux").status()).isEqualTo(400);
        assertThat(call("/tags/findSeries").status()).isEqualTo(400);
    }

    @Test
    void one_that_is_silent_is_left_out_and_told_and_asked_once() {
        answering.remove(new NodeId("a3"));

        var reply = render("*.cpu.user", "target", "web-3.cpu.user");

        assertThat(last(reply)).containsOnlyKeys("web-1.cpu.user", "web-2.cpu.user");
        assertThat(reply.headers()).containsEntry("X-Opsbro-Silent", "web-3");
        assertThat(asked).containsExactly("web-2", "web-3");
        assertThat(call("/metrics/expand", "query", "*.cpu.*").headers()).containsEntry("X-Opsbro-Silent", "web-3");
    }

    @Test
    void an_answer_that_is_garbled_or_of_others_or_an_error_is_none() {
        byte[] honest = answering(new NodeId("a2"))
                .answer(Request.own(
                        "GET",
                        "/series-own/read",
                        Map.of(
                                "pattern",
                                "web-2.cpu.user",
                                "from",
                                "" + (NOW - 60),
                                "until",
                                "" + NOW,
                                "points",
                                "1000"),
                        new byte[0]))
                .body();
        List<byte[]> answers = new ArrayList<>();
        for (var length = 0; length < honest.length; length++) answers.add(Arrays.copyOf(honest, length));
        answers.add(Arrays.copyOf(honest, honest.length + 1));
        answers.add(ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).array());
        var ofOthers = honest.clone();
        ofOthers[12] = '3'; // web-3.cpu.user
        answers.add(ofOthers);
        var withoutStep = honest.clone();
        Arrays.fill(withoutStep, 38, 46, (byte) 0);
        answers.add(withoutStep);
        assertThat(new String(honest, 8, 14, UTF_8)).isEqualTo("web-2.cpu.user");

        spoiled.put("web-2", reply -> Reply.error(500, "it is broken"));
        assertThat(render("web-2.cpu.user").headers()).containsEntry("X-Opsbro-Silent", "web-2");
        for (var answer : answers) {
            spoiled.put("web-2", reply -> Reply.bytes("application/octet-stream", answer));
            var reply = render("web-[12].cpu.user");
            assertThat(last(reply)).containsOnlyKeys("web-1.cpu.user");
            assertThat(reply.headers()).containsEntry("X-Opsbro-Silent", "web-2");
        }
        spoiled.put("web-2", reply -> Reply.bytes("application/octet-stream", honest));
        assertThat(last(render("web-[12].cpu.user"))).containsKey("web-2.cpu.user");
    }

    @Test
    void more_values_than_a_request_may_have_are_refused_before_they_are_read() {
        var huge = ByteBuffer.allocate(100)
                .putInt(1)
                .putInt(7)
                .put("web-2.x".getBytes(UTF_8))
                .putLong(0)
                .putLong(1_000_000_000L)
                .putLong(1)
                .array();
        spoiled.put("web-2", reply -> Reply.bytes("application/octet-stream", huge));

        assertThat(render("web-2.x").status()).isEqualTo(400);
        assertThat(last(render("web-1.cpu.user"))).hasSize(1);
    }

    @Test
    void an_answer_that_is_too_long_is_none_and_what_it_took_is_given_back() {
        var api = api();

        for (var mebibytes : List.of(7, 5, 7, 5, 5)) {
            spoiled.put("web-3", reply -> Reply.bytes("application/octet-stream", new byte[mebibytes * 1024 * 1024]));
            var reply = call(api, "/render", "target", "web-[23].cpu.user", "from", "-5min", "format", "json");
            assertThat(last(reply)).containsOnlyKeys("web-2.cpu.user");
            assertThat(reply.headers()).containsEntry("X-Opsbro-Silent", "web-3");
        }
    }

    @Test
    void where_other_requests_have_the_room_it_is_503() {
        var api = api();
        var inner = new ArrayList<Reply>();
        spoiled.put("web-2", reply -> Reply.bytes("application/octet-stream", new byte[5 * 1024 * 1024]));
        spoiled.put("web-3", reply -> {
            inner.add(call(api, "/render", "target", "web-2.cpu.user", "format", "json"));
            return reply;
        });

        var outer = call(api, "/render", "target", "web-[23].cpu.user", "format", "json");

        assertThat(inner)
                .singleElement()
                .satisfies(reply -> assertThat(reply.status()).isEqualTo(503));
        assertThat(outer.status()).isEqualTo(200);
        assertThat(outer.headers()).containsEntry("X-Opsbro-Silent", "web-2");
    }

    @Test
    void what_an_owner_refuses_is_told_with_its_reason() {
        spoiled.put("web-2", reply -> Reply.error(400, "it means 6000 series"));

        assertThat(text(render("web-2.*"))).contains("web-2: it means 6000 series");
    }

    @Test
    void a_pattern_that_means_too_many_nodes_is_refused() {
        for (var i = 0; i < 250; i++) know(Node.named(new NodeId("c" + i), "db-" + i, "lan"));

        var reply = render("*.cpu.user");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(text(reply)).contains("asks 252 nodes, want up to 200");
        assertThat(last(render("web-*.cpu.user"))).hasSize(3);
    }

    @Test
    void of_two_series_of_one_name_that_of_the_owner_counts_while_it_answers() {
        for (var at = 0; at < 60; at++) put("web-1", "web-2.cpu.user", at, 7);
        for (var at = 0; at < 60; at++) put("web-2", "web-3.cpu.user", at, 8);

        assertThat(last(render("*.cpu.user")))
                .containsEntry("web-2.cpu.user", "2.0")
                .containsEntry("web-3.cpu.user", "3.0");
        answering.remove(new NodeId("a2"));
        assertThat(last(render("*.cpu.user"))).containsEntry("web-2.cpu.user", "7.0");
    }

    @Test
    void the_tree_of_names_begins_with_the_nodes_without_asking_them() {
        know(Node.named(new NodeId("d1"), "db.lan", "lan"));

        assertThat(text(call("/metrics/find", "query", "*")))
                .contains("\"db_lan\"", "\"web-1\"", "\"web-2\"", "\"web-3\"");
        assertThat(asked).isEmpty();
        assertThat(text(call("/metrics/find", "query", "web-2.*")))
                .contains("\"id\":\"web-2.cpu\"")
                .contains("\"leaf\":0");
        assertThat(text(call("/metrics/find", "query", "web-2.cp", "format", "completer")))
                .contains("\"path\":\"web-2.cpu.\"");
        assertThat(text(call("/metrics/find", "query", "web-2.cpu.*", "format", "json")))
                .contains("\"path\":\"web-2.cpu.user\"", "\"end\":" + (NOW - 10));
        assertThat(asked).containsOnly("web-2");
        assertThat(text(call("/metrics/expand", "query", "web-*.cpu", "query", "web-[23].cpu.*")))
                .isEqualTo(
                        "{\"results\":[\"web-1.cpu\",\"web-2.cpu\",\"web-2.cpu.user\",\"web-3.cpu\",\"web-3.cpu.user\"]}");
        assertThat(text(call("/metrics/find", "query", "*", "local", "1"))).doesNotContain("web-2");
    }

    @Test
    void a_node_answers_others_out_of_its_own_store_only() {
        put("web-2", "web-1.cpu.user", 0, 1);
        var own = new OwnSeries(keeper("web-2"), () -> world(new NodeId("a2")), () -> NOW, new AtomicLong(9));

        var found = new Router(own.routes())
                .answer(Request.own("GET", "/series-own/find", Map.of("pattern", "*.cpu.user"), new byte[0]));
        var read = new Router(own.routes())
                .answer(Request.own(
                        "GET",
                        "/series-own/read",
                        Map.of("pattern", "*.cpu.user", "from", "0", "until", "" + NOW, "points", "2000000"),
                        new byte[0]));

        assertThat(text(found)).contains("web-2.cpu.user").doesNotContain("web-1");
        assertThat(read.status()).isEqualTo(503);
        assertThat(text(read)).contains("other requests take all the room");
        assertThat(asked).isEmpty();
    }
}
