package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Table;

final class ComplianceChanges implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .optionalWord("RUN", "one run, such as 20261125-101500-3f9c; all without it")
                .option("--limit", "N", "50", "how many of the last changes");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "compliance changes", "compliance changes 20261125-101500-3f9c", "compliance changes --limit 5 --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var run = session.given().find("RUN").map(each -> "&run=" + AgentClient.encoded(each));
        var changes = session.agent()
                .get("/compliance/changes?limit=" + session.given().number("--limit", 1, 10_000) + run.orElse(""));
        return session.show(changes, screen -> {
            screen.title("What was changed on this machine");
            if (changes.list().isEmpty()) {
                screen.line("  nothing was changed yet");
                return;
            }
            var table = new Table()
                    .column("WHEN", 2)
                    .column("RUN", 1)
                    .column("RULE", 2)
                    .sentence("WHAT", 1);
            for (var each : changes.list())
                table.row(
                        screen.paint()
                                .faint(each.instant("at").map(session::time).orElse("?")),
                        screen.paint().accent(Safe.line(each.text("run"))),
                        Safe.line(each.text("rule")),
                        what(screen, each));
            table.draw(screen);
        });
    }

    private static String what(Screen screen, Answer change) {
        var what = Safe.line(change.text("what"));
        if (change.isTrue("done")) return what;
        var failure = change.find("failure").filter(text -> !text.isEmpty());
        return what + screen.paint().bad(": " + Safe.line(failure.orElse("the agent ended before it was done")));
    }
}
