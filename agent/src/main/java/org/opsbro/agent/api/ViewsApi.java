package org.opsbro.agent.api;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.opsbro.discovery.views.Inventory;
import org.opsbro.discovery.views.PrometheusTargets;
import org.opsbro.discovery.views.PrometheusTargets.Wanted;
import org.opsbro.model.GroupExpression;
import org.opsbro.model.GroupExpression.BadGroupExpression;
import org.opsbro.model.Node;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** The nodes for tools with a format of their own: Prometheus and Ansible. */
public final class ViewsApi {
    private final Supplier<World> world;
    private final BooleanSupplier ready;

    /** @param ready false while the agent does not know yet who is there: a tool must not take that for an empty cluster */
    public ViewsApi(Supplier<World> world, BooleanSupplier ready) {
        this.world = world;
        this.ready = ready;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        "/http_sd",
                        "Targets for Prometheus: ?group= (an expression) ?zone= ?state= ?service= ?port=",
                        Access.OPEN,
                        request -> whenReady(() -> targets(request))),
                new Route(
                        "GET",
                        "/inventory",
                        "Inventory for Ansible; ?all with dead nodes too",
                        Access.OPEN,
                        request -> whenReady(() ->
                                Inventory.list(world.get(), request.query("all").isPresent()))),
                new Route(
                        "GET",
                        "/inventory/{host}",
                        "Variables of one host for Ansible",
                        Access.OPEN,
                        request -> Inventory.host(world.get(), request.variable("host"))
                                .map(Reply::json)
                                .orElseGet(() -> Reply.notFound(
                                        "there is no host " + request.variable("host") + " in the inventory"))));
    }

    private Reply whenReady(Supplier<Value> view) {
        return ready.getAsBoolean()
                ? Reply.json(view.get())
                : Reply.error(503, "the agent is starting: it does not know yet who is there");
    }

    private Value targets(Request request) {
        var state = request.query("state").orElse("");
        if (!state.isEmpty() && Node.State.named(state).isEmpty())
            throw new IllegalArgumentException("found state=" + state + ", want alive, suspect, dead or leave");
        return PrometheusTargets.of(
                world.get(),
                new Wanted(
                        group(request.query("group").orElse("*")),
                        request.query("zone").orElse(""),
                        state,
                        request.query("service").orElse(""),
                        (int) Bodies.number(request, "port", 0, 65_535)));
    }

    private static GroupExpression group(String text) {
        try {
            return GroupExpression.parse(text);
        } catch (BadGroupExpression bad) {
            throw new IllegalArgumentException("group=" + text + ": " + bad.getMessage(), bad);
        }
    }
}
