package org.opsbro.metrology.zone.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.metrology.graphite.live.Graphite;
import org.opsbro.metrology.live.SeriesKeeper;
import org.opsbro.metrology.live.SeriesModule;
import org.opsbro.metrology.statsd.live.Statsd;
import org.opsbro.metrology.zone.Placement;
import org.opsbro.model.Level;
import org.opsbro.model.ModuleReport;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Module;
import org.opsbro.pack.PaperPacks;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Router;

/** Three agents with stores and listeners of their own, over real UDP; what they send one another are calls. The second and the third are of the group ts. */
class OnwardTest {
    private static final long NOW = 1_796_011_200;
    private static final InstantSource CLOCK = () -> Instant.ofEpochSecond(NOW);

    @TempDir
    Path folder;

    private final Map<NodeId, Node> nodes = new ConcurrentHashMap<>();
    private final List<Machine> machines = new ArrayList<>();
    /** Those that cannot be reached. */
    private final Set<NodeId> away = ConcurrentHashMap.newKeySet();

    private boolean isProtected = true;

    private final class Machine implements Onward.Delivery {
        private final NodeId id;
        private final SeriesKeeper keeper;
        private final Onward onward;
        private final Module statsd;
        private final Module graphite;

        Machine(String name, String... groups) {
            id = new NodeId(name);
            nodes.put(id, Node.named(id, name, "lan").withDefinedGroups(new TreeSet<>(Set.of(groups))));
            keeper = new SeriesKeeper(folder.resolve(name), CLOCK, () -> true, collector -> 10L);
            onward = new Onward(this::world, keeper, () -> isProtected, this, name.hashCode());
            statsd = new SeriesModule<>(new Statsd(CLOCK, new SplittableRandom(1), onward), keeper);
            graphite = new SeriesModule<>(
                    new Graphite(CLOCK, new SplittableRandom(1), onward.shares(Onward.Kind.GRAPHITE)), keeper);
            statsd.packs(packs("statsd"));
            graphite.packs(packs("graphite"));
        }

        private World world() {
            return new World(CLOCK.instant(), id, Map.copyOf(nodes), Map.of(), Map.of(), List.of(), List.of());
        }

        void turn() {
            keeper.take(world());
            onward.take(world());
            statsd.take(world());
            graphite.take(world());
        }

        @Override
        public Reply call(Node to, Request request) throws IOException {
            if (away.contains(to.id())) throw new IOException("no route to host");
            return new Router(machine(to.id()).onward.routes()).answer(request);
        }

        @Override
        public void tidy() {
            // nothing is kept open
        }

        void send(Module listener, String text) throws IOException {
            var before = number(listener, "lines");
            try (var socket = new DatagramSocket()) {
                var bytes = text.getBytes(UTF_8);
                var port = (int) number(listener, "port");
                socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
            }
            await().until(() -> number(listener, "lines") > before);
        }

        String samples(String name) throws IOException {
            var store = keeper.store().orElseThrow();
            var series = store.find(name);
            if (series.isEmpty()) return "";
            var points = store.raw(series.get(), 0, NOW + 1000);
            var text = new StringBuilder();
            for (var i = 0; i < points.count(); i++)
                text.append(points.value(i)).append(' ');
            return text.toString().strip();
        }

        void close() {
            statsd.close();
            graphite.close();
            onward.close();
            keeper.close();
        }
    }

    private static org.opsbro.pack.Packs packs(String name) {
        Map<String, Value> parameters = new HashMap<>();
        parameters.put("port", Value.of(0));
        parameters.put("pickle_port", Value.of(-1));
        parameters.put("enabled_if_group", Value.of(name));
        return PaperPacks.of(name, Level.GLOBAL, parameters);
    }

    private static long number(Module module, String counter) {
        return module.report().counters().get(counter) instanceof Value.Int number ? number.number() : -1;
    }

    private Machine machine(NodeId id) {
        return machines.stream().filter(each -> each.id.equals(id)).findFirst().orElseThrow();
    }

