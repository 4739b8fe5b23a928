package org.opsbro.agent.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.opsbro.agent.api.SeriesApi;
import org.opsbro.metrology.NamePattern;
import org.opsbro.metrology.Tier;
import org.opsbro.metrology.render.BadTarget;
import org.opsbro.metrology.zone.live.Neighbours;
import org.opsbro.metrology.zone.live.Owners;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;

/** Series that are not here are asked of the nodes that their names begin with, and those that are no node's own of those that keep such. For any thread. */
final class SeriesElsewhere {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long MOST_BYTES = 6L * 1024 * 1024;

    /** By all others together; how many more they have is known all the same. */
    private static final int MOST_LISTED = 20_000;

    private final Supplier<World> world;
    private final NodeCalls calls;

    SeriesElsewhere(Supplier<World> world, NodeCalls calls) {
        this.world = world;
        this.calls = calls;
    }

    /** The same routes, those of series for those of other nodes too, unless {@code ?local=1} says not. */
    List<Route> found(List<Route> routes) {
        return routes.stream()
                .map(route -> switch (route.path()) {
                    case SeriesApi.LIST -> answering(route, request -> listed(route.handler(), request));
                    case SeriesApi.ONE -> answering(route, request -> shown(route.handler(), request));
                    default -> route;
                })
                .toList();
    }

    private static Route answering(Route route, Route.Handler handler) {
        return new Route(
                route.method(),
                route.path(),
                route.doc() + "; ?local=1 asks no other node",
                route.access(),
                request -> request.query("local").filter("1"::equals).isPresent()
                                || request.query("node").isPresent()
                        ? route.handler().answer(request)
                        : handler.answer(request));
    }

    private Reply shown(Route.Handler here, Request request) throws Exception {
        var reply = here.answer(request);
        var now = world.get();
        var name = request.variable("name");
        var owner = Owners.named(now, name);
        var keepers = Owners.keepers(now);
        if (owner.isEmpty() && !Owners.owns(now.node(), name) && !keepers.isEmpty())
            return kept(here, request, reply, keepers);
        if (reply.status() != 404 || owner.isEmpty()) return reply;
        var query = new TreeMap<>(request.query());
        query.put("node", List.of(owner.get().id().uuid()));
        return here.answer(request.asking(query));
    }

    /** Of a series that is no node's own: what lies here, and on those that keep such. */
    private Reply kept(Route.Handler here, Request request, Reply own, List<Node> keepers) throws Exception {
        if (own.status() != 200 && own.status() != 404) return own;
        var query = new TreeMap<>(request.query());
        query.put("local", List.of("1"));
        var answers = calls.ask(keepers, request.asking(query), PATIENCE, Neighbours.upTo(MOST_BYTES));
        List<Value.Fields> found = new ArrayList<>();
        fields(own).ifPresent(found::add);
        for (var node : keepers)
            Optional.ofNullable(answers.told().get(node.id()))
                    .flatMap(SeriesElsewhere::fields)
                    .ifPresent(found::add);
        if (found.isEmpty())
            return keepers.stream()
                    .filter(node -> answers.silent().containsKey(node.id()))
                    .findFirst()
                    .map(node -> Reply.error(
                            502,
                            node.name() + " does not answer: "
                                    + answers.silent().get(node.id())))
                    .orElse(own);
        var coarsest = found.stream()
                .map(SeriesElsewhere::tier)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        if (found.stream().map(SeriesElsewhere::tier).allMatch(coarsest::equals)) return Reply.json(joined(found));
        query.remove("local");
        query.put("tier", List.of(coarsest.word()));
        var again = request.asking(query);
        return kept(here, again, here.answer(again), keepers);
    }

    private static Tier tier(Value.Fields answer) {
        for (var tier : Tier.values()) if (tier.word().equals(answer.get("tier").display())) return tier;
        return Tier.RAW;
    }

