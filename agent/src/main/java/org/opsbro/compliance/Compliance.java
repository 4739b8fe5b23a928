package org.opsbro.compliance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Expression;
import org.opsbro.evaluator.Scope;
import org.opsbro.model.ComplianceState;
import org.opsbro.model.ComplianceStatus;
import org.opsbro.model.Level;
import org.opsbro.model.RuleStatus;

/**
 * Rules that belong together, in order: after one that failed the others are not looked at.
 *
 * @param id {@code pack/file}
 * @param verifyIf whether it is for this node
 * @param every how often everything is read again, whether or not files seem to have changed
 */
public record Compliance(
        String id,
        String name,
        String pack,
        Level level,
        String note,
        boolean enforcing,
        Expression verifyIf,
        Duration every,
        Map<String, Expression> variables,
        List<Rule> rules) {
    public Compliance {
        variables = Map.copyOf(variables);
        rules = List.copyOf(rules);
    }

    /** Whether it is for this node, or why not: that of which nothing is known is not. */
    public String refusal(Scope scope) {
        try {
            return verifyIf.test(scope) ? "" : "verify_if does not hold: " + verifyIf.text();
        } catch (EvaluationException unknown) {
            return "verify_if: " + unknown.getMessage();
        }
    }

    /** How it stands before anybody has looked, with the reason why nobody did; empty if it is to be looked at soon. */
    public ComplianceStatus pending(Instant at, String why) {
        var lines = why.isEmpty() ? List.<RuleStatus.Line>of() : List.of(new RuleStatus.Line("INFO", why));
        return new ComplianceStatus(
                id,
                name,
                pack,
                level,
                enforcing,
                ComplianceState.PENDING,
                ComplianceState.PENDING,
                at,
                Instant.EPOCH,
                rules.stream().map(rule -> rule.pending(at, lines)).toList());
    }

    /** The paths below {@code kv.} that it reads. */
    public Stream<List<String>> keys() {
        return Stream.of(
                        verifyIf.keys(),
                        variables.values().stream().flatMap(Expression::keys),
                        rules.stream().flatMap(Rule::keys))
                .flatMap(each -> each);
    }

    /** Whether asking what it wants takes long: it reaches outside. */
    public boolean isSlow(Set<String> reachingOut) {
        return verifyIf.calls(reachingOut) || rules.stream().anyMatch(rule -> rule.calls(reachingOut));
    }
}
