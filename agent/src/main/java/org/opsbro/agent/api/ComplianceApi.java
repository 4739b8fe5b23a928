package org.opsbro.agent.api;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.opsbro.compliance.Compliance;
import org.opsbro.compliance.Compliances;
import org.opsbro.compliance.Rule;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Waiver;
import org.opsbro.compliance.live.ComplianceTurn;
import org.opsbro.compliance.reports.Report;
import org.opsbro.compliance.reports.ReportFormat;
import org.opsbro.host.HostException;
import org.opsbro.model.ComplianceStatus;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.CommandLine;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** What the machine should be and what it is; what would be changed, what was, and how it is taken back. */
public final class ComplianceApi {
    private static final int LONGEST_REASON = 500;

    private final Supplier<World> world;
    private final ComplianceTurn compliance;
    private final InstantSource clock;
    private final String version;
    private final DetectionApi.History history;

    public ComplianceApi(
            Supplier<World> world,
            ComplianceTurn compliance,
            InstantSource clock,
            String version,
            DetectionApi.History history) {
        this.world = world;
        this.clock = clock;
        this.version = version;
        this.compliance = compliance;
        this.history = history;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        "/compliance/state",
                        "State of each compliance and its rules; what was found over the Unix socket only",
                        Access.OPEN,
                        request -> Reply.json(state(request))),
                new Route(
                        "GET",
                        "/compliance/state/{id*}",
                        "State of one compliance, with what was found",
                        Access.TOKEN,
                        request -> one(
                                request.variable("id"),
                                each -> Reply.json(status(each).toValue()))),
                new Route(
                        "GET",
                        "/compliance/types",
                        "Types of rules: name, doc, an example of their parameters, the programs they ask",
                        Access.OPEN,
                        request -> Reply.json(types())),
                new Route(
                        "GET",
                        "/compliance/history",
                        "When rules changed their state, with what was found",
                        Access.TOKEN,
                        request -> Reply.json(Bodies.history(history.last(Bodies.limit(request))))),
                new Route(
                        "GET",
                        "/compliance/plan",
                        "What enforcing would change now; ?name= for one or a pack. Nothing is done",
                        Access.TOKEN,
                        this::plan),
                new Route(
                        "GET",
                        "/compliance/report",
                        "How all stands, with the score; ?format=text, json, junit, html, sarif, nagios or prometheus; ?name= for one or a pack",
                        Access.TOKEN,
                        this::report),
                new Route(
                        "GET",
                        "/compliance/changes",
                        "What was changed, oldest first; ?run= for one run, ?limit=",
                        Access.TOKEN,
                        this::changes),
                new Route(
                        "GET",
                        "/compliance/owed",
                        "Commands that are owed for changes that were made, oldest first",
                        Access.TOKEN,
                        request -> Reply.json(owed())),
                new Route(
                        "GET",
                        "/compliance/waivers",
                        "Deviations that people have accepted, by compliance or rule",
                        Access.TOKEN,
                        request -> Reply.json(waivers())),
                new Route(
                        "POST",
                        "/compliance/launch",
                        "Looks at a compliance now, and mends what deviates if it is enforcing: {\"name\": …, \"resume\": true"
                                + " (its roll-out goes on)}",
                        Access.TOKEN,
                        this::launch),
                new Route(
                        "POST",
                        "/compliance/rollback",
                        "Takes the changes of a run back, all that can be: {\"run\": …}",
                        Access.TOKEN,
                        this::rollBack),
                new Route(
                        "POST",
                        "/compliance/waive",
                        "Accepts the deviations of a compliance, or of one rule pack/file#rule, for a time: {\"name\": …, \"until\": …, \"reason\": …, \"by\":"
                                + " …}",
                        Access.TOKEN,
                        this::waive),
                new Route(
                        "POST",
                        "/compliance/accept",
                        "Holds what a rule saw to be right from now on: {\"name\": …, \"state\": …, \"by\": …}; its lines tell the state",
                        Access.TOKEN,
                        this::accept),
                new Route("POST", "/compliance/unwaive", "Ends a waiver: {\"name\": …}", Access.TOKEN, this::unwaive));
    }

    private Value state(Request request) {
        var all = new TreeMap<String, Value>();
        for (var each : compliance.compliances())
            all.put(each.id(), shown(status(each), request).toValue());
        return Value.fields(all);
    }

    /** Where a machine is weak is not for everybody in the network to read. */
    private static ComplianceStatus shown(ComplianceStatus status, Request request) {
        return request.local() ? status : status.withoutLines();
    }

    private ComplianceStatus status(Compliance one) {
        var known = world.get().compliance().get(one.id());
        return known != null
                ? known
                : one.pending(
                        clock.instant(),
                        compliance.isOn()
                                ? ""
                                : "system compliance is off: see system_compliance_topic_enabled in agent.yml");
    }

    private Value types() {
        return new Value.Items(compliance.types().stream()
                .sorted(Comparator.comparing(RuleType::name))
                .<Value>map(type -> Value.object()
                        .with("name", type.name())
                        .with("doc", type.doc())
                        .with("example", type.example())
                        .with("asks", Value.texts(type.asks().stream().sorted().toList()))
                        .end())
                .toList());
    }

    private interface Answer {
        Reply of(Compliance compliance);
    }

    private Reply one(String name, Answer answer) {
        return compliance.named(name).map(answer::of).orElseGet(() -> unknown(name));
    }

    private Reply unknown(String name) {
        return Reply.notFound(Compliances.unknown(name, compliance.compliances()));
    }

    private Reply plan(Request request) {
        var name = request.query("name").orElse("");
        var meant = compliance.meant(name);
        if (meant.isEmpty() && !name.isEmpty()) return unknown(name);
        var all = Value.object();
        for (var plan : compliance.plans(meant, world.get()))
            all.with(plan.compliance().id(), plan.toValue());
        return Reply.json(all.end());
    }

    private Reply report(Request request) {
        var name = request.query("name").orElse("");
        var meant = compliance.meant(name);
        if (meant.isEmpty() && !name.isEmpty()) return unknown(name);
        var all = meant.stream().map(this::status).toList();
        var word = request.query("format").orElse("json");
        if (word.equals("prometheus")) {
            var text = new PrometheusText(PrometheusText.Form.TEXT);
            ComplianceMetrics.write(text, all);
            return text.reply();
        }
        var format = ReportFormat.named(word).orElseThrow(() -> noFormat(word));
        var report = new Report(world.get().node().name(), version, clock.instant(), all);
        return Reply.of(200, format.contentType(), format.write(report));
    }

    private static IllegalArgumentException noFormat(String word) {
        var known = Stream.concat(Stream.of(ReportFormat.values()).map(ReportFormat::word), Stream.of("prometheus"))
                .toList();
        return new IllegalArgumentException("format is " + word + ", want one of " + String.join(", ", known));
    }

    private Reply changes(Request request) {
        var all = compliance.changes();
        var run = request.query("run");
        if (run.isPresent()) {
            all = of(run.get());
            if (all.isEmpty()) return noRun(run.get());
        }
        var limit = Math.min(Bodies.limit(request), all.size());
        return Reply.json(new Value.Items(List.copyOf(all.subList(all.size() - limit, all.size()))));
    }

    private List<Value.Fields> of(String run) {
        return compliance.changes().stream()
                .filter(each -> each.get("run").display().equals(run))
                .toList();
    }

    private static Reply noRun(String run) {
        return Reply.notFound("there is no run " + run + " that changed something; see: opsbro compliance changes");
    }

    private Value owed() {
        List<Value> all = new ArrayList<>();
        for (var debt : compliance.owed())
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

    private Value waivers() {
        var all = Value.object();
        new TreeMap<>(compliance.waivers()).forEach((what, waiver) -> all.with(what, written(what, waiver)));
        return all.end();
    }

    private Value.Fields written(String what, Waiver waiver) {
        return Value.object()
                .with("name", what)
                .with("until", waiver.until().toString())
                .with("reason", waiver.reason())
                .with("by", waiver.by())
                .with("holds", waiver.holds(clock.instant()))
                .end();
    }

    private Reply launch(Request request) {
        var body = Bodies.fields(request);
        return one(
                Bodies.text(body, "name"),
                each -> tried(() -> {
                    if (Bodies.isTrue(body, "resume")) compliance.resume(each);
                    return Reply.json(compliance.launch(each, world.get()).toValue());
                }));
    }

    private Reply rollBack(Request request) {
        var run = Bodies.text(Bodies.fields(request), "run");
        if (of(run).isEmpty()) return noRun(run);
        return tried(() -> {
            var undone = compliance.rollBack(run, world.get());
            return Reply.json(Value.object()
                    .with("run", undone.run())
                    .with("taken_back", run)
                    .with("rules", Value.texts(undone.rules()))
                    .with("what", Value.texts(undone.what()))
                    .with("left", Value.texts(undone.left()))
                    .end());
        });
    }

    /** What the machine did not allow is a reason for the caller, and no bug. */
    private static Reply tried(Supplier<Reply> deed) {
        try {
            return deed.get();
        } catch (HostException refused) {
            return Reply.error(409, String.valueOf(refused.getMessage()));
        }
    }

    private Reply waive(Request request) {
        var body = Bodies.fields(request);
        var name = Bodies.text(body, "name");
        var until = until(Bodies.text(body, "until"));
        var waiver = new Waiver(until, sentence(body, "reason"), sentence(body, "by"));
        return subject(name)
                .map(what -> {
                    compliance.waive(what, waiver, world.get());
                    return Reply.json(written(what, waiver));
                })
                .orElseGet(() -> noSubject(name));
    }

    private Instant until(String text) {
        var until = Waiver.until(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "until is " + text + ", want a date such as 2026-12-31 or 2026-12-31T12:00:00Z"));
        if (until.isAfter(clock.instant())) return until;
        throw new IllegalArgumentException("until is " + text + ", which is over: want a day or a moment to come");
    }

    private static String sentence(Value.Fields body, String key) {
        var text = Bodies.text(body, key).strip();
        if (text.isEmpty()) throw new IllegalArgumentException(key + " is empty: say it for those who come after you");
        if (text.length() > LONGEST_REASON)
            throw new IllegalArgumentException(
                    key + " has " + text.length() + " letters, want at most " + LONGEST_REASON);
        return text;
    }

    /** {@code pack/file}, or {@code pack/file#rule}, of a compliance that is named in any way. */
    private Optional<String> subject(String name) {
        var whole = compliance.named(name);
        if (whole.isPresent()) return whole.map(Compliance::id);
        var mark = name.indexOf('#');
        if (mark < 0) return Optional.empty();
        var rule = name.substring(mark + 1);
        return compliance
                .named(name.substring(0, mark))
                .filter(each -> each.rules().stream().map(Rule::name).anyMatch(rule::equals))
                .map(each -> each.id() + "#" + rule);
    }

    private Reply noSubject(String name) {
        var mark = name.indexOf('#');
        var whole = mark < 0 ? Optional.<Compliance>empty() : compliance.named(name.substring(0, mark));
        return whole.map(each -> {
                    var rule = name.substring(mark + 1);
                    var names = each.rules().stream().map(Rule::name).toList();
                    return Reply.notFound(
                            "the compliance " + each.id() + " has no rule " + rule + Nearest.hint(rule, names));
                })
                .orElseGet(() -> unknown(mark < 0 ? name : name.substring(0, mark)));
    }

    private Reply accept(Request request) {
        var body = Bodies.fields(request);
        var name = Bodies.text(body, "name");
        var state = Bodies.text(body, "state");
        var by = sentence(body, "by");
        var rule = subject(name).flatMap(this::rule);
        if (rule.isEmpty()) return noSubject(name);
        return tried(() -> {
            compliance.accept(rule.get(), state, by, world.get());
            return Reply.json(Value.object()
                    .with("name", rule.get())
                    .with("state", state)
                    .with("by", by)
                    .end());
        });
    }

    /** A compliance with one rule stands for that. */
    private Optional<String> rule(String what) {
        if (what.contains("#")) return Optional.of(what);
        return compliance
                .named(what)
                .filter(each -> each.rules().size() == 1)
                .map(each -> what + "#" + each.rules().getFirst().name());
    }

    private Reply unwaive(Request request) {
        var name = Bodies.text(Bodies.fields(request), "name");
        // that of a compliance that is gone is ended by its own name
        var what = subject(name).orElse(name);
        if (!compliance.waivers().containsKey(what))
            return Reply.notFound("nobody has waived " + name + "; see: opsbro compliance waive");
        compliance.unwaive(what, world.get());
        return Reply.json(Value.object().with("name", what).with("ended", true).end());
    }
}
