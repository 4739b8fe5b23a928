package org.opsbro.agent.shared;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.opsbro.agent.api.OneNode;
import org.opsbro.metrology.zone.live.Neighbours;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Streams;

/** Calls that only read, answered by the node of this zone that {@code ?node=} names. For any thread. */
public final class NodeCalls implements Neighbours {
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

    /** Where many are asked already, nodes wait for their turn. */
    @Override
    public Answers ask(List<Node> nodes, Request request, Duration patience, LongPredicate room)
            throws InterruptedException {
        var told = new ConcurrentHashMap<NodeId, Reply>();
        var silent = new ConcurrentHashMap<NodeId, String>();
        var open = new CountDownLatch(nodes.size());
        var threads = new ArrayList<Thread>();
        for (var node : nodes)
            threads.add(Thread.ofVirtual().name("ask").start(() -> {
                try {
                    told.put(node.id(), inTurn(node, request, room));
                } catch (IOException failed) {
                    silent.put(node.id(), String.valueOf(failed.getMessage()));
                } catch (InterruptedException late) {
                    // it is told below
                } finally {
                    open.countDown();
                }
            }));
        try {
            open.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            threads.forEach(Thread::interrupt);
        }
        var answers = new Answers(new HashMap<>(told), new HashMap<>(silent));
        for (var node : nodes)
            if (!answers.told().containsKey(node.id()))
                answers.silent().putIfAbsent(node.id(), "no answer in " + patience.toSeconds() + " s");
        return answers;
    }

    private Reply inTurn(Node node, Request request, LongPredicate room) throws IOException, InterruptedException {
        places.acquire();
        try {
            return caller.call(node, request, room);
        } finally {
            places.release();
        }
    }

    private static String silence(Node node, IOException why) {
        return node.name() + " does not answer: " + why.getMessage()
                + (node.living() ? "" : "; it is " + node.state().word() + " since " + node.since());
    }
}
