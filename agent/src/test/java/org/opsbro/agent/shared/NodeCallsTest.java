package org.opsbro.agent.shared;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.opsbro.metrology.zone.live.Neighbours;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Profile;
import org.opsbro.model.World;
import org.opsbro.wire.Peer;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;
import org.opsbro.wire.Router;
import org.opsbro.wire.Stream;
import org.opsbro.wire.Streams;

/** Two nodes with a stream between them. */
class NodeCallsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
    private static final Node HERE = node("a1", "here", "lan", Node.State.ALIVE);
    private static final Node THERE = node("b2", "there", "lan", Node.State.ALIVE);

    private boolean sealed = true;
    private boolean reachable = true;

    static Node node(String id, String name, String zone, Node.State state) {
        var told = Profile.named(name, zone);
        var profile = new Profile(
                name,
                name,
                "10.0.0.9",
                6768,
                zone,
                false,
                told.definedGroups(),
                told.detectedGroups(),
                told.services(),
                told.checks(),
                told.links());
        return new Node(new NodeId(id), profile, state, 1, NOW, false);
    }

    static World world(Node self, Node... others) {
        var all = new HashMap<NodeId, Node>();
        all.put(self.id(), self);
        for (var other : others) all.put(other.id(), other);
        return new World(NOW, self.id(), all, Map.of(), Map.of(), List.of(), List.of());
    }

    /** One end of a stream. */
    record End(Peer peer, BlockingQueue<byte[]> in, BlockingQueue<byte[]> out) implements Stream {
        @Override
        public void send(byte[] frame) {
            out.add(frame);
        }

        @Override
        public Optional<byte[]> receive() throws IOException {
            try {
                var frame = in.poll(10, TimeUnit.SECONDS);
                if (frame == null) throw new IOException("nothing came");
                return frame.length == 0 ? Optional.empty() : Optional.of(frame);
            } catch (InterruptedException ended) {
                throw new IOException(ended);
            }
        }

        @Override
        public void close() {
            out.add(new byte[0]);
        }
    }

    private static List<Route> routes(String name) {
        return List.of(
                route("GET", "/open", Access.OPEN, name),
                route("GET", "/secret", Access.TOKEN, name),
                route("POST", "/deed", Access.OPEN, name));
    }

    private static Route route(String method, String path, Access access, String name) {
        return new Route(
                method,
                path,
                "",
                access,
                request ->
                        Reply.text(name + " tells " + (request.local() ? "all" : "anybody") + " " + request.query()));
    }

    private static Stream nobody(InetSocketAddress to, String zone, String purpose, Duration patience)
            throws IOException {
        throw new IOException("nobody is asked by this one");
    }

    private String asked(String method, String path, boolean local, Map<String, List<String>> query) {
        Streams streams = (to, zone, purpose, patience) -> {
            if (!reachable) throw new IOException("no route to host");
            BlockingQueue<byte[]> one = new LinkedBlockingQueue<>();
            BlockingQueue<byte[]> other = new LinkedBlockingQueue<>();
            var address = new InetSocketAddress(0);
            var served = new NodeCalls(NodeCallsTest::nobody, () -> world(THERE, HERE)).service(routes("there"));
            Thread.ofVirtual().start(() -> {
                var end = new End(new Peer(HERE.id(), "lan", sealed, address), other, one);
                try {
                    served.serve(end);
                } catch (IOException refused) {
                    end.close();
                }
            });
            return new End(new Peer(THERE.id(), "lan", sealed, address), one, other);
        };
        var far = node("c3", "far", "dmz", Node.State.ALIVE);
        var calls = new NodeCalls(streams, () -> world(HERE, THERE, far));
        var request = new Request(method, path, Map.of(), query, new byte[0], local, Request.Waiting::here);
        var reply = new Router(calls.anywhere(routes("here"))).answer(request);
        return reply.status() + " " + new String(reply.body(), UTF_8);
    }

    private String asked(String path, String node) {
        return asked("GET", path, true, Map.of("node", List.of(node)));
    }

    @Test
    void the_node_that_is_named_answers_by_whatever_it_is_called() {
        assertThat(asked("/open", "there")).isEqualTo("200 there tells all {}");
        assertThat(asked("/open", "b2")).isEqualTo("200 there tells all {}");
        assertThat(asked("/secret", "there")).isEqualTo("200 there tells all {}");
        assertThat(asked("/open", "here")).isEqualTo("200 here tells all {}");
        assertThat(asked("GET", "/open", true, Map.of())).isEqualTo("200 here tells all {}");
        assertThat(asked("/open", "nobody")).startsWith("404 ").contains("there is no node nobody");
    }

    @Test
    void who_calls_over_tcp_is_told_what_anybody_is() {
        assertThat(asked("GET", "/open", false, Map.of("node", List.of("there"))))
                .startsWith("200 there tells anybody");
        assertThat(asked("GET", "/open", false, Map.of("node", List.of("here"))))
                .startsWith("200 here tells anybody");
    }

    @Test
    void in_clear_nothing_is_told_but_what_is_open_to_all() {
        sealed = false;

        assertThat(asked("/open", "there")).startsWith("200 there tells anybody");
        assertThat(asked("/secret", "there")).startsWith("404 ");
    }

    @Test
    void what_does_more_than_read_is_refused() {
        assertThat(asked("POST", "/deed", true, Map.of("node", List.of("there"))))
                .startsWith("400 ");
        assertThat(asked("POST", "/deed", true, Map.of())).isEqualTo("200 here tells all {}");
    }

    @Test
    void another_zone_is_not_asked() {
        assertThat(asked("/open", "far")).startsWith("409 ").contains("zone dmz");
    }

    @Test
    void one_that_does_not_answer_is_told_with_the_reason() {
        reachable = false;

        assertThat(asked("/open", "there")).startsWith("502 ").contains("there does not answer: no route to host");
    }

    /** Two nodes: one answers so many bytes, the other never. */
    private Neighbours.Answers answers(int length, long bytes) throws Exception {
        var mute = node("c3", "mute", "lan", Node.State.ALIVE);
        Streams streams = (to, zone, purpose, patience) -> {
            var in = new LinkedBlockingQueue<byte[]>();
            if (to.getPort() == 6769) {
                in.add(CallCodec.head(Reply.text("")));
                in.addAll(CallCodec.pieces(new byte[length]));
                in.add(CallCodec.bare(CallCodec.END));
            }
            var id = to.getPort() == 6769 ? THERE.id() : mute.id();
            return new End(new Peer(id, "lan", true, to), in, new LinkedBlockingQueue<>());
        };
        var elsewhere = mute.with(new Profile(
                "mute",
                "mute",
                "10.0.0.9",
                6769,
                "lan",
                false,
                mute.definedGroups(),
                mute.detectedGroups(),
                mute.services(),
                mute.checks(),
                mute.profile().links()));
        var calls = new NodeCalls(streams, () -> world(HERE, THERE, elsewhere));
        var request = Request.own("GET", "/open", Map.of(), new byte[0]);
        return calls.ask(List.of(THERE, elsewhere), request, Duration.ofSeconds(2), Neighbours.upTo(bytes));
    }

    @Test
    void those_that_do_not_answer_in_time_are_told_beside_those_that_do() throws Exception {
        var answers = answers(1000, 1000);

        assertThat(answers.told()).containsOnlyKeys(THERE.id());
        assertThat(answers.told().values())
                .singleElement()
                .satisfies(reply -> assertThat(reply.body()).hasSize(1000));
        assertThat(answers.silent()).containsOnlyKeys(new NodeId("c3"));
    }

    @Test
    void an_answer_longer_than_all_may_be_together_is_cut_off() throws Exception {
        var answers = answers(3_000_000, 2_999_999);

        assertThat(answers.told()).isEmpty();
        assertThat(answers.silent()).containsEntry(THERE.id(), "its answer is too long");
    }
}
