package org.opsbro.agent.shared;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.opsbro.agent.api.OneNode;
import org.opsbro.metrology.zone.live.Neighbours;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.GroupExpression;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.monitoring.Troubles;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/**
 * The checks of the nodes of the zone, from any of them. How many of each are in which state is known by gossip, so only those are asked where something is wrong;
 * what a node that does not answer told last is in the store of the zone, if there is one. For any thread.
 */
public final class ClusterChecks {
    private static final String TROUBLES = "/monitoring/troubles";
    private static final String STATE = "/monitoring/state";
    private static final long USUAL_SECONDS = 10;
    private static final long MOST_SECONDS = 60;
    /** Of all answers together. */
    private static final long MOST_BYTES = 16L * 1024 * 1024;

    private final Supplier<World> world;
    private final NodeCalls calls;
    private final LastTroubles last;

    public ClusterChecks(Supplier<World> world, NodeCalls calls, LastTroubles last) {
        this.world = world;
        this.calls = calls;
        this.last = last;
    }

    /** What a node tells of itself, to other nodes too. */
    public List<Route> own() {
        return List.of(new Route(
                "GET",
                TROUBLES,
                "What is wrong with this node: its worst checks, at most " + Troubles.MOST,
                Access.OPEN,
                request -> Reply.json(Troubles.of(world.get()))));
    }

    public List<Route> routes() {
        return List.of(new Route(
                "GET",
                "/monitoring/nodes",
                "Nodes of the zone with what is wrong with each: ?group= an expression over groups, ?problems only those"
                        + " with any, ?timeout= seconds for those that are asked",
                Access.TOKEN,
                this::nodes));
    }

    // ---- one node

    /** The same routes; the state of a node that does not answer is what it told last, as far as something was wrong. */
    public List<Route> remembering(List<Route> routes) {
        return routes.stream()
                .map(route -> route.path().equals(STATE)
                        ? new Route(route.method(), route.path(), route.doc(), route.access(), request -> {
                            var reply = route.handler().answer(request);
                            return reply.status() == 502 ? remembered(request, reply) : reply;
                        })
                        : route)
                .toList();
    }

    private Reply remembered(Request request, Reply silent) {
        return OneNode.called(world.get(), request.query("node").orElse(""), node -> {
            try {
                var told = last.of(node.id());
                if (told.isEmpty()) return silent;
                var checks = Value.object();
                for (var each : ZoneStore.items(told.get().get("bad")))
                    checks.with(each.get("name").display(), whole(each));
                return Reply.json(Value.object()
                        .with("node", node.name())
                        .with("at", told.get().get("at"))
                        .with("source", "store")
                        .with("why", reason(silent))
                        .with("checks", checks.end())
                        .with("services", Value.Fields.EMPTY)
                        .end());
            } catch (IOException noStore) {
                return Reply.error(silent.status(), reason(silent) + "; and " + noStore.getMessage());
            }
        });
    }

    private static Value whole(Value.Fields bad) {
        var all = Value.object();
        bad.forEach(all::with);
        return all.with("hard_state", bad.get("state")).with("hard", true).end();
    }

    private static String reason(Reply silent) {
        return org.opsbro.model.Json.readObject(new String(silent.body(), java.nio.charset.StandardCharsets.UTF_8))
                .get("error")
                .display();
    }

    // ---- all of them

    /** What was asked for, as far as it came in time. */
    private record Answers(Map<NodeId, Value.Fields> told, Map<NodeId, String> silent) {}

    /**
     * Keys: nodes (by name: node, uuid, state, since, checks: counts, source, bad and more, at, why), silent (how many could not be asked). The source is "node" where it
     * was asked now, "store" where it was not heard and this is what it told last, "gossip" where only the counts are known: nothing is wrong, or nobody knows what.
     */
    private Reply nodes(Request request) throws InterruptedException {
        var now = world.get();
        var expression = GroupExpression.parse(request.query("group").orElse("*"));
        var problems = request.query("problems").isPresent();
        var zone = now.node().zone();
        var meant = now.nodes().values().stream()
                .filter(node -> node.zone().equals(zone) && node.state() != Node.State.LEAVE && expression.holds(node))
                .sorted(Comparator.comparing(Node::name).thenComparing(Node::id))
                .toList();
        var answers = asked(
                meant.stream().filter(node -> node.living() && isBad(node)).toList(), patience(request), now);
        var remembered = remembered(meant, answers);
        List<Value> all = new ArrayList<>();
        for (var node : meant) if (!problems || isBad(node) || !node.living()) all.add(told(node, answers, remembered));
        return Reply.json(Value.object()
                .with("nodes", new Value.Items(all))
                .with(
                        "silent",
                        meant.stream().filter(node -> isSilent(node, answers)).count())
                .end());
    }

    private static Duration patience(Request request) {
        var text = request.query("timeout").orElse("" + USUAL_SECONDS);
        if (!text.matches("[0-9]{1,3}") || Long.parseLong(text) > MOST_SECONDS || Long.parseLong(text) == 0)
            throw new IllegalArgumentException("want a timeout from 1 to " + MOST_SECONDS + " seconds, found " + text);
        return Duration.ofSeconds(Long.parseLong(text));
    }

    private static boolean isBad(Node node) {
        return node.checks().worst().isProblem();
    }

    private static boolean isSilent(Node node, Answers answers) {
        return !node.living() || answers.silent().containsKey(node.id());
    }

    private Answers asked(List<Node> wanted, Duration patience, World now) throws InterruptedException {
        var told = new HashMap<NodeId, Value.Fields>();
        var others =
                wanted.stream().filter(node -> !node.id().equals(now.self())).toList();
        if (others.size() < wanted.size()) told.put(now.self(), Troubles.of(now));
        var request = Request.own("GET", TROUBLES, Map.of(), new byte[0]);
        var answers = calls.ask(others, request, patience, Neighbours.upTo(MOST_BYTES));
        var silent = new HashMap<>(answers.silent());
        answers.told().forEach((node, reply) -> {
            try {
                if (reply.status() == 200) told.put(node, ZoneStore.read(reply));
                else silent.put(node, "it answers " + reply.status());
            } catch (IOException garbled) {
                silent.put(node, String.valueOf(garbled.getMessage()));
            }
        });
        return new Answers(told, silent);
    }

    /** What those told last who do not answer. */
    private Map<NodeId, Value.Fields> remembered(List<Node> meant, Answers answers) {
        if (meant.stream().noneMatch(node -> isSilent(node, answers))) return Map.of();
        try {
            return last.all();
        } catch (IOException noStore) {
            return Map.of();
        }
    }

    private static Value told(Node node, Answers answers, Map<NodeId, Value.Fields> remembered) {
        var all = Value.object()
                .with("node", node.name())
                .with("uuid", node.id().uuid())
                .with("state", node.state().word())
                .with("since", node.since().toString())
                .with("checks", node.checks().toValue());
        var fresh = answers.told().get(node.id());
        var old = isSilent(node, answers) ? remembered.get(node.id()) : null;
        if (fresh != null) troubles(all.with("source", "node"), fresh);
        else if (old != null) troubles(all.with("source", "store"), old);
        else all.with("source", "gossip");
        var why = answers.silent().get(node.id());
        if (why != null) all.with("why", why);
        return all.end();
    }

    private static void troubles(FieldsBuilder all, Value.Fields told) {
        all.with("at", told.get("at")).with("bad", told.get("bad")).with("more", told.get("more"));
    }
}
