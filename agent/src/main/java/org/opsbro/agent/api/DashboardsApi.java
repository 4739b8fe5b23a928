package org.opsbro.agent.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.opsbro.evaluator.BadExpression;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Scope;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;
import org.opsbro.pack.Definition;
import org.opsbro.pack.Kind;
import org.opsbro.pack.Packs;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** Dashboards of the packs, with the values of their widgets now: the tree as the pack wrote it, each widget with value or error. */
public final class DashboardsApi {
    private static final List<String> SPLITS = List.of("vertical_split", "horizontal_split");
    private static final int MOST_DEPTH = 10;
    private final Supplier<Packs> packs;
    private final Evaluator evaluator;
    private final Function<String, Scope> scopes;

    public DashboardsApi(Supplier<Packs> packs, Evaluator evaluator, Function<String, Scope> scopes) {
        this.packs = packs;
        this.evaluator = evaluator;
        this.scopes = scopes;
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
        var scope = scopes.apply(definition.pack());
        return Reply.json(Value.object()
                .with("name", definition.name())
                .with("pack", definition.pack())
                .with("title", definition.keys().text("title").orElse(name))
                .with("content", widget(definition.keys().toValue().get("content"), scope, 0))
                .end());
    }

    /** A map with one key: a split with a list below it, or a widget with its title, unit and expression. */
    private Value widget(Value written, Scope scope, int depth) {
        if (depth > MOST_DEPTH || !(written instanceof Value.Fields fields) || fields.size() != 1)
            return error("", "want one split or widget here");
        var kind = fields.keys().getFirst();
        var below = fields.get(kind);
        if (SPLITS.contains(kind) && below instanceof Value.Items items) {
            List<Value> parts = new ArrayList<>();
            for (var item : items.all()) parts.add(widget(item, scope, depth + 1));
            return Value.object()
                    .with("kind", kind)
                    .with("parts", new Value.Items(parts))
                    .end();
        }
        if (!(below instanceof Value.Fields leaf)) return error(kind, "want title and value below " + kind);
        var told = Value.object()
                .with("kind", kind)
                .with("title", text(leaf, "title"))
                .with("unit", text(leaf, "unit"));
        try {
            var value = evaluator.compile(text(leaf, "value")).evaluate(scope);
            return value instanceof Value.Undefined undefined
                    ? told.with("error", undefined.why()).end()
                    : told.with("value", value).end();
        } catch (BadExpression | EvaluationException failed) {
            return told.with("error", String.valueOf(failed.getMessage()).split("\n", 2)[0])
                    .end();
        }
    }

    private static Value error(String kind, String reason) {
        return Value.object()
                .with("kind", kind)
                .with("title", "")
                .with("unit", "")
                .with("error", reason)
                .end();
    }

    private static String text(Value.Fields fields, String key) {
        return fields.get(key) instanceof Value.Undefined ? "" : fields.get(key).display();
    }
}