    @BeforeEach
    void begin() {
        machines.add(new Machine("web-1", "statsd", "graphite"));
        machines.add(new Machine("web-2", "statsd", "graphite", "ts"));
        machines.add(new Machine("web-3", "ts"));
        turn();
        turn();
    }

    @AfterEach
    void end() {
        machines.forEach(Machine::close);
    }

    private void turn() {
        machines.forEach(Machine::turn);
    }

    private long told(String counter) {
        return machines.stream().mapToLong(each -> number(each.onward, counter)).sum();
    }

    /** Until nothing is under way any more. */
    private void settle() {
        await().until(() -> {
            for (var each : machines) each.onward.take(each.world());
            return told("waiting") == 0;
        });
    }

    private Machine owner(String name) {
        return machine(Placement.of(machines.getFirst().world()).owner(name).orElseThrow());
    }

    private Map<String, String> where(String series) throws IOException {
        var all = new TreeMap<String, String>();
        for (var each : machines) if (!each.samples(series).isEmpty()) all.put(each.id.uuid(), each.samples(series));
        return all;
    }

    /** A name that web-3 keeps. */
    private String far() {
        for (var i = 0; ; i++) if (owner("orders" + i).id.uuid().equals("web-3")) return "orders" + i;
    }

    @Test
    void a_counter_that_is_sent_to_any_of_them_is_one_sum_on_its_owner() throws Exception {
        for (var name : List.of("orders", "views", "mails", "clicks", far())) {
            for (var round = 0; round < 5; round++) {
                machines.get(0).send(machines.get(0).statsd, name + ":2|c");
                machines.get(1).send(machines.get(1).statsd, name + ":1|c|@0.5");
            }
            settle();
            turn();

            assertThat(where("stats_counts." + name))
                    .isEqualTo(Map.of(owner(name).id.uuid(), "20.0"));
        }
        assertThat(told("dropped")).isZero();
        assertThat(told("taken")).isEqualTo(told("sent")).isPositive();
        assertThat(machines.get(2).statsd.report().log()).isEqualTo("keeps what other nodes take");
        assertThat(machines.get(0).onward.report().log()).isEqualTo("kept by web-2, web-3");
    }

    @Test
    void tags_and_letters_that_are_cleaned_do_not_make_two_owners_of_one_metric() throws Exception {
        machines.get(0).send(machines.get(0).statsd, far() + ";b=1;a=2:1|c");
        machines.get(1).send(machines.get(1).statsd, far() + ":1|c|#a:2,b:1");
        settle();
        turn();

        assertThat(where("stats_counts." + far() + ";a=2;b=1")).hasSize(1).containsValue("2.0");
    }

    @Test
    void samples_of_graphite_go_to_their_owner_under_the_name_they_came_with() throws Exception {
        machines.get(0).send(machines.get(0).graphite, "shop.a;z=1;b=2 0.1 " + NOW + "\nshop.c -5e-3 -1\nshop.d 7 N\n");
        settle();

        assertThat(where("shop.a;b=2;z=1"))
                .isEqualTo(Map.of(owner("shop.a;b=2;z=1").id.uuid(), "0.1"));
        assertThat(where("shop.c")).isEqualTo(Map.of(owner("shop.c").id.uuid(), "-0.005"));
        assertThat(where("shop.d")).isEqualTo(Map.of(owner("shop.d").id.uuid(), "7.0"));
    }

    @Test
    void what_was_for_an_owner_that_is_killed_goes_to_the_next() throws Exception {
        var name = far();
        away.add(new NodeId("web-3"));
        machines.get(0).send(machines.get(0).statsd, name + ":1|c");
        machines.get(0).turn();
        await().until(() -> machines.get(0).onward.report().state() == ModuleReport.State.ERROR);
        assertThat(machines.get(0).onward.report().log()).contains("web-3: no route to host");
        machines.get(1).send(machines.get(1).statsd, name + ":1|c");

        nodes.computeIfPresent(new NodeId("web-3"), (id, node) -> node.withState(Node.State.DEAD, CLOCK.instant()));
        settle();
        machines.get(0).send(machines.get(0).statsd, name + ":1|c");
        settle();
        turn();

        assertThat(where("stats_counts." + name)).isEqualTo(Map.of("web-2", "3.0"));
        assertThat(told("dropped")).isZero();
    }

