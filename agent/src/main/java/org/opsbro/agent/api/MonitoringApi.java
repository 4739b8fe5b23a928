package org.opsbro.agent.api;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.Nearest;
import org.opsbro.model.Status;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.monitoring.Check;
import org.opsbro.monitoring.live.CheckTurn;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** Checks with their states, and their history. */
public final class MonitoringApi {
    private final Supplier<World> world;
    private final CheckTurn checks;
    private final ServicesApi services;
    private final DetectionApi.History history;

    public MonitoringApi(Supplier<World> world, CheckTurn checks, ServicesApi services, DetectionApi.History history) {
        this.world = world;
        this.checks = checks;
        this.services = services;
        this.history = history;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        "/monitoring/state",
                        "State of each check and service of this node",
                        Access.OPEN,
                        request -> Reply.json(state())),
                new Route(
                        "GET",
                        "/monitoring/checks",
                        "Checks as the packs define them",
                        Access.OPEN,
                        request -> Reply.json(defined())),
                new Route(
                        "GET",
                        "/monitoring/checks/{id*}",
                        "One check with its definition and its state",
                        Access.OPEN,
                        this::check),
                new Route(
                        "GET",
                        "/monitoring/history/checks",
                        "When checks changed",
                        Access.OPEN,
                        request -> Reply.json(Bodies.history(history.last(Bodies.limit(request))))));
    }

    private Value state() {
        var now = world.get();
        return Value.object()
                .with("node", now.node().name())
                .with("at", now.at().toString())
                .with("source", "node")
                .with("checks", checksOfThisNode())
                .with("services", services.ofThisNode())
                .end();
    }

    /** Those that apply to this node, by name, each as {@link Status#toValue} tells it. */
    Value.Fields checksOfThisNode() {
        var now = world.get();
        var all = new TreeMap<String, Value>();
        for (var check : checks.checks())
            if (check.ifGroup().holds(now.node()))
                all.put(check.id(), status(check, now).toValue());
        return Value.fields(all);
    }

    private static Status status(Check check, World now) {
        var known = now.checks().get(check.id());
        return known != null ? known : Status.pending(check.id(), check.displayName(), check.maxAttempts(), now.at());
    }

    private Value defined() {
        var all = new TreeMap<String, Value>();
        for (var check : checks.checks()) all.put(check.id(), described(check).end());
        return Value.fields(all);
    }

    private static FieldsBuilder described(Check check) {
        return Value.object()
                .with("name", check.id())
                .with("display_name", check.displayName())
                .with("pack", check.pack())
                .with("notes", check.notes())
                .with("if_group", check.ifGroup().toString())
                .with("interval", check.every().toMillis() / 1000.0)
                .with("max_attempts", check.maxAttempts());
    }

    private Reply check(Request request) {
        var id = request.variable("id");
        var check = checks.named(id);
        if (check.isEmpty())
            return Reply.notFound("there is no check " + id
                    + Nearest.hint(id, checks.checks().stream().map(Check::id).toList()));
        var now = world.get();
        var fields =
                described(check.get()).with("applies", check.get().ifGroup().holds(now.node()));
        return Reply.json(
                fields.with("status", status(check.get(), now).toValue()).end());
    }
}