    /** The first, with the points of all; of one time the first that has it counts. */
    private static Value.Fields joined(List<Value.Fields> found) {
        var points = new TreeMap<Long, Value>();
        for (var each : found)
            if (each.get("points") instanceof Value.Items items)
                for (var point : items.all())
                    if (point instanceof Value.Items row && row.all().getFirst() instanceof Value.Int(var time))
                        points.putIfAbsent(time, point);
        var joined = Value.object();
        found.getFirst()
                .forEach((key, value) ->
                        joined.with(key, key.equals("points") ? new Value.Items(List.copyOf(points.values())) : value));
        return joined.end();
    }

    private Reply listed(Route.Handler here, Request request) throws Exception {
        var reply = here.answer(request);
        var pattern = request.query("pattern").orElse("");
        if (reply.status() != 200 || pattern.isEmpty()) return reply;
        List<Node> owners;
        try {
            owners = NamePattern.isGlob(pattern)
                    ? Owners.of(world.get(), pattern)
                    : Owners.all(world.get(), "\"" + pattern + "\"");
        } catch (BadTarget wrong) {
            return Reply.error(400, String.valueOf(wrong.getMessage()));
        }
        if (owners.isEmpty()) return reply;
        var answers = calls.ask(
                owners,
                Request.own("GET", SeriesApi.LIST, asked(request, pattern, owners.size()), new byte[0]),
                PATIENCE,
                Neighbours.upTo(MOST_BYTES));
        return Reply.json(merged(fields(reply).orElseThrow(), owners, answers.told(), SeriesApi.limit(request)));
    }

    private static Value newer(Value one, Value other) {
        return lastTime(other) > lastTime(one) ? other : one;
    }

    private static long lastTime(Value listed) {
        return listed instanceof Value.Fields fields && fields.get("last_time") instanceof Value.Int(var time)
                ? time
                : 0;
    }

    private static Map<String, String> asked(Request request, String pattern, int owners) {
        return Map.of("pattern", pattern, "limit", "" + Math.min(SeriesApi.limit(request), MOST_LISTED / owners));
    }

    private static Optional<Value.Fields> fields(Reply reply) {
        try {
            return reply.status() == 200
                    ? Optional.of(Json.readObject(new String(reply.body(), UTF_8)))
                    : Optional.empty();
        } catch (Json.NotJson garbled) {
            return Optional.empty();
        }
    }

    /** As the list of this node, and silent: the names of those that did not answer. */
    private static Value.Fields merged(Value.Fields own, List<Node> owners, Map<NodeId, Reply> told, int limit) {
        var all = new TreeMap<String, Value>();
        for (var each : ZoneStore.items(own.get("series")))
            all.put(each.get("name").display(), each);
        var more = Math.max(0, count(own) - all.size());
        var silent = new TreeSet<String>();
        for (var node : owners) {
            var reply = Optional.ofNullable(told.get(node.id())).flatMap(SeriesElsewhere::fields);
            if (reply.isEmpty()) {
                silent.add(node.name());
                continue;
            }
            var listed = ZoneStore.items(reply.get().get("series"));
            for (var each : listed)
                if (Owners.owns(node, each.get("name").display()))
                    all.put(each.get("name").display(), each);
                else if (Owners.tells(node, each.get("name").display()))
                    all.merge(each.get("name").display(), each, SeriesElsewhere::newer);
            more += Math.max(0, count(reply.get()) - listed.size());
        }
        var shown = new ArrayList<>(all.values());
        var merged = Value.object()
                .with("series", new Value.Items(shown.subList(0, Math.min(limit, shown.size()))))
                .with("found", more + all.size())
                .with("store", own.get("store"));
        if (!silent.isEmpty()) merged.with("silent", Value.texts(silent));
        return merged.end();
    }

    private static long count(Value.Fields told) {
        return told.get("found") instanceof Value.Int(var count) ? count : 0;
    }
}
