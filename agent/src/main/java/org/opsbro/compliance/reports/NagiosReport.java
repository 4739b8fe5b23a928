package org.opsbro.compliance.reports;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.opsbro.compliance.Severity;
import org.opsbro.model.ComplianceState;

/**
 * One line as plugins of Nagios print it. CRITICAL: a rule is in ERROR or FLAPPING, or one of severity high or critical deviates; WARNING: another deviates;
 * UNKNOWN: one was not looked at yet.
 */
final class NagiosReport {
    private static final int MOST_NAMED = 5;
    private static final Set<ComplianceState> UNSEEN =
            Set.of(ComplianceState.PENDING, ComplianceState.RUNNING, ComplianceState.UNKNOWN);

    private NagiosReport() {}

    static String of(Report report) {
        var troubles = report.troubles();
        var named = troubles.stream()
                .limit(MOST_NAMED)
                .map(each -> plain(each.id()) + " " + each.state().word())
                .collect(Collectors.joining(", "));
        var more = troubles.size() > MOST_NAMED ? ", " + (troubles.size() - MOST_NAMED) + " more" : "";
        var rules = report.entries().count();
        return String.format(
                Locale.ROOT,
                "COMPLIANCE %s - score %.1f%%, %d of %d rules deviate%s | score=%.1f%%;;;0;100 rules=%d;;;0 deviating=%d;;;0;%d%n",
                word(report),
                report.score(),
                troubles.size(),
                rules,
                named.isEmpty() ? "" : ": " + named + more,
                report.score(),
                rules,
                troubles.size(),
                rules);
    }

    private static String word(Report report) {
        if (report.entries().anyMatch(NagiosReport::isCritical)) return "CRITICAL";
        if (!report.troubles().isEmpty()) return "WARNING";
        return report.entries().map(Report.Entry::state).anyMatch(UNSEEN::contains) ? "UNKNOWN" : "OK";
    }

    private static boolean isCritical(Report.Entry each) {
        return switch (each.state()) {
            case ERROR, FLAPPING -> true;
            case NON_COMPLIANT, BLOCKED -> each.rule().impact() >= Severity.HIGH.impact();
            default -> false;
        };
    }

    /** What stands behind a bar would be performance data. */
    private static String plain(String text) {
        return TextReport.line(text).replace('|', '/');
    }
}
