package org.opsbro.agent.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.opsbro.automation.generators.Generator;
import org.opsbro.automation.generators.Proposal;
import org.opsbro.automation.generators.live.GeneratorTurn;
import org.opsbro.model.GeneratorState;
import org.opsbro.model.GeneratorStatus;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.CommandLine;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** Generated files with their states, what would be written, and their history. */
public final class GeneratorsApi {
    private final Supplier<World> world;
    private final GeneratorTurn generators;
    private final DetectionApi.History history;

    public GeneratorsApi(Supplier<World> world, GeneratorTurn generators, DetectionApi.History history) {
        this.world = world;
        this.generators = generators;
        this.history = history;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        "/generators/state",
                        "State of each generator; the difference of its last change over the Unix socket only",
                        Access.OPEN,
                        request -> Reply.json(state(request))),
                new Route(
                        "GET",
                        "/generators/history",
                        "When generated files changed, with the differences",
                        Access.TOKEN,
                        request -> Reply.json(Bodies.history(history.last(Bodies.limit(request))))),
                new Route(
                        "GET",
                        "/generators/plan",
                        "What each generator would write and run now; ?name= for one. Nothing is done",
                        Access.TOKEN,
                        this::plan),
                new Route(
                        "GET",
                        "/generators/owed",
                        "Commands that are owed for files that were written, oldest first",
                        Access.TOKEN,
                        request -> Reply.json(owed())),
                new Route(
                        "POST",
                        "/generators/launch",
                        "Looks at a generator now: {\"name\": …, \"force\": false}; force overrules min_items and max_change_pct",
                        Access.LOCAL,
                        this::launch),
                new Route(
                        "GET",
                        "/agent/generators",
                        "Generators as the packs define them",
                        Access.OPEN,
                        request -> Reply.json(defined())),
                new Route(
                        "GET",
                        "/agent/generators/{id*}",
                        "One generator with its definition and its state",
                        Access.OPEN,
                        this::generator));
    }

    private Value state(Request request) {
        var all = new TreeMap<String, Value>();
        for (var generator : generators.generators())
            all.put(generator.id(), shown(status(generator), request).toValue());
        return Value.fields(all);
    }

    /** A file of configuration may hold what not everybody in the network is to read. */
    private static GeneratorStatus shown(GeneratorStatus status, Request request) {
        return request.local() ? status : status.withDiff("");
    }

    private GeneratorStatus status(Generator generator) {
        var now = world.get();
        var known = now.generators().get(generator.id());
        return known != null
                ? known
                : GeneratorStatus.unknown(
                        generator.id(), generator.pack(), generator.level(), generator.path(), now.at());
    }

    private Value defined() {
        var all = new TreeMap<String, Value>();
        for (var generator : generators.generators()) all.put(generator.id(), described(generator));
        return Value.fields(all);
    }

    private static Value.Fields described(Generator generator) {
        var ways = generator.ways();
        return Value.object()
                .with("name", generator.id())
                .with("pack_name", generator.pack())
                .with("pack_level", generator.level().word())
                .with("generate_if", generator.generateIf().text())
                .with("path", generator.path())
                .with("template", generator.template())
                .with("command", Value.of(generator.command().map(CommandLine::text)))
                .with("validate", Value.of(generator.guards().validate().map(CommandLine::text)))
                .with("audit", ways.audit())
                .with("secret", ways.secret())
                .with("interval", ways.every().toMillis() / 1000.0)
                .with("notes", generator.notes())
                .end();
    }

    private Reply generator(Request request) {
        var found = named(request.variable("id"));
        if (found.isEmpty()) return unknown(request.variable("id"));
        var fields = Value.object();
        described(found.get()).forEach(fields::with);
        return Reply.json(fields.with(
                        "status", shown(status(found.get()), request).toValue())
                .end());
    }

    private Optional<Generator> named(String id) {
        return generators.generators().stream()
                .filter(each -> each.id().equals(id))
                .findFirst();
    }

    private Reply unknown(String id) {
        var names = generators.generators().stream().map(Generator::id).toList();
        return Reply.notFound("there is no generator " + id + Nearest.hint(id, names));
    }

    private Reply plan(Request request) {
        var name = request.query("name");
        if (name.isPresent() && named(name.get()).isEmpty()) return unknown(name.get());
        var all = new TreeMap<String, Value>();
        generators.plan(world.get()).forEach((generator, proposal) -> {
            if (name.isEmpty() || name.get().equals(generator.id()))
                all.put(generator.id(), planned(generator, proposal));
        });
        return Reply.json(Value.fields(all));
    }

    private static Value planned(Generator generator, Proposal proposal) {
        var changes =
                proposal instanceof Proposal.Replacement && !generator.ways().audit();
        return Value.object()
                .with("name", generator.id())
                .with("path", generator.path())
                .with("would", would(generator, proposal))
                .with("log", why(proposal))
                .with("diff", proposal instanceof Proposal.Replacement wanted ? wanted.diff() : "")
                .with(
                        "validate",
                        changes ? Value.of(generator.guards().validate().map(CommandLine::text)) : Value.NONE)
                .with("command", changes ? Value.of(generator.command().map(CommandLine::text)) : Value.NONE)
                .end();
    }

    /** CHANGE, or the state that it would be in without one. */
    private static String would(Generator generator, Proposal proposal) {
        return switch (proposal) {
            case Proposal.NotEligible not -> GeneratorState.NOT_ELIGIBLE.word();
            case Proposal.Unclear unclear -> GeneratorState.UNKNOWN.word();
            case Proposal.Refused refused -> GeneratorState.ERROR.word();
            case Proposal.Right right -> GeneratorState.COMPLIANT.word();
            case Proposal.Replacement wanted ->
                generator.ways().audit() ? GeneratorState.NON_COMPLIANT.word() : "CHANGE";
        };
    }

    private static String why(Proposal proposal) {
        return switch (proposal) {
            case Proposal.NotEligible not -> not.why();
            case Proposal.Unclear unclear -> unclear.why();
            case Proposal.Refused refused -> refused.why();
            case Proposal.Right right -> "the file is right";
            case Proposal.Replacement wanted -> "the file differs";
        };
    }

    private Value owed() {
        List<Value> all = new ArrayList<>();
        for (var debt : generators.owed())
            all.add(Value.object()
                    .with("command", CommandLine.of(debt.command()).text())
                    .with("by", Value.texts(debt.by().keySet()))
                    .with("since", debt.since().toString())
                    .with("tries", debt.tries())
                    .with("due", debt.due().toString())
                    .with("reason", debt.reason())
                    .end());
        return new Value.Items(all);
    }

    private Reply launch(Request request) throws InterruptedException {
        var body = Bodies.fields(request);
        var name = Bodies.text(body, "name");
        var status = generators.launch(name, Value.TRUE.equals(body.get("force")));
        return status.map(now -> Reply.json(now.toValue())).orElseGet(() -> unknown(name));
    }
}
