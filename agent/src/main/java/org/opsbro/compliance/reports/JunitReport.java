package org.opsbro.compliance.reports;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.opsbro.model.ComplianceStatus;
import org.opsbro.model.RuleStatus;

/** The form of JUnit that build servers read: a deviation is a failure, what could not be told an error, what is not for this node skipped. */
final class JunitReport {
    private JunitReport() {}

    private enum Result {
        PASSED,
        FAILED,
        BROKEN,
        SKIPPED
    }

    static String of(Report report) {
        var xml = new Markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        var all = report.entries().map(Report.Entry::rule).toList();
        xml.open("testsuites", counts("compliance of " + report.node(), all)).text("\n");
        for (var compliance : report.compliances()) suite(xml, report, compliance);
        return xml.close().toString();
    }

    private static String[] counts(String name, List<RuleStatus> rules) {
        return new String[] {
            "name", name,
            "tests", Integer.toString(rules.size()),
            "failures", count(rules, Result.FAILED),
            "errors", count(rules, Result.BROKEN),
            "skipped", count(rules, Result.SKIPPED),
            "time", seconds(rules.stream().map(RuleStatus::took).reduce(Duration.ZERO, Duration::plus))
        };
    }

    private static String count(List<RuleStatus> rules, Result wanted) {
        return Long.toString(
                rules.stream().filter(rule -> result(rule) == wanted).count());
    }

    private static String seconds(Duration took) {
        return String.format(Locale.ROOT, "%.3f", took.toNanos() / 1e9);
    }

    /** In UTC, without a zone, as the schema of JUnit's reports wants it. */
    private static String moment(Instant at) {
        return LocalDateTime.ofInstant(at.truncatedTo(ChronoUnit.SECONDS), ZoneOffset.UTC)
                .format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
    }

    private static Result result(RuleStatus rule) {
        return switch (rule.state()) {
            case COMPLIANT, FIXED -> Result.PASSED;
            case NON_COMPLIANT, BLOCKED, ROLLED_BACK -> Result.FAILED;
            case ERROR, FLAPPING -> Result.BROKEN;
            case NOT_ELIGIBLE, PENDING, RUNNING, WAIVED, UNKNOWN -> Result.SKIPPED;
        };
    }

    private static void suite(Markup xml, Report report, ComplianceStatus compliance) {
        var counts = counts(compliance.id(), compliance.rules());
        var attributes = new String[counts.length + 4];
        System.arraycopy(counts, 0, attributes, 0, counts.length);
        System.arraycopy(
                new String[] {"hostname", report.node(), "timestamp", moment(compliance.checkedAt())},
                0,
                attributes,
                counts.length,
                4);
        xml.open("testsuite", attributes).text("\n");
        for (var rule : compliance.rules()) test(xml, new Report.Entry(compliance, rule));
        xml.close();
    }

    private static void test(Markup xml, Report.Entry entry) {
        var rule = entry.rule();
        xml.open(
                "testcase",
                "classname",
                entry.compliance().id().replace('/', '.'),
                "name",
                rule.name(),
                "time",
                seconds(rule.took()));
        var message = rule.state().word() + (entry.why().isEmpty() ? "" : ": " + entry.why());
        switch (result(rule)) {
            case PASSED -> {}
            case FAILED ->
                xml.element(
                        "failure",
                        lines(rule),
                        "message",
                        message,
                        "type",
                        rule.state().word());
            case BROKEN ->
                xml.element(
                        "error",
                        lines(rule),
                        "message",
                        message,
                        "type",
                        rule.state().word());
            case SKIPPED -> xml.empty("skipped", "message", message);
        }
        xml.close();
    }

    private static String lines(RuleStatus rule) {
        var text = new StringBuilder();
        for (var line : rule.lines())
            text.append(line.kind()).append(": ").append(line.text()).append('\n');
        return text.toString();
    }
}
