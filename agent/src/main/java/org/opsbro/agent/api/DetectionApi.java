package org.opsbro.agent.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.opsbro.detection.FactKeys;
import org.opsbro.detection.live.CollectorTurns;
import org.opsbro.detection.live.DetectorTurn;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** Collectors with their facts, detectors with their groups. */
public final class DetectionApi {
    private final Supplier<World> world;
    private final CollectorTurns collectors;
    private final DetectorTurn detectors;
    private final History collectorHistory;
    private final History groupHistory;

    /** The last entries of a history, oldest first. */
    @FunctionalInterface
    public interface History {
        List<Value.Fields> last(int limit);
    }

    public DetectionApi(
            Supplier<World> world,
            CollectorTurns collectors,
            DetectorTurn detectors,
            History collectorHistory,
            History groupHistory) {
        this.world = world;
        this.collectors = collectors;
        this.detectors = detectors;
        this.collectorHistory = collectorHistory;
        this.groupHistory = groupHistory;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        "/collectors",
                        "Collectors with their state and facts",
                        Access.OPEN,
                        request -> Reply.json(all())),
                new Route("GET", "/collectors/{name}", "One collector", Access.OPEN, this::collector),
                new Route("POST", "/collectors/{name}/run", "Runs a collector now", Access.TOKEN, this::run),
                new Route(
                        "GET",
                        "/agent/collectors/history",
                        "When collectors began or ceased to work",
                        Access.OPEN,
                        request -> Reply.json(Bodies.history(collectorHistory.last(Bodies.limit(request))))),
                new Route(
                        "GET",
                        "/agent/detectors",
                        "Detectors as the packs define them",
                        Access.OPEN,
                        request -> Reply.json(listed())),
                new Route(
                        "GET",
                        "/agent/detectors/state",
                        "Groups of this node, and what each detector said",
                        Access.OPEN,
                        request -> Reply.json(groups())),
                new Route(
                        "POST",
                        "/agent/detectors/run",
                        "Asks all detectors now",
                        Access.TOKEN,
                        request -> Reply.json(asked(Optional.empty()))),
                new Route("POST", "/agent/detectors/run/{id*}", "Asks one detector now", Access.TOKEN, this::ask),
                new Route(
                        "GET",
                        "/agent/detectors/history",
                        "When groups came and went",
                        Access.OPEN,
                        request -> Reply.json(Bodies.history(groupHistory.last(Bodies.limit(request))))));
    }

    private Value all() {
        var all = new TreeMap<String, Value>();
        var now = world.get();
        for (var turn : collectors.turns())
            all.put(turn.collector().name(), described(turn.collector().name(), now));
        return Value.fields(all);
    }

    private Value described(String name, World now) {
        var turn = collectors.named(name);
        var fields = Value.object();
        turn.ifPresent(each -> {
            var told = each.lastReport(now).toValue();
            for (var key : told.keys()) fields.with(key, told.get(key));
            fields.with("doc", each.collector().doc());
            var keys = each.collector().keys();
            fields.with(
                    "keys",
                    Value.texts(
                            keys.isEmpty() ? FactKeys.of(each.lastReport(now).facts()) : keys));
            fields.with("every", each.collector().every().toMillis() / 1000.0);
            fields.with("active", each.runningSince().isPresent());
        });
        return fields.end();
    }

    private Reply collector(Request request) {
        var name = request.variable("name");
        return collectors.named(name).isPresent() ? Reply.json(described(name, world.get())) : unknown(name);
    }

    private Reply run(Request request) {
        var name = request.variable("name");
        return collectors
                .run(name, world.get())
                .<Reply>map(report -> Reply.json(report.toValue()))
                .orElseGet(() -> unknown(name));
    }

    private Reply unknown(String name) {
        var names =
                collectors.turns().stream().map(turn -> turn.collector().name()).toList();
        return Reply.notFound("there is no collector " + name + Nearest.hint(name, names));
    }

    private Value listed() {
        var all = new ArrayList<Value>();
        for (var detector : detectors.detectors())
            all.add(Value.object()
                    .with("name", detector.id())
                    .with("pack", detector.pack())
                    .with("apply_if", detector.applyIf().text())
                    .with(
                            "add_groups",
                            Value.texts(detector.addGroups().stream()
                                    .map(each -> each.text())
                                    .toList()))
                    .with("interval", detector.every().toMillis() / 1000.0)
                    .with("notes", detector.notes())
                    .end());
        return new Value.Items(all);
    }

    private Value groups() {
        var node = world.get().node();
        var said = new TreeMap<String, Value>();
        detectors.state().forEach((id, detection) -> said.put(id, detection.toValue(node.groups())));
        return Value.object()
                .with("groups", Value.texts(node.groups()))
                .with("defined_groups", Value.texts(node.definedGroups()))
                .with("detected_groups", Value.texts(node.detectedGroups()))
                .with("detectors", Value.fields(said))
                .end();
    }

    private Value asked(Optional<String> id) {
        var now = world.get();
        var said = new TreeMap<String, Value>();
        detectors
                .run(id, now)
                .forEach((name, detection) ->
                        said.put(name, detection.toValue(now.node().groups())));
        return Value.fields(said);
    }

    private Reply ask(Request request) {
        var id = request.variable("id");
        var names =
                detectors.detectors().stream().map(detector -> detector.id()).toList();
        return names.contains(id)
                ? Reply.json(asked(Optional.of(id)))
                : Reply.notFound("there is no detector " + id + Nearest.hint(id, names));
    }
}
