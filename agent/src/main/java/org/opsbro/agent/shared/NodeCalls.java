package org.opsbro.agent.shared;

import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.opsbro.agent.api.OneNode;
import org.opsbro.model.Node;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Streams;

/** Calls that only read, answered by the node of this zone that {@code ?node=} names. For any thread. */
public final class NodeCalls {
    /** Of the streams. */
    public static final String PURPOSE = "ask";

    private static final int MOST_AT_ONCE = 64;

    private final Supplier<World> world;
    private final Caller caller;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    public NodeCalls(Streams streams, Supplier<World> world) {
        this.world = world;
        this.caller = new Caller(streams, PURPOSE, false, 0);
    }

    private static boolean reads(Route route) {
        return route.method().equals("GET");
    }

    /** Answers other nodes what they may ask: those of the routes that only read; in clear, only what is open to all over TCP. */
    public Streams.Service service(List<Route> routes) {
        return CallService.reading(
                world, routes.stream().filter(NodeCalls::reads).toList());
    }

    /** The same routes, those that only read for other nodes too; the others refuse to be meant for one. */
    public List<Route> anywhere(List<Route> routes) {
        return routes.stream()
                .map(route -> new Route(
                        route.method(),
                        route.path(),
                        reads(route) ? route.doc() + "; ?node= of another node of the zone" : route.doc(),
                        route.access(),
                        request -> reads(route) ? answer(route.handler(), request) : here(route.handler(), request)))
                .toList();
    }

    private static Reply here(Route.Handler handler, Request request) throws Exception {
        return request.query("node").isEmpty()
                ? handler.answer(request)
                : Reply.error(400, "other nodes are only asked what they know, they do nothing for this one");
    }

    private Reply answer(Route.Handler here, Request request) throws Exception {
        var wanted = request.query("node");
        if (wanted.isEmpty()) return here.answer(request);
        var now = world.get();
        var query = new TreeMap<>(request.query());
        query.remove("node");
        // who called over TCP is told there what he would be told here
        if (!request.local()) query.put(CallService.FOR_ANYBODY, List.of(""));
        var asked = request.asking(query);
        var found = now.called(wanted.get());
        if (found.size() == 1 && found.getFirst().id().equals(now.self())) return here.answer(asked);
        return OneNode.called(now, wanted.get(), node -> away(node, asked));
    }

    private Reply away(Node node, Request request) {
        if (!node.zone().equals(world.get().node().zone()))
            return Reply.error(
                    409,
                    node.name() + " is of the zone " + node.zone() + ", and nodes are asked within their zone only");
        if (!places.tryAcquire())
            return Reply.error(503, "this node asks " + MOST_AT_ONCE + " others already: try again later");
        try {
            return caller.call(node, request);
        } catch (IOException silent) {
            return Reply.error(502, silence(node, silent));
        } finally {
            places.release();
        }
    }

    /**
     * Asks one; where many are asked already it waits for its turn.
     *
     * @throws IOException with the reason, if it does not answer, or not what was asked
     */
    Reply ask(Node node, Request request) throws IOException, InterruptedException {
        places.acquire();
        try {
            var reply = caller.call(node, request);
            if (reply.status() != 200) throw new IOException("it answers " + reply.status());
            return reply;
        } finally {
            places.release();
        }
    }

    private static String silence(Node node, IOException why) {
        return node.name() + " does not answer: " + why.getMessage()
                + (node.living() ? "" : "; it is " + node.state().word() + " since " + node.since());
    }
}
