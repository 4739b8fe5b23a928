package org.opsbro.agent.api;

import java.util.List;
import java.util.function.Supplier;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;
import org.opsbro.pack.Definition;
import org.opsbro.pack.Kind;
import org.opsbro.pack.Packs;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** Tutorials of the packs: a title, and steps with what is said and what to type. */
public final class TutorialsApi {
    private final Supplier<Packs> packs;

    public TutorialsApi(Supplier<Packs> packs) {
        this.packs = packs;
    }

    public List<Route> routes() {
        return List.of(
                new Route("GET", "/tutorials", "Tutorials of the packs", Access.OPEN, request -> Reply.json(listed())),
                new Route("GET", "/tutorials/{name*}", "One tutorial with its steps", Access.OPEN, this::shown));
    }

    private Value listed() {
        return new Value.Items(packs.get().definitions(Kind.TUTORIAL).stream()
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
        var all = packs.get().definitions(Kind.TUTORIAL);
        return all.stream()
                .filter(each -> each.name().equals(name) || each.id().equals(name))
                .findFirst()
                .map(found -> Reply.json(found.keys().toValue()))
                .orElseGet(() -> Reply.notFound("there is no tutorial " + name
                        + Nearest.hint(name, all.stream().map(Definition::name).toList())));
    }
}
