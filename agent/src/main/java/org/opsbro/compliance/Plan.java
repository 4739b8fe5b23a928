package org.opsbro.compliance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.opsbro.evaluator.PackScope;
import org.opsbro.host.Host;
import org.opsbro.host.HostException;
import org.opsbro.model.RuleStatus.Line;
import org.opsbro.model.Value;
import org.opsbro.pack.CommandLine;

/** What enforcing a compliance would change now, found by looking alone. */
public record Plan(Compliance compliance, String refusal, List<Step> steps) {
    public Plan {
        steps = List.copyOf(steps);
    }

    /** Of one rule. */
    public record Step(Rule rule, List<Line> lines, List<Change> changes, List<String> postCommands) {
        public Step {
            lines = List.copyOf(lines);
            changes = List.copyOf(changes);
            postCommands = List.copyOf(postCommands);
        }
    }

    /**
     * Looks and plans.
     *
     * @param compared what was found, with how that compares to the baseline of the rule
     * @param refusal why the compliance is not for this node; empty if it is
     */
    public static Plan of(
            Compliance compliance,
            Host host,
            Function<Rule, PackScope> scopes,
            BiFunction<Rule, Findings, Findings> compared,
            String refusal) {
        var steps = new ArrayList<Step>();
        if (refusal.isEmpty())
            for (var rule : compliance.rules()) steps.add(step(rule, host, scopes.apply(rule), compared));
        return new Plan(compliance, refusal, steps);
    }

    private static Step step(Rule rule, Host host, PackScope scope, BiFunction<Rule, Findings, Findings> compared) {
        return switch (rule.asked(scope)) {
            case Rule.Asked.Nothing(String why) -> told(rule, "INFO", why);
            case Rule.Asked.Wrong(String why) -> told(rule, "ERROR", why);
            case Rule.Asked.Something something -> {
                var found = compared.apply(rule, found(rule, something, host));
                var commands = found.changes().isEmpty()
                        ? List.<String>of()
                        : something.environment().postCommands().stream()
                                .map(CommandLine::text)
                                .toList();
                yield new Step(rule, Decision.lines(found), found.changes(), commands);
            }
        };
    }

    private static Findings found(Rule rule, Rule.Asked.Something asked, Host host) {
        try {
            var prepared = rule.prepared(asked.parameters());
            return prepared.inspect(
                    new HostLook(host, prepared.asks(rule.type()), rule.terms().timeout()));
        } catch (HostException failed) {
            return Findings.cannotTell(String.valueOf(failed.getMessage()));
        }
    }

    private static Step told(Rule rule, String kind, String why) {
        return new Step(rule, List.of(new Line(kind, why)), List.of(), List.of());
    }

    /** How many changes it would make. */
    public long changes() {
        return steps.stream().mapToLong(step -> step.changes().size()).sum();
    }

    /** Keys: id, name, pack_name, mode, refusal, changes, rules [{name, type, infos, changes [{what, diff, commands}], post_commands}]. */
    public Value.Fields toValue() {
        return Value.object()
                .with("id", compliance.id())
                .with("name", compliance.name())
                .with("pack_name", compliance.pack())
                .with("mode", compliance.enforcing() ? "enforcing" : "audit")
                .with("refusal", refusal)
                .with("changes", changes())
                .with(
                        "rules",
                        new Value.Items(steps.stream().<Value>map(Plan::written).toList()))
                .end();
    }

    private static Value.Fields written(Step step) {
        return Value.object()
                .with("name", step.rule().name())
                .with("type", step.rule().type().name())
                .with(
                        "infos",
                        new Value.Items(step.lines().stream()
                                .<Value>map(line -> Value.object()
                                        .with("state", line.kind())
                                        .with("text", line.text())
                                        .end())
                                .toList()))
                .with(
                        "changes",
                        new Value.Items(step.changes().stream()
                                .<Value>map(Plan::written)
                                .toList()))
                .with("post_commands", Value.texts(step.postCommands()))
                .end();
    }

    private static Value.Fields written(Change change) {
        return Value.object()
                .with("what", change.what())
                .with("diff", change.diff())
                .with(
                        "commands",
                        Value.texts(
                                change.commands().stream().map(Change::typed).toList()))
                .end();
    }
}
