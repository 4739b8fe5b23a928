package org.opsbro.compliance.reports;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.opsbro.compliance.Severity;
import org.opsbro.model.ComplianceState;
import org.opsbro.model.Value;

/**
 * SARIF 2.1.0 (OASIS), for what gathers findings of many tools: a rule here is a rule there, {@code pack/file#rule}; what a person has waived is a
 * suppressed result. What is found is a state of the machine, so its place is a logical one: the rule on its node.
 */
final class SarifReport {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private SarifReport() {}

    static Value.Fields of(Report report) {
        var rules = new ArrayList<Value>();
        var results = new ArrayList<Value>();
        report.entries().forEach(each -> {
            results.add(result(report, each, rules.size()));
            rules.add(rule(each));
        });
        var driver = Value.object()
                .with("name", "OpsBro")
                .with("version", report.version())
                .with("rules", new Value.Items(rules))
                .end();
        var invocation = Value.object()
                .with("executionSuccessful", true)
                .with("endTimeUtc", report.at().truncatedTo(ChronoUnit.MILLIS).toString())
                .with("machine", report.node())
                .end();
        var run = Value.object()
                .with("tool", Value.object().with("driver", driver).end())
                .with("invocations", new Value.Items(List.of(invocation)))
                .with("results", new Value.Items(results))
                .with("properties", Value.object().with("score", report.score()).end())
                .end();
        return Value.object()
                .with("$schema", SCHEMA)
                .with("version", "2.1.0")
                .with("runs", new Value.Items(List.of(run)))
                .end();
    }

    private static Value.Fields message(String text) {
        return Value.object().with("text", text).end();
    }

    private static Value.Fields rule(Report.Entry each) {
        var rule = each.rule();
        return Value.object()
                .with("id", each.id())
                .with("name", rule.type())
                .with("shortDescription", message(each.compliance().name() + ": " + rule.name()))
                .with(
                        "defaultConfiguration",
                        Value.object().with("level", level(rule.impact())).end())
                .with(
                        "properties",
                        Value.object()
                                .with("tags", Value.texts(rule.tags()))
                                .with("refs", Value.texts(rule.refs()))
                                .with("impact", rule.impact())
                                .end())
                .end();
    }

    private static String level(int impact) {
        if (impact >= Severity.HIGH.impact()) return "error";
        return impact >= Severity.MEDIUM.impact() ? "warning" : "note";
    }

    private static Value.Fields result(Report report, Report.Entry each, int index) {
        var kind = kind(each.state());
        var why = each.why();
        var result = Value.object()
                .with("ruleId", each.id())
                .with("ruleIndex", index)
                .with("kind", kind)
                // SARIF §3.27.10: a level other than none is for failures
                .with("level", kind.equals("fail") ? level(each.rule().impact()) : "none")
                .with("message", message(each.state().word() + (why.isEmpty() ? "" : ": " + why)))
                .with(
                        "locations",
                        new Value.Items(List.of(Value.object()
                                .with(
                                        "logicalLocations",
                                        new Value.Items(List.of(Value.object()
                                                .with("name", each.rule().name())
                                                .with("fullyQualifiedName", report.node() + "/" + each.id())
                                                .end())))
                                .end())));
        if (each.state() == ComplianceState.WAIVED)
            result.with(
                    "suppressions",
                    new Value.Items(List.of(Value.object()
                            .with("kind", "external")
                            .with("status", "accepted")
                            .with("justification", waiver(each))
                            .end())));
        return result.end();
    }

    private static String kind(ComplianceState state) {
        return switch (state) {
            case COMPLIANT, FIXED -> "pass";
            case NOT_ELIGIBLE -> "notApplicable";
            case PENDING, RUNNING, UNKNOWN -> "open";
            case WAIVED, ROLLED_BACK, BLOCKED, NON_COMPLIANT, FLAPPING, ERROR -> "fail";
        };
    }

    private static String waiver(Report.Entry each) {
        return each.rule().lines().isEmpty()
                ? ""
                : each.rule().lines().getLast().text();
    }
}
