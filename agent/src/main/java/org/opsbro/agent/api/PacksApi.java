package org.opsbro.agent.api;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.Level;
import org.opsbro.model.Nearest;
import org.opsbro.model.Problem;
import org.opsbro.model.Topic;
import org.opsbro.model.Value;
import org.opsbro.pack.Packs;
import org.opsbro.pack.Packs.Pack;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** Packs, what they bring, their parameters, and how to make them one's own. */
public final class PacksApi {
    private static final String SECRET = "********";
    private final Supplier<Packs> packs;
    private final Supplier<List<Problem>> problems;
    private final Changes changes;

    /** Changes of packs on the disk; each throws IllegalArgumentException with the reason. */
    public interface Changes {
        /** Copies a pack to another level, and tells the new folder. */
        String overload(Pack pack, Level to);

        /** Writes a parameter at a level, and tells the file. */
        String set(Pack pack, Level level, String parameter, String typed);
    }

    public PacksApi(Supplier<Packs> packs, Supplier<List<Problem>> problems, Changes changes) {
        this.packs = packs;
        this.problems = problems;
        this.changes = changes;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        "/packs",
                        "Packs of all levels, with who wins",
                        Access.OPEN,
                        request -> Reply.json(listed())),
                new Route(
                        "GET",
                        "/packs/{name}",
                        "A pack in force: what it brings, its parameters, its problems",
                        Access.OPEN,
                        this::shown),
                new Route(
                        "GET",
                        "/packs/{name}/parameters/{parameter}",
                        "One parameter of a pack",
                        Access.OPEN,
                        this::parameter),
                new Route(
                        "PUT",
                        "/packs/{name}/parameters/{parameter}",
                        "Sets a parameter: {\"value\": …, \"level\": \"local\"}",
                        Access.TOKEN,
                        this::set),
                new Route(
                        "POST",
                        "/packs/{name}/overload",
                        "Copies a pack to a level of one's own: {\"to\": \"local\"}",
                        Access.TOKEN,
                        this::overload));
    }

    private Value listed() {
        return new Value.Items(packs.get().all().stream()
                .map(pack -> summary(pack).end())
                .<Value>map(each -> each)
                .toList());
    }

    private static FieldsBuilder summary(Pack pack) {
        return Value.object()
                .with("name", pack.name())
                .with("level", pack.level().word())
                .with("folder", pack.folder())
                .with("description", pack.description())
                .with("version", pack.version())
                .with(
                        "topics",
                        Value.texts(pack.topics().stream().map(Topic::words).toList()))
                .with("keywords", Value.texts(pack.keywords()))
                .with("in_force", pack.shadowedBy().isEmpty())
                .with("shadowed_by", pack.shadowedBy().map(Level::word).orElse(""));
    }

    private Reply shown(Request request) {
        var name = request.variable("name");
        var pack = packs.get().named(name);
        return pack.isEmpty() ? unknown(name) : Reply.json(shown(pack.get()));
    }

    private Reply unknown(String name) {
        return Reply.notFound("there is no pack " + name
                + Nearest.hint(
                        name, packs.get().inForce().stream().map(Pack::name).toList()));
    }

    private Value shown(Pack pack) {
        var objects = new TreeMap<String, List<Value>>();
        for (var definition : pack.definitions())
            objects.computeIfAbsent(definition.kind().folder(), kind -> new ArrayList<>())
                    .add(Value.object()
                            .with("kind", definition.kind().key())
                            .with("name", definition.name())
                            .with("file", definition.keys().source().file())
                            .end());
        var brought = Value.object();
        objects.forEach((kind, all) -> brought.with(kind, new Value.Items(all)));
        var wrong = problems.get().stream()
                .filter(problem -> problem.source().file().startsWith(pack.folder() + "/"))
                .<Value>map(Problem::toValue)
                .toList();
        return summary(pack)
                .with("objects", brought.end())
                .with("parameters", parameters(pack))
                .with("problems", new Value.Items(wrong))
                .end();
    }

    private static Value parameters(Pack pack) {
        var all = new TreeMap<String, Value>();
        for (var declaration : pack.declarations()) {
            var origin = pack.origins().get(declaration.name());
            var value = pack.parameters().value(declaration.name());
            var fields = Value.object()
                    .with("type", declaration.type())
                    .with("doc", declaration.doc())
                    .with("missing", pack.missing().contains(declaration.name()))
                    .with("is_default", origin == null || origin.isDefault())
                    .with("level", origin == null ? "" : origin.level())
                    .with("source", origin == null ? "" : origin.source().toString());
            if (!(value instanceof Value.Undefined))
                fields.with("value", declaration.secret() ? Value.of(SECRET) : value);
            declaration.fallback().ifPresent(fallback -> fields.with("default", fallback));
            all.put(declaration.name(), fields.end());
        }
        return Value.fields(all);
    }

    private Reply parameter(Request request) {
        var pack = packs.get().named(request.variable("name"));
        if (pack.isEmpty()) return unknown(request.variable("name"));
        var all = (Value.Fields) parameters(pack.get());
        var name = request.variable("parameter");
        return all.has(name)
                ? Reply.json(all.get(name))
                : Reply.notFound(
                        "the pack " + pack.get().name() + " has no parameter " + name + Nearest.hint(name, all.keys()));
    }

    private Reply set(Request request) {
        var pack = packs.get().named(request.variable("name"));
        if (pack.isEmpty()) return unknown(request.variable("name"));
        var body = Bodies.fields(request);
        var file = changes.set(
                pack.get(), level(body, "level"), request.variable("parameter"), Bodies.text(body, "value"));
        return Reply.json(Value.object().with("file", file).end());
    }

    private Reply overload(Request request) {
        var pack = packs.get().named(request.variable("name"));
        if (pack.isEmpty()) return unknown(request.variable("name"));
        var to = level(Bodies.fields(request), "to");
        return Reply.json(
                Value.object().with("folder", changes.overload(pack.get(), to)).end());
    }

    private static Level level(Value.Fields body, String key) {
        var word = Bodies.find(body, key).orElse("local");
        return Level.named(word)
                .filter(level -> level != Level.CORE)
                .orElseThrow(() -> new IllegalArgumentException("want the level local, zone or global, found " + word));
    }
}
