package org.opsbro.agent.shared;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.opsbro.agent.shared.NodeCallsTest.End;
import org.opsbro.metrology.NamePattern;
import org.opsbro.model.Node;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.Peer;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;
import org.opsbro.wire.Router;
import org.opsbro.wire.Streams;

/** A node with series and another one, that may be unreachable. */
class SeriesElsewhereTest {
    private static final Node HERE = NodeCallsTest.node("a1", "here", "lan", Node.State.ALIVE);
    private static final Node THERE = NodeCallsTest.node("b2", "there", "lan", Node.State.ALIVE);

    private boolean reachable = true;

    private static World world(Node self, Node other) {
        return NodeCallsTest.world(self, other);
    }

    /** As SeriesApi answers, with two series, and one of the other node that is not its own. */
    private static List<Route> routes(String name) {
        var names = List.of(name + ".cpu", name + ".load", "here.copy");
        return List.of(
                new Route("GET", "/ts", "", Access.OPEN, request -> {
                    var wanted = NamePattern.of(request.query("pattern").orElse(""));
                    var found = names.stream().filter(wanted).sorted().toList();
                    List<Value> told = found.stream()
                            .limit(Long.parseLong(request.query("limit").orElse("1000")))
                            .<Value>map(each -> Value.object()
                                    .with("name", each)
                                    .with("by", name)
                                    .end())
                            .toList();
                    return Reply.json(Value.object()
                            .with("series", new Value.Items(told))
                            .with("found", found.size())
                            .with("store", Value.Fields.EMPTY)
                            .end());
                }),
                new Route(
                        "GET",
                        "/ts/{name*}",
                        "",
                        Access.OPEN,
                        request -> names.contains(request.variable("name"))
                                ? Reply.text(name + " tells " + request.query())
                                : Reply.notFound("there is no such series")));
    }

    private String asked(String path, String... query) {
        Streams streams = (to, zone, purpose, patience) -> {
            if (!reachable) throw new IOException("no route to host");
            var one = new LinkedBlockingQueue<byte[]>();
            var other = new LinkedBlockingQueue<byte[]>();
            Thread.ofVirtual().start(() -> {
                var end = new End(new Peer(HERE.id(), "lan", true, to), other, one);
                try {
                    new NodeCalls(SeriesElsewhereTest::nobody, () -> world(THERE, HERE))
                            .service(routes("there"))
                            .serve(end);
                } catch (IOException refused) {
                    end.close();
                }
            });
            return new End(new Peer(THERE.id(), "lan", true, to), one, other);
        };
        var calls = new NodeCalls(streams, () -> world(HERE, THERE));
        var router =
                new Router(new SeriesElsewhere(() -> world(HERE, THERE), calls).found(calls.anywhere(routes("here"))));
        var said = new TreeMap<String, List<String>>();
        for (var i = 0; i < query.length; i += 2) said.put(query[i], List.of(query[i + 1]));
        var reply = router.answer(new Request("GET", path, Map.of(), said, new byte[0], true, Request.Waiting::here));
        return reply.status() + " " + new String(reply.body(), UTF_8);
    }

    private static org.opsbro.wire.Stream nobody(InetSocketAddress to, String zone, String purpose, Duration patience)
            throws IOException {
        throw new IOException("nobody is asked by this one");
    }

    private static Stream<String> names(String answer) {
        return Stream.of(answer.split("\"name\":\"", -1)).skip(1).map(each -> each.substring(0, each.indexOf('"')));
    }

    @Test
    void a_series_that_is_not_here_is_asked_of_the_node_that_it_is_named_after() {
        assertThat(asked("/ts/there.load", "from", "-1h")).isEqualTo("200 there tells {from=[-1h]}");
        assertThat(asked("/ts/here.load")).startsWith("200 here tells");
        assertThat(asked("/ts/there.load", "local", "1")).startsWith("404 ");
        assertThat(asked("/ts/there.disk")).startsWith("404 ");
        assertThat(asked("/ts/nobody.load")).startsWith("404 ");
        reachable = false;
        assertThat(asked("/ts/there.load")).startsWith("502 ").contains("no route to host");
    }

    @Test
    void a_pattern_lists_what_the_nodes_have_that_it_names() {
        assertThat(names(asked("/ts", "pattern", "*.load"))).containsExactly("here.load", "there.load");
        assertThat(names(asked("/ts", "pattern", "*.*")))
                .containsExactly("here.copy", "here.cpu", "here.load", "there.cpu", "there.load");
        assertThat(asked("/ts", "pattern", "*.copy"))
                .contains("\"by\":\"here\"")
                .doesNotContain("\"by\":\"there\"");
        assertThat(names(asked("/ts", "pattern", "load"))).containsExactly("here.load", "there.load");
        assertThat(names(asked("/ts", "pattern", "load", "local", "1"))).containsExactly("here.load");
        assertThat(names(asked("/ts"))).containsExactly("here.copy", "here.cpu", "here.load");
        assertThat(names(asked("/ts", "pattern", "*.load", "local", "1"))).containsExactly("here.load");
        assertThat(asked("/ts", "pattern", "t*.*", "limit", "1"))
                .contains("\"found\":2", "there.cpu")
                .doesNotContain("there.load");
    }

    @Test
    void one_that_does_not_answer_is_told_beside_what_is_here() {
        reachable = false;

        var answer = asked("/ts", "pattern", "*.load");

        assertThat(names(answer)).containsExactly("here.load");
        assertThat(answer).startsWith("200 ").contains("\"silent\":[\"there\"]");
    }
}
