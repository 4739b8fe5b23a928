package org.opsbro.cli.commands;

import java.util.List;
import java.util.stream.Collectors;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Mark;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Table;

final class ComplianceReport implements Command {
    private static final List<String> NAGIOS = List.of("OK", "WARNING", "CRITICAL", "UNKNOWN");

    @Override
    public void declare(Arguments arguments) {
        arguments
                .optionalWord("NAME", "one compliance or pack, such as linux/files or linux; all without it")
                .choice(
                        "--format",
                        "FORMAT",
                        "text (as without it), json, junit, html, sarif, prometheus, or nagios with the exit code of a plugin",
                        "text",
                        "json",
                        "junit",
                        "html",
                        "sarif",
                        "nagios",
                        "prometheus");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "compliance report",
                "compliance report --format html > compliance.html",
                "compliance report linux --format nagios");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var format = session.given().find("--format").orElse("text");
        var name = session.given()
                .find("NAME")
                .map(each -> "&name=" + AgentClient.encoded(each))
                .orElse("");
        if (session.json() || format.equals("json") || format.equals("text")) {
            var report = session.agent().get("/compliance/report?format=json" + name);
            if (format.equals("json")) return session.print(report.value());
            return session.show(report, screen -> draw(screen, report));
        }
        return format.equals("nagios") ? nagios(session, name) : raw(session, format, name);
    }

    private static int raw(Session session, String format, String name) {
        var text = session.agent().text("/compliance/report?format=" + format + name);
        for (var line : text.lines().toList())
            session.streams().out().println(session.screen().live() ? Safe.line(line) : line);
        return ExitCode.OK;
    }

    /** What runs plugins reads one line and the exit code, also where no agent answers. */
    private static int nagios(Session session, String name) {
        String line;
        try {
            line = session.agent()
                    .text("/compliance/report?format=nagios" + name)
                    .strip();
        } catch (CommandFailed failed) {
            line = "COMPLIANCE UNKNOWN - " + failed.getMessage();
        }
        session.streams().out().println(Safe.line(line));
        var words = line.split(" ", 3);
        var code = words.length < 2 ? -1 : NAGIOS.indexOf(words[1]);
        return code < 0 ? NAGIOS.indexOf("UNKNOWN") : code;
    }

    private static void draw(Screen screen, Answer report) {
        screen.title("Compliance of " + Safe.line(report.text("node")));
        var score = report.text("score") + " %";
        screen.line("  Score   " + screen.paint().strong(score));
        var counts = report.at("counts");
        screen.line("  Rules   "
                + (counts.keys().isEmpty()
                        ? "none: no pack brings one"
                        : counts.keys().stream()
                                .map(state -> Mark.of(state).colour(screen.paint(), counts.text(state) + " " + state))
                                .collect(Collectors.joining(screen.paint().faint(" / ")))));
        var troubles = report.list("troubles");
        if (troubles.isEmpty()) return;
        screen.blank();
        var table = new Table()
                .column("STATE", 1)
                .right("IMPACT", 2)
                .column("RULE", 1)
                .sentence("WHY", 1);
        for (var each : troubles)
            table.row(
                    screen.state(each.text("state")),
                    each.text("impact"),
                    screen.paint().accent(Safe.line(each.text("id"))),
                    Safe.line(each.text("why")));
        table.draw(screen);
    }
}
