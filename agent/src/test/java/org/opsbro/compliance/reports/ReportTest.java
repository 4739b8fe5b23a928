package org.opsbro.compliance.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opsbro.model.ComplianceState;
import org.opsbro.model.ComplianceStatus;
import org.opsbro.model.Json;
import org.opsbro.model.Level;
import org.opsbro.model.RuleStatus;
import org.opsbro.model.RuleStatus.Line;
import org.opsbro.model.Value;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ReportTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final String HOSTILE =
            "</td><script>alert(1)</script>\"'&|\n\u0000\u001b[2J\u009b\uFFFE\uD800 ]]> {{x}} ünï";

    private static RuleStatus rule(String name, ComplianceState state, int impact, Line... lines) {
        return new RuleStatus(
                name,
                "file-rights",
                state,
                ComplianceState.PENDING,
                NOON,
                NOON,
                Duration.ofMillis(1500),
                "",
                impact,
                List.of("cis"),
                List.of("cis-5.2.1"),
                List.of(lines));
    }

    private static Report report(RuleStatus... rules) {
        return report("web-1", "files of people", List.of(rules));
    }

    private static Report report(String node, String name, List<RuleStatus> rules) {
        var state = ComplianceState.worst(rules.stream().map(RuleStatus::state));
        var status = new ComplianceStatus(
                "p/files", name, "p", Level.LOCAL, false, state, ComplianceState.PENDING, NOON, NOON, rules);
        return new Report(node, "1.0", NOON, List.of(status));
    }

    /** One rule in each state. */
    private static Report each() {
        var rules = new ArrayList<RuleStatus>();
        for (var state : ComplianceState.values())
            rules.add(
                    rule(state.word(), state, 3, new Line("DEVIATION", "wrong"), new Line("INFO", "accepted by ann")));
        return report("web-1", "all", rules);
    }

    private static Report hostile() {
        return report(
                HOSTILE,
                HOSTILE,
                List.of(
                        rule(HOSTILE, ComplianceState.NON_COMPLIANT, 3, new Line("DEVIATION", HOSTILE)),
                        rule("fine", ComplianceState.WAIVED, 3, new Line("INFO", HOSTILE))));
    }

    private static Document xml(String text) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }

    private static List<Element> elements(Document document, String name) {
        var all = new ArrayList<Element>();
        var found = document.getElementsByTagName(name);
        for (var i = 0; i < found.getLength(); i++) all.add((Element) found.item(i));
        return all;
    }

    @Test
    void the_weightiest_trouble_comes_first_and_the_score_counts_by_impact() {
        var report = report(
                rule("a", ComplianceState.COMPLIANT, 10),
                rule("b", ComplianceState.NON_COMPLIANT, 1),
                rule("c", ComplianceState.ERROR, 6),
                rule("d", ComplianceState.NON_COMPLIANT, 6),
                rule("e", ComplianceState.WAIVED, 3),
                rule("f", ComplianceState.NOT_ELIGIBLE, 10));

        assertThat(report.troubles()).extracting(each -> each.rule().name()).containsExactly("c", "d", "b");
        assertThat(report.score()).isEqualTo(50.0);
        assertThat(report.state()).isEqualTo(ComplianceState.ERROR);
        assertThat(Json.write(report.toValue())).contains("\"score\":50.0", "\"NON-COMPLIANT\":2");
    }

    @Test
    void junit_counts_what_its_cases_say() throws Exception {
        var document = xml(ReportFormat.JUNIT.write(each()));

        var suite = elements(document, "testsuite").getFirst();
        assertThat(elements(document, "testcase")).hasSize(ComplianceState.values().length);
        for (var counted : List.of("failure", "error", "skipped")) {
            var attribute = counted.equals("skipped") ? counted : counted + "s";
            var found = elements(document, counted);
            assertThat(suite.getAttribute(attribute)).isEqualTo(Integer.toString(found.size()));
            assertThat(document.getDocumentElement().getAttribute(attribute)).isEqualTo(Integer.toString(found.size()));
            for (var each : found)
                assertThat(each.getAttribute("message"))
                        .startsWith(((Element) each.getParentNode()).getAttribute("name"));
        }
        assertThat(suite.getAttribute("tests")).isEqualTo(Integer.toString(ComplianceState.values().length));
        assertThat(suite.getAttribute("timestamp")).isEqualTo("2026-11-25T12:00:00");
        assertThat(suite.getAttribute("time")).isEqualTo("18.000");
        var passed = elements(document, "testcase").stream()
                .filter(each -> each.getElementsByTagName("*").getLength() == 0)
                .map(each -> each.getAttribute("name"));
        assertThat(passed).containsExactlyInAnyOrder("COMPLIANT", "FIXED");
        assertThat(elements(document, "error").stream().map(each -> each.getAttribute("type")))
                .containsExactlyInAnyOrder("ERROR", "FLAPPING");
    }

    @Test
    void sarif_has_a_rule_and_a_result_for_each() throws Exception {
        var sarif = Json.readObject(ReportFormat.SARIF.write(each()));

        assertThat(sarif.get("version").display()).isEqualTo("2.1.0");
        var run = (Value.Fields) ((Value.Items) sarif.get("runs")).all().getFirst();
        var driver = (Value.Fields) ((Value.Fields) run.get("tool")).get("driver");
        var rules = ((Value.Items) driver.get("rules")).all();
        var results = ((Value.Items) run.get("results")).all();
        assertThat(results).hasSize(ComplianceState.values().length);
        var kinds = Set.of("pass", "open", "notApplicable", "fail");
        for (var i = 0; i < results.size(); i++) {
            var result = (Value.Fields) results.get(i);
            var rule = (Value.Fields) rules.get(i);
            assertThat(result.get("ruleId")).isEqualTo(rule.get("id"));
            assertThat(result.get("ruleIndex").display()).isEqualTo(Integer.toString(i));
            assertThat(kinds).contains(result.get("kind").display());
            assertThat(result.get("level").display())
                    .isEqualTo(result.get("kind").display().equals("fail") ? "warning" : "none");
            assertThat(((Value.Fields) result.get("message")).get("text").display())
                    .isNotBlank();
            var waived = rule.get("id").display().endsWith("#WAIVED");
            assertThat(result.has("suppressions")).isEqualTo(waived);
            if (waived) assertThat(Json.write(result)).contains("\"justification\":\"accepted by ann\"");
        }
    }

    @Test
    void the_level_of_sarif_is_that_of_the_impact() {
        for (var expected : List.of("0 note", "1 note", "3 warning", "5 warning", "6 error", "100 error")) {
            var impact = Integer.parseInt(expected.split(" ")[0]);
            var sarif = ReportFormat.SARIF.write(report(rule("a", ComplianceState.NON_COMPLIANT, impact)));
            assertThat(sarif).contains("\"level\" : \"" + expected.split(" ")[1] + "\"");
        }
    }

    @Test
    void html_asks_nobody_and_runs_nothing() throws Exception {
        var html = ReportFormat.HTML.write(each());

        assertThat(html)
                .startsWith("<!doctype html>")
                .contains("default-src 'none'", "score ", "cis-5.2.1", "NON-COMPLIANT")
                .doesNotContainPattern("(?i)<script|<link|<img|<iframe|src=|href=|url\\(|@import|https?:");
        var body = html.substring(html.indexOf("<body>"), html.indexOf("</html>"));
        assertThat(elements(xml(body), "tr")).hasSize(ComplianceState.values().length + 1);
    }

    @Test
    void hostile_names_are_text_in_every_format() throws Exception {
        var html = ReportFormat.HTML.write(hostile());
        var body = html.substring(html.indexOf("<body>"), html.indexOf("</html>"));
        var shown =
                HOSTILE.replace("\u0000", "\uFFFD").replace("\u001b", "\uFFFD").replace("\u009b", "\uFFFD");
        assertThat(elements(xml(body), "*").stream().map(Element::getTagName).distinct())
                .containsExactlyInAnyOrder(
                        "body", "h1", "p", "meter", "strong", "span", "section", "h2", "table", "tr", "th", "td", "div",
                        "ul", "li");
        assertThat(elements(xml(body), "li").getFirst().getTextContent())
                .isEqualTo(shown.replace("\uFFFE", "\uFFFD").replace("\uD800", "\uFFFD"));
        assertThat(html).contains("<title>Compliance of &lt;/td&gt;&lt;script&gt;");

        var junit = xml(ReportFormat.JUNIT.write(hostile()));
        assertThat(elements(junit, "*").stream().map(Element::getTagName).distinct())
                .containsExactlyInAnyOrder("testsuites", "testsuite", "testcase", "failure", "skipped");
        assertThat(elements(junit, "testcase").getFirst().getAttribute("name"))
                .isEqualTo(shown.replace("\uFFFE", "\uFFFD").replace("\uD800", "\uFFFD"));

        var sarif = Json.readObject(ReportFormat.SARIF.write(hostile()));
        assertThat(Json.write(sarif)).contains("<script>");
        for (var lines : List.of(ReportFormat.NAGIOS.write(hostile()), ReportFormat.TEXT.write(hostile())))
            assertThat(lines.codePoints().filter(Character::isISOControl)).containsOnly((int) '\n');
        assertThat(ReportFormat.NAGIOS.write(hostile()).lines()).hasSize(1);
        assertThat(ReportFormat.NAGIOS.write(hostile())).containsOnlyOnce("|");
        assertThat(ReportFormat.TEXT.write(hostile()).lines()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(ComplianceState.class)
    void nagios_is_warned_of_what_deviates_and_alarmed_of_what_matters_much(ComplianceState state) {
        var expected = switch (state) {
            case COMPLIANT, FIXED, WAIVED, NOT_ELIGIBLE -> "OK OK";
            case PENDING, RUNNING, UNKNOWN -> "UNKNOWN UNKNOWN";
            case NON_COMPLIANT, BLOCKED -> "WARNING CRITICAL";
            case ROLLED_BACK -> "WARNING WARNING";
            case ERROR, FLAPPING -> "CRITICAL CRITICAL";
        };
        var words = Stream.of(3, 6)
                .map(impact -> ReportFormat.NAGIOS.write(report(rule("a", state, impact))))
                .map(line -> line.split(" ")[1])
                .toList();

        assertThat(String.join(" ", words)).isEqualTo(expected);
    }

    @Test
    void nagios_names_the_first_of_many_and_gives_performance_data() {
        var rules = new ArrayList<RuleStatus>();
        for (var i = 0; i < 8; i++)
            rules.add(rule("r" + i, i < 6 ? ComplianceState.NON_COMPLIANT : ComplianceState.COMPLIANT, 3));

        assertThat(ReportFormat.NAGIOS.write(report("web-1", "all", rules)))
                .isEqualTo(
                        "COMPLIANCE WARNING - score 25.0%, 6 of 8 rules deviate: p/files#r0 NON-COMPLIANT, p/files#r1"
                                + " NON-COMPLIANT, p/files#r2 NON-COMPLIANT, p/files#r3 NON-COMPLIANT, p/files#r4 NON-COMPLIANT, 1"
                                + " more | score=25.0%;;;0;100 rules=8;;;0 deviating=6;;;0;8\n");
    }
}