    @Test
    void a_metric_that_another_one_keeps_now_is_not_told_here_any_more() throws Exception {
        var name = far();
        nodes.computeIfPresent(new NodeId("web-3"), (id, node) -> node.withState(Node.State.DEAD, CLOCK.instant()));
        turn();
        machines.get(1).send(machines.get(1).statsd, name + ":5|g");
        turn();
        var metrics = number(machines.get(1).statsd, "metrics");

        nodes.computeIfPresent(new NodeId("web-3"), (id, node) -> node.withState(Node.State.ALIVE, CLOCK.instant()));
        turn();
        turn();

        assertThat(number(machines.get(1).statsd, "metrics")).isEqualTo(metrics - 1);
    }

    @Test
    void without_a_key_or_without_the_group_all_stays_where_it_came() throws Exception {
        isProtected = false;
        turn();
        machines.get(0).send(machines.get(0).statsd, far() + ":1|c");
        turn();

        assertThat(where("stats_counts." + far())).containsOnlyKeys("web-1");
        assertThat(machines.get(0).onward.report().log()).startsWith("the zone has no key");
    }

    @Test
    void while_an_owner_is_away_so_much_waits_and_the_rest_is_dropped_and_counted() throws Exception {
        var name = far();
        away.add(new NodeId("web-3"));
        var packet = (name + ":1|c\n").repeat(4000);
        for (var i = 0; i < 80; i++) machines.get(0).send(machines.get(0).statsd, packet);

        var sender = machines.get(0).onward;
        assertThat(number(sender, "waiting") + number(sender, "dropped")).isEqualTo(320_000);
        assertThat(number(sender, "dropped")).isPositive();
        assertThat(number(sender, "waiting") * (name.length() + 5L)).isLessThanOrEqualTo(17L * Lane.MOST_BYTES);
    }

    private Reply take(String kind, String run, String number, byte[] lines) {
        var query = Map.of("kind", kind, "run", run, "number", number);
        return new Router(machines.get(1).onward.routes())
                .answer(Request.own("POST", "/series-own/take", query, lines));
    }

    @Test
    void a_batch_that_comes_twice_is_kept_once() throws Exception {
        var lines = "twice:1|c\n".getBytes(UTF_8);
        for (var number : List.of("1", "1", "2", "2", "1"))
            assertThat(take("statsd", "ab", number, lines).status()).isEqualTo(200);
        assertThat(take("statsd", "cd", "1", lines).status()).isEqualTo(200);
        turn();

        assertThat(where("stats_counts.twice")).isEqualTo(Map.of("web-2", "3.0"));
    }

    @Test
    void what_is_no_batch_is_refused_and_random_bytes_harm_nobody() {
        var lines = "a:1|c\n".getBytes(UTF_8);
        assertThat(take("collectd", "ab", "1", lines).status()).isEqualTo(400);
        assertThat(take("statsd", "../x", "1", lines).status()).isEqualTo(400);
        assertThat(take("statsd", "ab", "-1", lines).status()).isEqualTo(400);
        assertThat(take("statsd", "ab", "1", new byte[0]).status()).isEqualTo(400);
        assertThat(take("statsd", "ab", "1", new byte[Lane.MOST_BYTES + 1]).status())
                .isEqualTo(400);
        var random = new SplittableRandom(11);
        var letters = "ab.;=#|:@cgms 0123456789-+eE\n\r\t\0é";
        for (var i = 1; i <= 3000; i++) {
            var bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            if (i % 2 == 0)
                for (var at = 0; at < bytes.length; at++)
                    bytes[at] = (byte) letters.charAt(random.nextInt(letters.length()));
            for (var kind : List.of("statsd", "graphite"))
                assertThat(take(kind, "ef", "" + i, bytes).status()).isEqualTo(200);
        }
        turn();
        assertThat(machines.get(1).statsd.report().state()).isEqualTo(ModuleReport.State.STARTED);
    }
}
