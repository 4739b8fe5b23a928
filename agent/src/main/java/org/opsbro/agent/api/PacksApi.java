package org.opsbro.agent.api;

import java.io.IOException;
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
    private final Supplier<Packs> packs;
    private final Supplier<List<Problem>> problems;
    private final Changes changes;

    /**
     * Changes of packs; each throws IllegalArgumentException with the reason if that makes no sense, IOException if it cannot be done now. They tell where the
     * pack or the file lies now, and for a level that nodes share what was published.
     */
    public interface Changes {
        /** Copies a pack to a stronger level. */
        Value.Fields overload(Pack pack, Level to) throws IOException, InterruptedException;

        /** Brings a pack to a weaker level, for more nodes; the one that it was made of goes unless it is kept. */
        Value.Fields promote(Pack pack, Level to, boolean keep) throws IOException, InterruptedException;

        /** Makes another pack of one, at the same level. */
        Value.Fields copy(Pack pack, String name) throws IOException, InterruptedException;

        /** The same of a pack of another node's own level, to ours; without its parameters. */
        Value.Fields copyOf(String node, String pack, String name) throws IOException, InterruptedException;

        /** Brings all but the parameters of a pack to the one of the same name at another level. */
        Value.Fields update(Pack pack, Level to) throws IOException, InterruptedException;

        /** Takes a pack away, or the parameters of one that are set at this level. */
        Value.Fields delete(String name, Level level) throws IOException, InterruptedException;

        /** Writes a parameter at a level. */
        Value.Fields set(Pack pack, Level level, String parameter, String typed)
                throws IOException, InterruptedException;
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
                        this::overload),
                new Route(
                        "POST",
                        "/packs/{name}/promote",
                        "Brings a pack to a level of more nodes, signed here: {\"from\": \"local\", \"to\": \"zone\", \"keep\":"
                                + " true}",
                        Access.LOCAL,
                        request -> changed(
                                request,
                                (pack, body) -> changes.promote(pack, level(body, "to"), Bodies.isTrue(body, "keep")))),
                new Route(
                        "POST",
                        "/packs/{name}/copy",
                        "Makes another pack of one, at the same level: {\"from\": \"local\", \"name\": …}; with \"node\" of one"
                                + " that is local there",
                        Access.TOKEN,
                        this::copy),
                new Route(
                        "POST",
                        "/packs/{name}/update",
                        "Brings all but its parameters to the pack of another level: {\"from\": \"global\", \"to\": \"zone\"}",
                        Access.TOKEN,
                        request -> changed(
                                request, (pack, body) -> changes.update(pack, mayChange(request, level(body, "to"))))),
                new Route(
                        "DELETE",
                        "/packs/{name}",
                        "Takes a pack away, or the parameters that are set at a level: ?level=",
                        Access.TOKEN,
                        this::delete));
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
            if (!(value instanceof Value.Undefined)) fields.with("value", declaration.secret() ? Packs.HIDDEN : value);
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

    private Reply set(Request request) throws InterruptedException {
        var pack = packs.get().named(request.variable("name"));
        if (pack.isEmpty()) return unknown(request.variable("name"));
        var body = Bodies.fields(request);
        var level = mayChange(request, level(body, "level"));
        return Deed.answer(
                () -> changes.set(pack.get(), level, request.variable("parameter"), Bodies.text(body, "value")));
    }

    private Reply overload(Request request) throws InterruptedException {
        return changed(request, (pack, body) -> changes.overload(pack, mayChange(request, level(body, "to"))));
    }

    private Reply copy(Request request) throws InterruptedException {
        var asked = Bodies.fields(request);
        var name = Bodies.text(asked, "name");
        var node = Bodies.find(asked, "node").filter(text -> !text.isEmpty());
        if (node.isEmpty())
            return changed(request, (pack, body) -> {
                mayChange(request, pack.level());
                return changes.copy(pack, name);
            });
        demandSocket(request);
        return Deed.answer(() -> changes.copyOf(node.get(), request.variable("name"), name));
    }

    private interface Change {
        Value.Fields of(Pack pack, Value.Fields body) throws IOException, InterruptedException;
    }

    /** Changes the pack that is in force, or that of the level {@code from}. */
    private Reply changed(Request request, Change change) throws InterruptedException {
        var name = request.variable("name");
        var body = Bodies.fields(request);
        var from = Bodies.find(body, "from").filter(word -> !word.isEmpty());
        if (from.isEmpty()) {
            var pack = packs.get().named(name);
            return pack.isEmpty() ? unknown(name) : Deed.answer(() -> change.of(pack.get(), body));
        }
        var pack = packs.get().all().stream()
                .filter(each -> each.name().equals(name) && each.level().word().equals(from.get()))
                .reduce((one, last) -> last);
        return pack.isEmpty()
                ? Reply.notFound("there is no pack " + name + " at the level " + from.get())
                : Deed.answer(() -> change.of(pack.get(), body));
    }

    private Reply delete(Request request) throws InterruptedException {
        var word = request.query("level")
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "want the level that it goes from, ?level=local, zone or global: opsbro packs delete LEVEL.NAME"));
        var name = request.variable("name");
        if (packs.get().all().stream().noneMatch(each -> each.name().equals(name))) return unknown(name);
        return Deed.answer(() -> changes.delete(name, mayChange(request, level(word))));
    }

    /** A level that nodes share is changed in the name of the zone. */
    private static Level mayChange(Request request, Level level) {
        if (level != Level.LOCAL) demandSocket(request);
        return level;
    }

    private static void demandSocket(Request request) {
        if (!request.local())
            throw new IllegalArgumentException(
                    "what is signed in the name of a zone is asked for on the Unix socket of the agent only");
    }

    private static Level level(Value.Fields body, String key) {
        return level(Bodies.find(body, key).orElse("local"));
    }

    private static Level level(String word) {
        return Level.named(word)
                .filter(level -> level != Level.CORE)
                .orElseThrow(() -> new IllegalArgumentException("want the level local, zone or global, found " + word));
    }
}
