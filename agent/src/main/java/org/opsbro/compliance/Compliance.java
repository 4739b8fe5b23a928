package org.opsbro.compliance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Expression;
import org.opsbro.evaluator.Scope;
import org.opsbro.model.Level;

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

    /** Whether asking what it wants takes long: it reaches outside. */
    public boolean isSlow(Set<String> reachingOut) {
        return verifyIf.calls(reachingOut) || rules.stream().anyMatch(rule -> rule.calls(reachingOut));
    }
}
