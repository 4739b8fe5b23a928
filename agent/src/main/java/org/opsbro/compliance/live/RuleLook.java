package org.opsbro.compliance.live;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.Compliance;
import org.opsbro.compliance.Decision;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.Footprint;
import org.opsbro.compliance.HostLook;
import org.opsbro.compliance.RecordedLook;
import org.opsbro.compliance.Rule;
import org.opsbro.compliance.Seen;
import org.opsbro.evaluator.PackScope;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Host;
import org.opsbro.host.HostException;
import org.opsbro.host.Sum;
import org.opsbro.model.ComplianceState;
import org.opsbro.model.Json;
import org.opsbro.model.RuleStatus;
import org.opsbro.model.RuleStatus.Line;

/** One look at one rule: look, decide, and where it is to be mended, mend and look again. */
final class RuleLook {
    private final Compliance compliance;
    private final Rule rule;
    private final String key;
    private final Host host;
    private final InstantSource clock;
    private final Notebook notebook;
    private final Baselines baselines;
    private final Workshop workshop;
    private final boolean mends;
    private final Rollout rollout;
    private int made;
    private Footprint footprint = Footprint.NONE;

    RuleLook(
            Compliance compliance,
            Rule rule,
            String key,
            Host host,
            InstantSource clock,
            Notebook notebook,
            Baselines baselines,
            Workshop workshop,
            boolean mends,
            Rollout rollout) {
        this.compliance = compliance;
        this.rule = rule;
        this.key = key;
        this.host = host;
        this.clock = clock;
        this.notebook = notebook;
        this.baselines = baselines;
        this.workshop = workshop;
        this.mends = mends;
        this.rollout = rollout;
    }

    /** What it asks of this node now. */
    static Rule.Asked asked(Rule rule, PackScope scope) {
        return rule.asked(scope);
    }

    /** By which one knows that it still asks for the same. */
    static String sum(Rule rule, Rule.Asked asked) {
        return asked instanceof Rule.Asked.Something something
                ? Sum.SHA256.of(rule.type().name() + Json.write(something.parameters()))
                : "";
    }

    /** How many changes it made. */
    int made() {
        return made;
    }

    Looked notReached(Rule.Asked asked) {
        return looked(
                asked,
                ComplianceState.UNKNOWN,
                List.of(new Line("INFO", "an earlier rule failed, so it was not looked at")),
                clock.instant());
    }

    /** @param first the number of its first change in the run */
    Looked take(Rule.Asked asked, String run, int first) {
        var start = clock.instant();
        return switch (asked) {
            case Rule.Asked.Nothing(String why) ->
                looked(asked, ComplianceState.NOT_ELIGIBLE, List.of(new Line("INFO", why)), start);
            case Rule.Asked.Wrong(String why) ->
                looked(asked, ComplianceState.ERROR, List.of(new Line("ERROR", why)), start);
            case Rule.Asked.Something something -> decided(something, run, first, start);
        };
    }

    private Looked decided(Rule.Asked.Something asked, String run, int first, Instant start) {
        var found = inspect(asked);
        return switch (Decision.of(found, circumstances(asked))) {
            case Decision.Told told -> {
                var lines = new ArrayList<>(told.lines());
                if (!found.seen().isEmpty() && !found.compliant()) lines.add(acceptable(found.seen()));
                yield looked(asked, owing(told.state(), lines), lines, start);
            }
            case Decision.Mend mend -> placed(asked, mend, run, first, start);
        };
    }

    private Line acceptable(Seen seen) {
        return new Line(
                "INFO",
                "if it is right as it is now: "
                        + Change.typed(Command.of("opsbro", "compliance", "accept", key, seen.sum())));
    }

    /**
     * How the subjects are that shall stay as they are.
     *
     * @throws HostException if that cannot be told
     */
    Seen seen(Rule.Asked.Something asked) {
        var found = inspected(asked);
        found.doubts().findFirst().ifPresent(doubt -> {
            throw new HostException(doubt);
        });
        return found.seen();
    }

    private Decision.Case circumstances(Rule.Asked.Something asked) {
        var note = notebook.of(key);
        var held = !note.held().isEmpty() && note.held().equals(sum(rule, asked));
        var waiver = notebook.waiver(key).or(() -> rule.terms().waiver());
        return new Decision.Case(
                compliance.enforcing(),
                mends,
                rule.terms(),
                waiver,
                held,
                note.mendings().flapping(),
                clock.instant());
    }

    private Findings inspect(Rule.Asked.Something asked) {
        return baselines.compared(key, inspected(asked), mends, clock.instant());
    }

