package org.opsbro.packs.core;

import static org.opsbro.evaluator.Function.Purity.WORLD;
import static org.opsbro.evaluator.Function.Type.TEXT;
import static org.opsbro.evaluator.Function.impure;

import com.google.auto.service.AutoService;
import java.util.List;
import org.opsbro.compliance.Score;
import org.opsbro.evaluator.Arguments;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.evaluator.Scope;
import org.opsbro.model.ComplianceState;
import org.opsbro.model.ComplianceStatus;
import org.opsbro.model.RuleStatus;
import org.opsbro.model.Value;

/** How the compliance of this node stands, for checks, dashboards and generators. */
@AutoService(FunctionLibrary.class)
public final class ComplianceFunctions implements FunctionLibrary {
    private static final String GROUP = "compliance";

    @Override
    public List<Function> functions() {
        return List.of(
                impure(
                        WORLD,
                        GROUP,
                        "compliance_get_state_of_rule",
                        "The state of a rule of this node, or of a compliance by its id pack/file, such as COMPLIANT or NON-COMPLIANT; PENDING where there"
                                + " is none. Of several rules of one name: the worst.",
                        "compliance_get_state_of_rule('no such rule') → 'PENDING'",
                        (a, scope) ->
                                Value.of(state(Arguments.text(a, 0), scope).word()),
                        Argument.of("name", TEXT)),
                impure(
                        WORLD,
                        GROUP,
                        "compliance_score",
                        "How much of what the rules of this node want is so, in percent, rules counting by their impact.",
                        "compliance_score() → 100.0",
                        (a, scope) ->
                                Value.of(Score.of(scope.world().compliance().values()))));
    }

    private static ComplianceState state(String name, Scope scope) {
        var all = scope.world().compliance();
        var whole = all.get(name);
        if (whole != null) return whole.state();
        var states = all.values().stream()
                .flatMap(status -> status.rules().stream())
                .filter(rule -> rule.name().equals(name))
                .map(RuleStatus::state)
                .toList();
        if (states.isEmpty())
            states = all.values().stream()
                    .filter(status -> status.name().equals(name))
                    .map(ComplianceStatus::state)
                    .toList();
        return states.isEmpty() ? ComplianceState.PENDING : ComplianceState.worst(states.stream());
    }
}
