package org.opsbro.agent.api;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Scope;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Definition;
import org.opsbro.pack.Kind;
import org.opsbro.pack.Packs;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** Dashboards of the packs, with the values of their widgets now: the tree as the pack wrote it, each widget with value or error. */
public final class DashboardsApi {
    private final Supplier<Packs> packs;
    private final Evaluator evaluator;
    private final Function<String, Scope> scopes;
    private final GraphiteApi series;
    private final MonitoringApi checks;
    private final Supplier<World> world;

    public DashboardsApi(
            Supplier<Packs> packs,
            Evaluator evaluator,
            Function<String, Scope> scopes,
            GraphiteApi series,
            MonitoringApi checks,
            Supplier<World> world) {
        this.packs = packs;
        this.evaluator = evaluator;
        this.scopes = scopes;
        this.series = series;
        this.checks = checks;
        this.world = world;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET", "/dashboards", "Dashboards of the packs", Access.OPEN, request -> Reply.json(listed())),
                new Route(
                        "GET",
                        "/dashboards/{name*}",
                        "A dashboard with the values of its widgets now",
                        Access.OPEN,
                        this::shown));
    }

    private Value listed() {
        return new Value.Items(packs.get().definitions(Kind.DASHBOARD).stream()
                .<Value>map(each -> Value.object()
                        .with("name", each.name())
                        .with("pack", each.pack())
                        .with("level", each.level().word())
                        .with("title", each.keys().text("title").orElse(each.name()))
                        .end())
                .toList());
    }

    private Reply shown(Request request) {
        var name = request.variable("name");
        var all = packs.get().definitions(Kind.DASHBOARD);
        Optional<Definition> found = all.stream()
                .filter(each -> each.name().equals(name) || each.id().equals(name))
                .findFirst();
        if (found.isEmpty())
            return Reply.notFound("there is no dashboard " + name
                    + Nearest.hint(name, all.stream().map(Definition::name).toList()));
        var definition = found.get();
        var widgets = new Widgets(
                evaluator,
                series::curves,
                checks::checksOfThisNode,
                world.get().node().name());
        return Reply.json(Value.object()
                .with("name", definition.name())
                .with("pack", definition.pack())
                .with("title", definition.keys().text("title").orElse(name))
                .with(
                        "content",
                        widgets.told(definition.keys().toValue().get("content"), scopes.apply(definition.pack())))
                .end());
    }
}
