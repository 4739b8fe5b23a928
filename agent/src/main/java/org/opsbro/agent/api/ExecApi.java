package org.opsbro.agent.api;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.opsbro.automation.Errand;
import org.opsbro.automation.live.Audit;
import org.opsbro.automation.live.Exec;
import org.opsbro.automation.live.Exec.CannotOrder;
import org.opsbro.automation.live.Run;
import org.opsbro.model.Node;
import org.opsbro.model.Value;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/**
 * Commands on groups of nodes. For the Unix socket only, all of it: whoever may call this orders with the keys of this node, and what commands say and
 * print is for the eyes of their owner.
 */
public final class ExecApi {
    private static final int USUAL_OUTPUT = 1024 * 1024;
    private static final double USUAL_TIMEOUT = 30;
    private static final long LONGEST_WAIT = 60;

    private final Exec exec;
    private final Audit audit;
    private final Kept kept;

    /** Runs that other agents know too. */
    public interface Kept {
        /** Keeps what a run comes to, where there is a place for it. */
        void keep(Run run);

        /** These and those that are kept, the oldest first: keys as {@link Run#toValue}, and from (the name of the node that ordered it). */
        List<Value.Fields> runs(List<Run> here);

        /** As {@link Run#whole}, and from; without res where it is not over, or lost. */
        Optional<Value.Fields> result(String id) throws IOException;
    }

    public ExecApi(Exec exec, Audit audit, Kept kept) {
        this.exec = exec;
        this.audit = audit;
        this.kept = kept;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "POST",
                        "/exec",
                        "Runs {\"group\": …, \"command\": [words] or a line for \"shell\": true, \"timeout\": seconds,"
                                + " \"output\": bytes, \"user\": …, \"dry_run\": true, \"store\": false (results stay on this node)};"
                                + " answers with its id at once",
                        Access.LOCAL,
                        this::begin),
                new Route(
                        "GET",
                        "/exec",
                        "Runs of the last hour that were ordered here, and those of the zone that are in its store",
                        Access.LOCAL,
                        request -> Reply.json(new Value.Items(List.copyOf(kept.runs(exec.runs()))))),
                new Route(
                        "GET",
                        "/exec-get/{id}",
                        "A run with the results of all nodes, ordered here or in the store of the zone; of one that was"
                                + " ordered here ?after=OFFSET what happened since, ?wait=SECONDS for more",
                        Access.LOCAL,
                        this::results),
                new Route("POST", "/exec/{id}/cancel", "Kills a run on all nodes", Access.LOCAL, this::cancel),
                new Route(
                        "GET",
                        "/exec/history",
                        "Who ran what from here and here, and what was refused",
                        Access.LOCAL,
                        request -> Reply.json(Bodies.history(audit.last(Bodies.limit(request))))));
    }

    private Reply begin(Request request) {
        var body = Bodies.fields(request);
        var errand = errand(body);
        var plan = exec.plan(errand);
        var answer = Value.object().with("nodes", nodes(plan.targets())).with("skipped", nodes(plan.skipped()));
        if (Value.TRUE.equals(body.get("dry_run")) || plan.targets().isEmpty()) return Reply.json(answer.end());
        try {
            var user = Bodies.find(body, "user").orElse("");
            var run = exec.begin(errand, plan, user);
            if (!Value.FALSE.equals(body.get("store"))) kept.keep(run);
            return Reply.json(answer.with("id", run.id()).end());
        } catch (CannotOrder cannot) {
            return Reply.error(409, String.valueOf(cannot.getMessage()));
        }
    }

    private static Errand errand(Value.Fields body) {
        var timeout = Duration.ofMillis(Math.round(1000 * number(body, "timeout", USUAL_TIMEOUT)));
        return new Errand(
                Bodies.text(body, "group"),
                words(body.get("command")),
                Value.TRUE.equals(body.get("shell")),
                timeout,
                (int) Math.clamp(number(body, "output", USUAL_OUTPUT), -1, Integer.MAX_VALUE));
    }

    private static List<String> words(Value command) {
        return switch (command) {
            case Value.Text line -> List.of(line.text());
            case Value.Items words -> words.all().stream().map(ExecApi::word).toList();
            default ->
                throw new IllegalArgumentException("want \"command\": [\"program\", \"argument\", …] in the body");
        };
    }

    private static String word(Value value) {
        if (value instanceof Value.Text text) return text.text();
        throw new IllegalArgumentException("a word of the command is " + value.display() + ", want a text");
    }

    private static double number(Value.Fields body, String key, double usual) {
        return switch (body.get(key)) {
            case Value.Undefined absent -> usual;
            case Value.Int whole -> whole.number();
            case Value.Real real -> real.number();
            case Value other ->
                throw new IllegalArgumentException("want a number as " + key + ", found " + other.display());
        };
    }

    private static Value nodes(List<Node> nodes) {
        return new Value.Items(nodes.stream()
                .<Value>map(node -> Value.object()
                        .with("node", node.name())
                        .with("uuid", node.id().uuid())
                        .with("zone", node.zone())
                        .with("state", node.state().word())
                        .end())
                .toList());
    }

    private Reply results(Request request) throws IOException, InterruptedException {
        var run = run(request);
        if (run.isEmpty()) return kept(request);
        if (request.query("after").isEmpty()) return Reply.json(run.get().whole());
        var after = Bodies.number(request, "after", 0, Long.MAX_VALUE);
        var patience = Duration.ofSeconds(Bodies.number(request, "wait", 0, LONGEST_WAIT));
        if (patience.isPositive()) request.waiting().until(run.get().behind(after), patience);
        return Reply.json(run.get().page(after));
    }

    private Reply kept(Request request) {
        try {
            return kept.result(request.variable("id")).map(Reply::json).orElseGet(() -> unknown(request));
        } catch (IOException noStore) {
            return Reply.error(503, String.valueOf(noStore.getMessage()));
        }
    }

    private Reply cancel(Request request) {
        var run = run(request);
        if (run.isEmpty()) return unknown(request);
        run.get().cancel();
        return Reply.json(run.get().toValue());
    }

    private Optional<Run> run(Request request) {
        return exec.run(request.variable("id"));
    }

    private static Reply unknown(Request request) {
        return Reply.notFound("there is no run " + request.variable("id")
                + ": runs are kept for an hour where they were ordered, and for a day in the store of the zone, if there is one; what"
                + " was run is told by opsbro executors history");
    }
}
