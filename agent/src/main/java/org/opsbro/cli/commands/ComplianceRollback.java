package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class ComplianceRollback implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("RUN", "whose changes, as compliance changes shows it");
    }

    @Override
    public List<String> examples() {
        return List.of("compliance rollback 20261125-101500-3f9c");
    }

    @Override
    public int run(Session session) {
        var run = session.given().text("RUN");
        var said = ComplianceLaunch.agent(session)
                .post(
                        "/compliance/rollback",
                        Json.write(Value.object().with("run", run).end()));
        var left = said.texts("left");
        session.show(said, screen -> {
            screen.line(
                    (left.isEmpty() ? screen.paint().ok("✓") : screen.paint().bad("✕")) + " the changes of run "
                            + Safe.line(run) + (left.isEmpty() ? "" : ", but for what is told below,")
                            + " are taken back, as run " + Safe.line(said.text("run")));
            said.texts("what").forEach(what -> screen.said("    ", what));
            left.forEach(why -> screen.line("  not taken back:  " + Safe.line(why)));
            for (var rule : said.texts("rules"))
                screen.line(
                        "  left alone until it is launched:  " + screen.paint().accent(Safe.line(rule)));
        });
        return left.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}
