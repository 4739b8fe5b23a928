package org.opsbro.compliance.reports;

import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.opsbro.model.ComplianceState;
import org.opsbro.model.ComplianceStatus;
import org.opsbro.model.RuleStatus;

/** One page that asks nothing of any server, and runs no script. */
final class HtmlReport {
    private static final String HEAD = """
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width">
            <style>
            :root { color-scheme: light dark; --good: #1a7f37; --bad: #cf222e; --warn: #9a6700; --faint: #6e7781 }
            @media (prefers-color-scheme: dark) { :root { --good: #3fb950; --bad: #f85149; --warn: #d29922; --faint: #8b949e } }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem }
            h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
            table { border-collapse: collapse; width: 100% }
            th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-top: 1px solid color-mix(in srgb, currentColor 15%, transparent) }
            td { overflow-wrap: anywhere } ul { margin: 0; padding-left: 1.1rem }
            meter { width: 12rem; vertical-align: middle }
            .good { color: var(--good) } .bad { color: var(--bad) } .warn { color: var(--warn) } .faint { color: var(--faint) }
            </style>
            """;

    private HtmlReport() {}

    static String of(Report report) {
        var html = new Markup("<!doctype html>\n");
        html.open("html", "lang", "en").open("head").raw(HEAD);
        html.element("title", "Compliance of " + report.node()).close();
        html.open("body");
        summary(html, report);
        for (var compliance : report.compliances()) section(html, compliance);
        return html.close().close().toString();
    }

    private static void summary(Markup html, Report report) {
        html.element("h1", "Compliance of " + report.node());
        html.open("p");
        html.element(
                "meter",
                "",
                "min",
                "0",
                "max",
                "100",
                "low",
                "60",
                "high",
                "90",
                "optimum",
                "100",
                "value",
                Double.toString(report.score()));
        html.element("strong", String.format(Locale.ROOT, " score %.1f%%", report.score()));
        html.close();
        html.open("p");
        report.counts().forEach((state, count) -> {
            html.element("span", count + " " + state.word(), "class", colour(state));
            html.text(" ");
        });
        html.close();
        html.element(
                "p",
                "Told by OpsBro " + report.version() + " at " + report.at().truncatedTo(ChronoUnit.SECONDS)
                        + ". The score is how much is as it should be, rules counting by their impact.",
                "class",
                "faint");
    }

    private static String colour(ComplianceState state) {
        return switch (state) {
            case COMPLIANT, FIXED -> "good";
            case ERROR, FLAPPING, NON_COMPLIANT -> "bad";
            case BLOCKED, ROLLED_BACK, UNKNOWN, WAIVED -> "warn";
            case PENDING, RUNNING, NOT_ELIGIBLE -> "faint";
        };
    }

    private static void section(Markup html, ComplianceStatus compliance) {
        html.open("section");
        html.open("h2").text(compliance.name() + " ");
        html.element("span", compliance.state().word(), "class", colour(compliance.state()));
        html.close();
        html.element("p", compliance.id() + ", " + compliance.mode(), "class", "faint");
        html.open("table").open("tr");
        for (var title : new String[] {"Rule", "State", "Impact", "Type", "Found"})
            html.element("th", title, "scope", "col");
        html.close();
        for (var rule : compliance.rules()) row(html, rule);
        html.close().close();
    }

    private static void row(Markup html, RuleStatus rule) {
        html.open("tr");
        html.open("td").text(rule.name());
        if (!rule.refs().isEmpty()) html.element("div", String.join(", ", rule.refs()), "class", "faint");
        html.close();
        html.element("td", rule.state().word(), "class", colour(rule.state()));
        html.element("td", Integer.toString(rule.impact()));
        html.element("td", rule.type());
        html.open("td").open("ul");
        for (var line : rule.lines())
            html.element("li", line.text(), "class", line.kind().equals("COMPLIANT") ? "faint" : "");
        html.close().close();
        html.close();
    }
}
