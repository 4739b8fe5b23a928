package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Table;

final class ComplianceOwed implements Command {
    @Override
    public List<String> examples() {
        return List.of("compliance owed", "compliance owed --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var owed = session.agent().get("/compliance/owed");
        return session.show(owed, screen -> {
            screen.title("Commands that are owed for changes");
            if (owed.list().isEmpty()) {
                screen.line("  none: each has exited with 0");
                return;
            }
            var table = new Table()
                    .column("SINCE", 2)
                    .sentence("COMMAND", 1)
                    .column("BY", 2)
                    .right("TRIES", 1)
                    .sentence("WHY", 1);
            for (var each : owed.list())
                table.row(
                        screen.paint()
                                .faint(each.instant("since").map(session::time).orElse("?")),
                        screen.paint().accent(Safe.line(each.text("command"))),
                        Safe.line(String.join(", ", each.texts("by"))),
                        each.text("tries"),
                        Safe.line(each.text("reason")));
            table.draw(screen);
        });
    }
}
