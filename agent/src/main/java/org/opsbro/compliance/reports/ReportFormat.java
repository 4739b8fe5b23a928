package org.opsbro.compliance.reports;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.opsbro.model.Json;

/** In which a report is written. */
public enum ReportFormat {
    /** A line for each rule, for people without the command line. */
    TEXT("text/plain; charset=utf-8"),
    JSON("application/json"),
    /** As build servers read it: a suite for each compliance, a case for each rule. */
    JUNIT("application/xml"),
    /** One page that needs nothing else. */
    HTML("text/html; charset=utf-8"),
    /** Static Analysis Results Interchange Format 2.1.0. */
    SARIF("application/sarif+json"),
    /** The line of a plugin, with performance data. */
    NAGIOS("text/plain; charset=utf-8");

    private final String contentType;

    ReportFormat(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ReportFormat> named(String word) {
        return Stream.of(values()).filter(each -> each.word().equals(word)).findFirst();
    }

    public String write(Report report) {
        return switch (this) {
            case TEXT -> TextReport.of(report);
            case JSON -> Json.pretty(report.toValue()) + "\n";
            case JUNIT -> JunitReport.of(report);
            case HTML -> HtmlReport.of(report);
            case SARIF -> Json.pretty(SarifReport.of(report)) + "\n";
            case NAGIOS -> NagiosReport.of(report);
        };
    }
}
