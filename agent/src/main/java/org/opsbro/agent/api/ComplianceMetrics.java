package org.opsbro.agent.api;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.opsbro.compliance.Score;
import org.opsbro.model.ComplianceState;
import org.opsbro.model.ComplianceStatus;

/** How compliance stands, as figures for Prometheus. */
final class ComplianceMetrics {
    private ComplianceMetrics() {}

    static void write(PrometheusText text, Collection<ComplianceStatus> all) {
        text.family("opsbro_compliance_score_percent", "How much is as it should be, rules counting by their impact.")
                .sample("opsbro_compliance_score_percent", Score.of(all));
        var counts = new LinkedHashMap<ComplianceState, Integer>();
        for (var state : ComplianceState.values()) counts.put(state, 0);
        for (var each : all) for (var rule : each.rules()) counts.merge(rule.state(), 1, Integer::sum);
        text.family("opsbro_compliance_rules", "Rules of this node by state.");
        counts.forEach((state, count) -> text.sample("opsbro_compliance_rules", Map.of("state", state.word()), count));
        text.family(
                "opsbro_compliance_rule_fine",
                "Whether a rule of this node is as it should be, or accepted as it is; absent while nobody knows.");
        for (var each : all)
            for (var rule : each.rules())
                if (rule.state() != ComplianceState.PENDING && rule.state() != ComplianceState.NOT_ELIGIBLE) {
                    var labels = new LinkedHashMap<String, String>();
                    labels.put("compliance", each.id());
                    labels.put("rule", rule.name());
                    text.sample(
                            "opsbro_compliance_rule_fine", labels, rule.state().isFine() ? 1 : 0);
                }
    }
}