    private Findings inspected(Rule.Asked.Something asked) {
        var prepared = rule.prepared(asked.parameters());
        var look = new RecordedLook(
                new HostLook(host, prepared.asks(rule.type()), rule.terms().timeout()));
        try {
            return prepared.inspect(look);
        } catch (HostException failed) {
            return Findings.cannotTell(String.valueOf(failed.getMessage()));
        } finally {
            footprint = look.footprint();
        }
    }

    /** A rule whose command is still owed is not right yet: something runs on what was there before. */
    private ComplianceState owing(ComplianceState state, List<Line> lines) {
        var owed = workshop.owedBy(key);
        for (var debt : owed)
            lines.add(new Line(
                    "ERROR",
                    "owed since " + debt.since().truncatedTo(ChronoUnit.SECONDS) + ": " + Workshop.line(debt)
                            + (debt.reason().isEmpty() ? "" : " (try " + debt.tries() + ": " + debt.reason() + ")")));
        return owed.isEmpty() || state.compareTo(ComplianceState.ERROR) > 0 ? state : ComplianceState.ERROR;
    }

    /** Mends it where no other node has to be waited for. */
    private Looked placed(Rule.Asked.Something asked, Decision.Mend mend, String run, int first, Instant start) {
        var place = rule.terms().place(compliance.id());
        if (place.isEmpty()) return mended(asked, mend, run, first, start);
        var refused = rollout.enter(place.get());
        if (refused.isPresent()) {
            var lines = new ArrayList<>(mend.lines());
            lines.add(new Line("INFO", "not mended: " + refused.get()));
            return looked(asked, owing(ComplianceState.BLOCKED, lines), lines, start);
        }
        var failure = "the agent failed while it mended it, see its log";
        try {
            var after = mended(asked, mend, run, first, start);
            failure = after.status().state() == ComplianceState.ERROR
                    ? reason(after.status().lines())
                    : "";
            return after;
        } finally {
            rollout.left(place.get(), made > 0 || !failure.isEmpty(), failure);
        }
    }

    private static String reason(List<Line> lines) {
        return lines.stream()
                .filter(line -> line.kind().equals("ERROR"))
                .map(Line::text)
                .findFirst()
                .orElse("it could not be mended");
    }

    private Looked mended(Rule.Asked.Something asked, Decision.Mend mend, String run, int first, Instant start) {
        var lines = new ArrayList<>(mend.lines());
        var done = workshop.make(
                run,
                first,
                key,
                mend.changes(),
                asked.environment(),
                rule.terms().timeout());
        made = done.made();
        lines.addAll(done.lines());
        lines.addAll(workshop.pay(key));
        if (made > 0) {
            lines.add(new Line("INFO", "run " + run));
            notebook.put(key, notebook.of(key).with(notebook.of(key).mendings().and(clock.instant())));
        }
        if (!done.whole()) return looked(asked, ComplianceState.ERROR, lines, start);
        var again = inspect(asked);
        again.doubts().forEach(doubt -> lines.add(new Line("ERROR", doubt)));
        again.deviations().forEach(left -> lines.add(new Line("ERROR", "after it was mended: " + left)));
        var state = again.compliant() ? ComplianceState.FIXED : ComplianceState.ERROR;
        return looked(asked, owing(state, lines), lines, start);
    }

    private Looked looked(Rule.Asked asked, ComplianceState state, List<Line> lines, Instant start) {
        var environment = asked instanceof Rule.Asked.Something something
                ? something.environment().name()
                : "";
        var took = Duration.between(start, clock.instant());
        return new Looked(
                rule,
                asked,
                footprint,
                status(rule, notebook.of(key), state, environment, lines, clock.instant(), took));
    }

    static RuleStatus status(
            Rule rule,
            Notebook.Note note,
            ComplianceState state,
            String environment,
            List<Line> lines,
            Instant at,
            Duration took) {
        var terms = rule.terms();
        return new RuleStatus(
                rule.name(),
                rule.type().name(),
                state,
                note.state(),
                note.state() == state ? note.since() : at,
                at,
                took,
                environment,
                terms.impact(),
                terms.tags(),
                terms.refs(),
                lines);
    }

    static RuleStatus with(RuleStatus rule, ComplianceState state) {
        return new RuleStatus(
                rule.name(),
                rule.type(),
                state,
                state,
                rule.since(),
                rule.checkedAt(),
                rule.took(),
                rule.environment(),
                rule.impact(),
                rule.tags(),
                rule.refs(),
                List.of());
    }
}
