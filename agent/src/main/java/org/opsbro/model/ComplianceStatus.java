package org.opsbro.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one compliance of this node: a list of rules in order.
 *
 * @param id {@code pack/file}
 * @param name for people
 * @param enforcing whether it mends, or only audits
 * @param state the worst of its rules
 * @param before the state it had before the present one
 */
public record ComplianceStatus(
        String id,
        String name,
        String pack,
        Level level,
        boolean enforcing,
        ComplianceState state,
        ComplianceState before,
        Instant since,
        Instant checkedAt,
        List<RuleStatus> rules) {
    public ComplianceStatus {
        rules = List.copyOf(rules);
    }

    public String mode() {
        return enforcing ? "enforcing" : "audit";
    }

    public Optional<RuleStatus> rule(String wanted) {
        return rules.stream().filter(rule -> rule.name().equals(wanted)).findFirst();
    }

    /** Without what was found and done. */
    public ComplianceStatus withoutLines() {
        return new ComplianceStatus(
                id,
                name,
                pack,
                level,
                enforcing,
                state,
                before,
                since,
                checkedAt,
                rules.stream().map(RuleStatus::withoutLines).toList());
    }

    /** Keys: id, name, pack_name, pack_level, mode, state, old_state, since, last_check, is_running, rules. */
    public Value.Fields toValue() {
        return Value.object()
                .with("id", id)
                .with("name", name)
                .with("pack_name", pack)
                .with("pack_level", level.word())
                .with("mode", mode())
                .with("state", state.word())
                .with("old_state", before.word())
                .with("since", since.toString())
                .with("last_check", checkedAt.toString())
                .with("is_running", state == ComplianceState.RUNNING)
                .with(
                        "rules",
                        new Value.Items(
                                rules.stream().<Value>map(RuleStatus::toValue).toList()))
                .end();
    }
}
