package org.opsbro.agent.shared;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.opsbro.agent.api.KvCalls;
import org.opsbro.kv.live.KvKeeper;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;

/** Brings calls about the store to whoever can answer them: this agent, the leader, or any server of the zone. For any thread. */
final class Forwarding {
    /** How long somebody who can answer is looked for. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Place place;
    private final KvKeeper keeper;
    private final Supplier<World> world;
    private final Caller caller;
    private volatile @Nullable NodeId favourite;

    /** Where the store is, as this agent knows. */
    interface Place {
        Shape shape();

        /** Whether this agent leads the store. */
        boolean leads();

        /** Those of our zone that have the store, without this node and those that left. */
        List<Node> servers();

        /** What keeps this agent from knowing better; empty if nothing does. */
        String trouble();
    }

    Forwarding(Place place, KvKeeper keeper, Supplier<World> world, Caller caller) {
        this.place = place;
        this.keeper = keeper;
        this.world = world;
        this.caller = caller;
    }

    /** The same routes, answered by whoever has the store. */
    List<Route> shared(List<Route> routes) {
        return routes.stream()
                .map(route -> new Route(
                        route.method(),
                        route.path(),
                        route.doc(),
                        route.access(),
                        request -> answer(route.handler(), request)))
                .toList();
    }

    private Reply answer(Route.Handler handler, Request request) throws Exception {
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var reply = once(handler, request);
            // one that has an id happens once, however often it is told
            var again = reply.headers().containsKey(KvCalls.AGAIN)
                    || (reply.status() == 503 && request.query("request").isPresent());
            if (!again || System.nanoTime() > until) return reply;
            Thread.sleep(PAUSE);
        }
    }

    private Reply once(Route.Handler handler, Request request) throws Exception {
        return switch (place.shape()) {
            case ALONE -> handler.answer(request);
            case SERVER -> {
                if (request.method().equals("GET")) yield read(handler, request);
                if (place.leads()) yield handler.answer(request);
                if (request.query("forwarded").isPresent()) yield again("this server does not lead");
                var leader = keeper.log().flatMap(log -> log.standing().leader());
                var node = leader.map(id -> world.get().nodes().get(id));
                if (node.isEmpty()) yield again("nobody leads the store now");
                yield away(List.of(node.get()), with(request, "forwarded", "1"));
            }
            case ELSEWHERE -> away(candidates(), request);
            case UNKNOWN ->
                again("it is not known yet whether the zone has a store: its nodes were not heard yet"
                        + (place.trouble().isEmpty() ? "" : "; " + place.trouble()));
        };
    }

    /** What is read as it is here says how many entries it is behind, as far as this server knows, and whether anybody leads. */
    private Reply read(Route.Handler handler, Request request) throws Exception {
        var reply = handler.answer(request);
        var log = keeper.log();
        if (log.isEmpty() || request.query("stale").isEmpty() || reply.flow().isPresent()) return reply;
        var standing = log.get().standing();
        return reply.with("X-Opsbro-Lag", Long.toString(Math.max(0, standing.committed() - standing.applied())))
                .with("X-Consul-KnownLeader", Boolean.toString(standing.leader().isPresent()));
    }

    private static Reply again(String why) {
        return Reply.error(503, why).with(KvCalls.AGAIN, "1");
    }

    /** The one that answered last, then the others that live, in any order, then those that may be dead. */
    private List<Node> candidates() {
        var all = new ArrayList<>(place.servers());
        Collections.shuffle(all);
        all.sort((one, other) -> Integer.compare(rank(one), rank(other)));
        return all;
    }

    private int rank(Node node) {
        if (node.state() != Node.State.ALIVE) return 2;
        return node.id().equals(favourite) ? 0 : 1;
    }

    /** Waits for another agent's answer as calls wait for a change: without a place among those that are being answered. */
    private Reply away(List<Node> to, Request request) throws InterruptedException {
        var asked = with(request, "node", world.get().node().name());
        var answer = new FutureTask<>(() -> first(to, asked));
        var thread = Thread.ofVirtual().name("kv away").start(answer);
        try {
            request.waiting().until(answer, Duration.ofMinutes(11));
            if (answer.isDone()) return answer.get();
            return Reply.error(503, "no answer came: it may have been done or not");
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        } finally {
            thread.interrupt();
        }
    }

    private Reply first(List<Node> to, Request request) {
        var why = "none of the agents that have the store of this zone is known";
        for (var node : to)
            try {
                var reply = caller.call(node, request);
                favourite = node.id();
                return reply;
            } catch (Caller.Unasked next) {
                why = String.valueOf(next.getMessage());
            } catch (IOException broke) {
                why = node.name() + ": " + broke.getMessage();
                if (!request.method().equals("GET") && request.query("request").isEmpty())
                    return Reply.error(503, why + ": it may have been done or not");
            }
        return again(why);
    }

    private static Request with(Request request, String name, String value) {
        if (request.query(name).isPresent()) return request;
        var query = new TreeMap<>(request.query());
        query.put(name, List.of(value));
        return new Request(
                request.method(),
                request.path(),
                request.variables(),
                query,
                request.body(),
                request.local(),
                request.waiting());
    }

    Reply call(String method, String path, Value.Fields body) throws InterruptedException {
        return call(method, path, Map.of(), Json.write(body).getBytes(StandardCharsets.UTF_8));
    }

    Reply get(String path, Map<String, List<String>> query) throws InterruptedException {
        return call("GET", path, query, new byte[0]);
    }

    /** Of a server, by any other way than through itself. */
    private Reply call(String method, String path, Map<String, List<String>> query, byte[] body)
            throws InterruptedException {
        var request = new Request(method, path, Map.of(), query, body, true, (happened, most) -> {
            try {
                happened.get(most.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException over) {
                // it is looked at anew
            }
        });
        return away(candidates(), request);
    }
}
